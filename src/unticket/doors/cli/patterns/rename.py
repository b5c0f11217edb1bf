"""`unticket patterns rename`: a name for an issue."""

from __future__ import annotations

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context
from unticket.model.errors import UserError
from unticket.patterns.verdict import VerdictKind


@click.command("rename")
@click.argument("issue")
@click.argument("name", required=False)
@click.option("--off", is_flag=True, help="Take it back.")
@options.by
@click.pass_obj
def command(context: Context, *, issue: str, name: str | None, off: bool, by: str) -> None:
    """Give an issue a name, which every later run and report shows. With --off its own words are shown again.

    \b
    Example:
      unticket patterns rename P1 "Video of lesson 3"
    """
    if off == bool(name and name.strip()):
        raise UserError("Say one of two things.", "Give the name, or take it back: unticket patterns rename P1 --off")
    with context.opened() as unticket:
        issue = unticket.recurring.issue_of(issue)
        unticket.verdicts.say(VerdictKind.NAME, issue, name or "", by=by)
    told = f"{issue} is called {name!r} now." if name else f"{issue} is called by its own words again."
    screen.console().print(told, soft_wrap=True, markup=False)
