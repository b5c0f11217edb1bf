"""`unticket patterns different`: two tickets that do not tell of one thing."""

from __future__ import annotations

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context
from unticket.patterns.verdict import DIFFERENT, VerdictKind, pair


@click.command("different")
@click.argument("one", metavar="TICKET")
@click.argument("other", metavar="TICKET")
@click.option("--off", is_flag=True, help="Take it back.")
@options.by
@click.pass_obj
def command(context: Context, *, one: str, other: str, off: bool, by: str) -> None:
    """Say that two tickets do not tell of one thing. What people say of pairs shifts how others are judged.

    \b
    Example:
      unticket patterns different HT20289 HT20291
    """
    with context.opened() as unticket:
        keys = pair(unticket.recurring.ticket_of(one), unticket.recurring.ticket_of(other))
        unticket.verdicts.say(VerdictKind.PAIR, keys[0], "" if off else DIFFERENT, by=by, other=keys[1])
    told = "taken back" if off else "they do not tell of one thing"
    screen.console().print(f"{keys[0]} and {keys[1]}: {told}.", soft_wrap=True)
