"""`unticket plan set`: a person's word on an action."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context
from unticket.model.action import Priority, Status
from unticket.model.errors import UserError


@click.command("set")
@click.argument("action")
@click.option("--title", help="What it is called.")
@click.option("--owner", help="Who is responsible for it.")
@click.option("--priority", type=click.Choice([str(one) for one in Priority]))
@click.option("--status", type=click.Choice([str(one) for one in Status]), help="With done it is measured from --done-on on.")
@click.option("--within", "within_days", type=click.IntRange(0, 3650), metavar="DAYS", help="The timeline.")
@click.option("--effort", "effort_days", type=click.FloatRange(0, 3650), metavar="DAYS", help="Working days it takes.")
@click.option("--done-on", type=options.Day(), help="The first day with it. Default: today.")
@click.option("--note", help="Your own words.")
@options.by
@click.pass_obj
def command(context: Context, /, *, action: str, by: str, done_on: date | None, **said: Any) -> None:
    """Change an action. What you do not name stays as it is; every later plan respects what you say.

    \b
    Examples:
      unticket plan set A2 --owner "Lan" --within 14
      unticket plan set A2 --status done --done-on 2026-03-02
      unticket plan set A7 --status dropped --note "The vendor stops it in May."
    """
    words = {name: value for name, value in said.items() if value is not None}
    if done_on is not None:
        words["done_on"] = done_on
    if not words:
        raise UserError("Nothing was said of it.", f"For example: unticket plan set {action} --status accepted")
    for name, kind in (("priority", Priority), ("status", Status)):
        if name in words:
            words[name] = kind(words[name])
    with context.opened() as unticket:
        kept = unticket.plan.say(action, by=by, **words)
    told = ", ".join(f"{name.replace('_', ' ')} {getattr(kept, name)}" for name in words)
    screen.console().print(f"{action.strip().upper()}: {told}.", soft_wrap=True, markup=False)
