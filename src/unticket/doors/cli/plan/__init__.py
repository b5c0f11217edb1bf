"""`unticket plan`: what should be done about what keeps coming back, and what it would have saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from unticket.doors.cli import options, planned
from unticket.doors.cli.folder import Folder


@click.group("plan", cls=Folder, package="unticket.doors.cli.plan", invoke_without_command=True)
@options.as_json
@planned.looked_for
def command(*, look: Callable[[], Any], as_json: bool) -> None:
    """List the actions that the recurring issues and risks lead to, and which tickets they would have saved.

    Two figures are told apart: tickets that would not have been written, and tickets that would have needed no agent. Each
    ticket counts once, however many actions claim it. An action keeps its number, and what you say of it, from run to run.

    \b
    Examples:
      unticket plan --week 2026-W08
      unticket plan show A1
      unticket plan set A1 --owner "Lan" --status under_way
    """
    from unticket.doors.cli.plan.list import listed

    if click.get_current_context().invoked_subcommand is None:
        listed(look, as_json=as_json)
