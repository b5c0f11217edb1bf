"""`unticket runs list`: the latest runs, and what waits for an approval."""

from __future__ import annotations

import click

from unticket.doors.cli import options, run_screen, screen
from unticket.doors.cli.context import Context


@click.command("list")
@click.option("--ticket", help="Only of this ticket (odoo:4211, or 4211).")
@click.option("--waiting", is_flag=True, help="Only those that wait for an approval.")
@click.option("--last", "at_most", type=click.IntRange(1, 10_000), default=20, show_default=True, help="So many.")
@options.as_json
@click.pass_obj
def command(context: Context, *, ticket: str | None, waiting: bool, at_most: int, as_json: bool) -> None:
    """List the latest runs, the newest first.

    \b
    Examples:
      unticket runs list
      unticket runs list --waiting
    """
    from rich.table import Table

    with context.acting() as acting:
        key = options.ticket_key(acting.settings, ticket) if ticket else ""
        open_ = {approval.run_id: approval for approval in acting.approvals()}
        runs = [run for run in acting.runs(at_most, ticket_key=key) if not waiting or run.run_id in open_]
    if as_json:
        screen.print_json(
            [
                run_screen.run_as_json(run) | {"approve_until": open_[run.run_id].deadline if run.run_id in open_ else None}
                for run in runs
            ]
        )
        return
    table = Table("Begun (UTC)", "Run", "Ticket", "Mode", "Row", "", "Because", box=None, padding=(0, 1))
    for run in runs:
        table.add_row(
            f"{run.begun_at:%Y-%m-%d %H:%M:%S}",
            run.run_id,
            run.plan.reference if run.plan else "",
            run.mode,
            run.row or "–",
            run_screen.badge(str(run.outcome or run.stage)),
            run.reason,
        )
    out = screen.console()
    out.print(table if runs else "No run yet.")
    if open_:
        out.print(f"  {len(open_)} wait for a person: unticket approve RUN, or unticket reject RUN", style="dim")
