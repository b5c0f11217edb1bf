"""`unticket runbook run`: one ticket, now; with --dry-run nothing is done."""

from __future__ import annotations

import dataclasses

import click

from unticket.doors.cli import options, run_screen, screen
from unticket.doors.cli.context import Context


@click.command("run")
@options.runbook
@click.argument("ticket")
@click.option("--dry-run", is_flag=True, help="Decide and show it; nothing is done anywhere. Works on old tickets too.")
@options.by
@options.as_json
@click.pass_obj
def command(context: Context, *, runbook: str, ticket: str, dry_run: bool, by: str, as_json: bool) -> None:
    """Look at one TICKET (odoo:4211, or 4211), whatever its runs were.

    All guard rails and the runbook's mode stay in force: in shadow it decides and writes nothing. A worker does the run.

    \b
    Examples:
      unticket runbook run login odoo:4211 --dry-run
      unticket runbook run login odoo:4211
    """
    from unticket.runbooks.acting import plan_record

    out = screen.console()
    with context.acting() as acting:
        key = options.ticket_key(acting.settings, ticket)
        if dry_run:
            plan = acting.dry_run(key, runbook)
            if as_json:
                screen.print_json(plan_record.written(plan))
            else:
                run_screen.show_plan(plan, out, title=f"{plan.reference} (dry run)")
                out.print("  Nothing was done. The dry run stands in the audit.", style="dim")
            return
        run_id = acting.run(key, runbook, by=by)
        standing, workers = acting.standing(runbook), [one for one in acting.client.workers() if one.buried_at is None]
    if as_json:
        screen.print_json({"run_id": run_id, "mode": str(standing.mode), "workers": [dataclasses.asdict(w) for w in workers]})
        return
    out.print(f"[green]✓[/] The run {run_id} is queued; the runbook's mode is {standing.mode}.")
    if not workers:
        out.print("[yellow]![/] No worker is at work.\n  → unticket worker", soft_wrap=True)
    out.print(f"  → unticket runs show {run_id}", style="dim", soft_wrap=True)
