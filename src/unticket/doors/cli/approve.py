"""`unticket approve`: a person's word on a run that waits for it."""

from __future__ import annotations

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context


@click.command("approve")
@click.argument("run_id", metavar="RUN")
@options.by
@click.option("--why", default="", help="Kept with the word.")
@options.as_json
@click.pass_obj
def command(context: Context, *, run_id: str, by: str, why: str, as_json: bool) -> None:
    """Approve a RUN. It allows no more than the runbook decides again on fresh data, right before it acts.

    \b
    Example:
      unticket approve login:odoo:4211:1
    """
    with context.acting() as acting:
        counted = acting.approve(run_id, by=by, why=why)
    if as_json:
        screen.print_json({"run_id": run_id, "approved": True, "by": by, "counted_now": counted})
        return
    told = f"[green]✓[/] {run_id}: approved by {by}; a worker goes on with it." if counted else f"{run_id} was approved before."
    screen.console().print(told, soft_wrap=True)
