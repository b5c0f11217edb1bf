"""`unticket reject`: a person's word on a run that waits for it."""

from __future__ import annotations

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context


@click.command("reject")
@click.argument("run_id", metavar="RUN")
@options.by
@click.option("--why", default="", help="Kept with the word.")
@options.as_json
@click.pass_obj
def command(context: Context, *, run_id: str, by: str, why: str, as_json: bool) -> None:
    """Reject a RUN. Nothing is done, and the ticket stays with people.

    \b
    Example:
      unticket reject login:odoo:4211:1 --why "she is on leave"
    """
    with context.acting() as acting:
        counted = acting.reject(run_id, by=by, why=why)
    if as_json:
        screen.print_json({"run_id": run_id, "rejected": True, "by": by, "counted_now": counted})
        return
    told = f"[green]✓[/] {run_id}: rejected by {by}; nothing was done." if counted else f"{run_id} was rejected before."
    screen.console().print(told, soft_wrap=True)
