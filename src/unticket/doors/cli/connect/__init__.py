"""`unticket connect`: what a product must be told so that it tells us of new tickets."""

from __future__ import annotations

import click

from unticket.doors.cli.folder import Folder


@click.group("connect", cls=Folder, package="unticket.doors.cli.connect")
def command() -> None:
    """Have a help desk tell Unticket of new tickets at once. Without it, the poll finds them every few minutes.

    \b
    Example:
      unticket connect odoo
    """
