"""`unticket warn`: who is about to lose their account to the rule for unused ones."""

from __future__ import annotations

import click

from unticket.doors.cli.folder import Folder


@click.group("warn", cls=Folder, package="unticket.doors.cli.warn")
def command() -> None:
    """Warn people before the rule for unused accounts switches theirs off. `unticket worker` does it every day.

    It goes up one step at a time: off, shadow (lists, writes to nobody), supervised (a person lets the warnings go out),
    automatic.

    \b
    Examples:
      unticket warn list
      unticket warn preview --language vi
      unticket warn log
    """
