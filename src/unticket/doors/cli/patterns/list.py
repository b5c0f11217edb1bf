"""`unticket patterns list`: a line an issue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from unticket.doors.cli import found, options, screen


@click.command("list")
@found.most
@options.as_json
@found.looked_for
def command(*, look: Callable[[], Any], most: int, as_json: bool) -> None:
    """List the recurring issues, most tickets first. With --json everything is printed: duplicates, spikes, risks too.

    \b
    Example:
      unticket patterns list --from 2026-02-01 --to 2026-02-28
    """
    listed(look, most=most, as_json=as_json)


def listed(look: Callable[[], Any], *, most: int, as_json: bool) -> None:
    """What `patterns` itself does, too."""
    from unticket.rendering.patterns_json import patterns_document

    with look() as looked:
        if as_json:
            screen.print_json(patterns_document(looked.found.patterns, looked.found.time, looked.words))
        else:
            looked.screen.issues(most=most)
