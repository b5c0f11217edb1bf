"""`unticket schedule`: reports by mail."""

from __future__ import annotations

import click

from unticket.doors.cli.folder import Folder


@click.group("schedule", cls=Folder, package="unticket.doors.cli.schedule")
def command() -> None:
    """Reports by mail: what is due when, what went out, and what did not. `unticket worker` sends them.

    \b
    Examples:
      unticket schedule list
      unticket schedule preview weekly-lead --out preview
      unticket schedule run weekly-lead --for 2026-W08
    """
