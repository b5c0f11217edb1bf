"""`unticket patterns owner`: who looks after an issue."""

from __future__ import annotations

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context
from unticket.model.errors import UserError
from unticket.patterns.verdict import VerdictKind


@click.command("owner")
@click.argument("issue")
@click.argument("owner", required=False)
@click.option("--off", is_flag=True, help="Take it back.")
@options.by
@click.pass_obj
def command(context: Context, *, issue: str, owner: str | None, off: bool, by: str) -> None:
    """Say who looks after an issue.

    \b
    Example:
      unticket patterns owner P1 "Theo Lead"
    """
    if off == bool(owner and owner.strip()):
        raise UserError("Say one of two things.", "Give the owner, or take it back: unticket patterns owner P1 --off")
    with context.opened() as unticket:
        issue = unticket.recurring.issue_of(issue)
        unticket.verdicts.say(VerdictKind.OWNER, issue, owner or "", by=by)
    told = f"{owner} looks after {issue} now." if owner else f"Nobody looks after {issue} now."
    screen.console().print(told, soft_wrap=True, markup=False)
