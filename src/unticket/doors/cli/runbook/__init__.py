"""`unticket runbook`: what may act, how far it is promoted, and what it would have done."""

from __future__ import annotations

import click

from unticket.doors.cli.folder import Folder


@click.group("runbook", cls=Folder, package="unticket.doors.cli.runbook")
def command() -> None:
    """Show, try, promote and demote runbooks.

    A runbook goes up one step at a time: off, shadow (decides, writes nothing), supervised (a person approves each), automatic.

    \b
    Example:
      unticket runbook list
    """
