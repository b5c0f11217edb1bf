"""`unticket undo`: a reactivation taken back."""

from __future__ import annotations

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context


@click.command("undo")
@click.argument("run_id", metavar="RUN")
@options.by
@options.as_json
@click.pass_obj
def command(context: Context, *, run_id: str, by: str, as_json: bool) -> None:
    """Switch an account off again that a RUN switched on, while nothing else has changed it.

    A password reset cannot be undone, and no undo touches the account of a person who is terminated or unknown to HR.

    \b
    Example:
      unticket undo login:odoo:4211:1
    """
    with context.acting() as acting:
        done = acting.undo(run_id, by=by)
    if as_json:
        screen.print_json({"run_id": run_id, "undone": done, "by": by})
        return
    screen.console().print(f"[green]✓[/] {done} The ticket has a note of it.", soft_wrap=True)
