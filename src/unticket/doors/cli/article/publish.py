"""`unticket article publish`: a person says that an article stands."""

from __future__ import annotations

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context


@click.command("publish")
@click.argument("issue")
@click.option("--where", default="", help="The page where it stands.")
@options.by
@click.pass_obj
def command(context: Context, /, *, issue: str, where: str, by: str) -> None:
    """Keep that you published an article on an issue. From today on `unticket plan measure` compares its tickets.

    Unticket publishes nothing by itself.

    \b
    Example:
      unticket article publish P1 --where https://help.school.example/video
    """
    with context.opened() as unticket:
        word = unticket.plan.publish(issue, where=where, by=by)
    screen.console().print(f"{issue.upper()}: an article since {word.done_on}.", soft_wrap=True, markup=False)
