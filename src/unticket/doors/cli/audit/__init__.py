"""`unticket audit`: the sealed record of everything that was decided, done, refused and left."""

from __future__ import annotations

import click

from unticket.doors.cli.folder import Folder


@click.group("audit", cls=Folder, package="unticket.doors.cli.audit")
def command() -> None:
    """Verify and export the audit.

    \b
    Example:
      unticket audit verify
    """
