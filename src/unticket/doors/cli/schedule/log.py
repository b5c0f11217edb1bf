"""`unticket schedule log`: what became of each mail."""

from __future__ import annotations

from dataclasses import asdict

import click
from rich import box
from rich.table import Table

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context


@click.command("log")
@click.argument("name", default="")
@click.option("--last", default=50, show_default=True, type=click.IntRange(min=1), help="How many mails.")
@options.as_json
@click.pass_obj
def command(context: Context, /, *, name: str, last: int, as_json: bool) -> None:
    """List the mails of all schedules, or of the one NAMEd, newest first: sent, refused, doubtful, or why they wait.

    \b
    Example:
      unticket schedule log weekly-lead
    """
    from unticket.app.schedules import Schedules
    from unticket.rendering.terminal import plain_text
    from unticket.rendering.texts import Texts

    with context.acting() as acting:
        found = Schedules(acting).sendings.log(last, schedule=name)
        t = Texts(acting.settings.language, acting.settings.timezone)
    if as_json:
        screen.print_json([asdict(sending) for sending in found])
        return
    out = screen.console()
    if not found:
        out.print(plain_text(t("schedules.list.nothing"), "dim"))
        return
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, header_style="dim")
    for head in ("at", "about", "mail", "to", "state", "because"):
        table.add_column(plain_text(t(f"schedules.list.{head}")), overflow="fold")
    for sending in found:
        at = t.figures.moment(sending.ended_at or sending.noted_at)
        kind, state = t(f"schedules.state.{sending.kind}"), t(f"schedules.state.{sending.state}")
        row = (at, sending.occasion, sending.subject or kind, sending.address, state, sending.because)
        table.add_row(*map(plain_text, row))
    out.print(table)
