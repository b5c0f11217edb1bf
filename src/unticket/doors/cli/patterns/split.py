"""`unticket patterns split`: tickets that belong elsewhere."""

from __future__ import annotations

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context
from unticket.model.errors import UserError


@click.command("split")
@click.argument("tickets", metavar="TICKET...", nargs=-1, required=True)
@click.option("--into", metavar="ISSUE", help="An issue that is there. Default: a new one.")
@click.option("--off", is_flag=True, help="Leave these tickets to the matcher again.")
@options.by
@options.as_json
@click.pass_obj
def command(context: Context, *, tickets: tuple[str, ...], into: str | None, off: bool, by: str, as_json: bool) -> None:
    """Move tickets into an issue of their own, or into another that is there. Later tickets like them follow.

    \b
    Examples:
      unticket patterns split HT20293
      unticket patterns split HT20293 HT20290 --into P2
    """
    if off and into:
        raise UserError("--into and --off say two things.", "Give one of them.")
    with context.opened() as unticket:
        house = unticket.recurring
        keys = [house.ticket_of(name) for name in tickets]
        if off:
            issue = ""
            unticket.verdicts.move(keys, "", by=by)
        elif into:
            issue = house.issue_of(into)
            unticket.verdicts.move(keys, issue, by=by)
        else:
            issue = unticket.verdicts.split(keys, by=by)
    if as_json:
        screen.print_json({"issue": issue or None, "tickets": keys})
        return
    named = ", ".join(keys)
    screen.console().print(f"{named} → {issue}" if issue else f"{named}: the matcher decides again.", soft_wrap=True)
