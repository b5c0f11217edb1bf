"""`unticket patterns mute`: an issue that is not to be shown."""

from __future__ import annotations

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context
from unticket.patterns.verdict import YES, VerdictKind


@click.command("mute")
@click.argument("issue")
@click.option("--off", is_flag=True, help="Show it again.")
@options.by
@click.pass_obj
def command(context: Context, *, issue: str, off: bool, by: str) -> None:
    """Keep an issue out of the weekly report, and at the end of the list. Its tickets still count.

    \b
    Example:
      unticket patterns mute P5
    """
    with context.opened() as unticket:
        issue = unticket.recurring.issue_of(issue)
        unticket.verdicts.say(VerdictKind.MUTE, issue, "" if off else YES, by=by)
    screen.console().print(f"{issue} is shown again." if off else f"{issue} is muted now.", soft_wrap=True)
