"""`unticket patterns pin`: an issue that is always shown."""

from __future__ import annotations

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context
from unticket.patterns.verdict import YES, VerdictKind


@click.command("pin")
@click.argument("issue")
@click.option("--off", is_flag=True, help="No longer.")
@options.by
@click.pass_obj
def command(context: Context, *, issue: str, off: bool, by: str) -> None:
    """Show an issue before all others, however few its tickets.

    \b
    Example:
      unticket patterns pin P3
    """
    with context.opened() as unticket:
        issue = unticket.recurring.issue_of(issue)
        unticket.verdicts.say(VerdictKind.PIN, issue, "" if off else YES, by=by)
    screen.console().print(f"{issue} is no longer pinned." if off else f"{issue} is shown first now.", soft_wrap=True)
