"""`unticket runs`: what runbooks did, ticket by ticket."""

from __future__ import annotations

import click

from unticket.doors.cli.folder import Folder


@click.group("runs", cls=Folder, package="unticket.doors.cli.runs")
def command() -> None:
    """List and show the runs of runbooks, those that wait for a person's approval first.

    \b
    Example:
      unticket runs list
    """
