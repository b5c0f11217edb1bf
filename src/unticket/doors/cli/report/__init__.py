"""`unticket report`: one of the four reports, or one that was saved."""

from __future__ import annotations

import click

from unticket.doors.cli.folder import Folder


@click.group("report", cls=Folder, package="unticket.doors.cli.report")
def command() -> None:
    """Show one of the four reports, or make a saved one again.

    \b
    Example:
      unticket report daily --week 2026-W08
    """
