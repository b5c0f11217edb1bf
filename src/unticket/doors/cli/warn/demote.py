"""`unticket warn demote`: one step down, at once."""

from __future__ import annotations

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context


@click.command("demote")
@options.by
@click.option("--why", default="", help="Kept with the demotion.")
@click.pass_obj
def command(context: Context, /, *, by: str, why: str) -> None:
    """Demote the warnings by one step. In shadow they are listed, and nobody is written to.

    \b
    Example:
      unticket warn demote --why "the rule is being changed"
    """
    from unticket.app.acting import PRE_DEACTIVATION

    with context.acting() as acting:
        change = acting.demote(PRE_DEACTIVATION, by=by, why=why)
    screen.console().print(f"[green]✓[/] The warnings: {change.before} → [bold]{change.after}[/], by {by}.")
