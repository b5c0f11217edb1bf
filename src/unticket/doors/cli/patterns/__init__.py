"""`unticket patterns`: what keeps coming back, with its evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from unticket.doors.cli import found, options
from unticket.doors.cli.folder import Folder


@click.group("patterns", cls=Folder, package="unticket.doors.cli.patterns", invoke_without_command=True)
@found.most
@options.as_json
@found.looked_for
def command(*, look: Callable[[], Any], most: int, as_json: bool) -> None:
    """List what keeps coming back, with tickets, people, time and cause; duplicates, spikes, risks and what to automate.

    Covers all that the copy holds, unless --week or --from name a period. An issue keeps its number from run to run; what
    you say of it (rename, merge, split, pin, mute, owner) holds for every later run.

    \b
    Examples:
      unticket patterns
      unticket patterns --week 2026-W08 --json
      unticket patterns show P1
    """
    from unticket.doors.cli.patterns.list import listed

    if click.get_current_context().invoked_subcommand is None:
        listed(look, most=most, as_json=as_json)
