"""`unticket runbook demote`: one step down, at once."""

from __future__ import annotations

import click

from unticket.doors.cli import figures, options, screen
from unticket.doors.cli.context import Context


@click.command("demote")
@options.runbook
@options.by
@click.option("--why", default="", help="Kept with the demotion.")
@options.as_json
@click.pass_obj
def command(context: Context, *, runbook: str, by: str, why: str, as_json: bool) -> None:
    """Demote a runbook by one step. In shadow it decides and writes nothing more.

    \b
    Example:
      unticket runbook demote login --why "the LMS is being moved"
    """
    with context.acting() as acting:
        change = acting.demote(runbook, by=by, why=why)
    if as_json:
        screen.print_json(figures.promotion_as_json(change))
        return
    screen.console().print(f"[green]✓[/] {runbook}: {change.before} → [bold]{change.after}[/], by {by}.")
