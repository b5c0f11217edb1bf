"""`unticket patterns merge`: two issues that are one."""

from __future__ import annotations

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context
from unticket.model.errors import UserError


@click.command("merge")
@click.argument("issue")
@click.argument("into", required=False)
@click.option("--off", is_flag=True, help="Take a merge of ISSUE back.")
@options.by
@click.pass_obj
def command(context: Context, *, issue: str, into: str | None, off: bool, by: str) -> None:
    """Say that ISSUE is part of INTO: its tickets, and those to come, count there. Its number is not used again.

    \b
    Examples:
      unticket patterns merge P4 P1
      unticket patterns merge P4 --off
    """
    if off == bool(into):
        raise UserError("A merge needs two issues.", "Give both: merge P4 P1, or take it back: merge P4 --off")
    with context.opened() as unticket:
        house = unticket.recurring
        if into:
            issue, into = house.issue_of(issue), house.issue_of(into)
            if issue == into:
                raise UserError(f"{issue} is one issue already.")
            unticket.verdicts.merge(issue, into, by=by)
        else:
            issue = house.issue_of(issue, as_given=True)
            unticket.verdicts.unmerge(issue, by=by)
    screen.console().print(f"{issue} is part of {into} now." if into else f"{issue} stands for itself again.")
