"""`unticket runbook show`: one runbook's mode and history, its table, and what it has changed, from records."""

from __future__ import annotations

from datetime import timedelta

import click

from unticket.doors.cli import figures, options, screen
from unticket.doors.cli.context import Context


@click.command("show")
@options.runbook
@click.option("--before-days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How far back “before” goes.")
@options.as_json
@click.pass_obj
def command(context: Context, *, runbook: str, before_days: int, as_json: bool) -> None:
    """Show a runbook's mode, who promoted it, the rows of its table, and the figures before and after.

    \b
    Example:
      unticket runbook show login
    """
    from unticket.app import now
    from unticket.app.acting_figures import in_shadow
    from unticket.app.acting_runbooks import RUNBOOKS

    with context.opened() as unticket, context.acting() as acting:
        standing, history, stop = acting.standing(runbook), acting.promotions(runbook), acting.stopped(runbook)
        until = standing.promoted_at or now()
        figures_ = unticket.automation.compared(runbook, since=until - timedelta(days=before_days), until=until)
        shadow = in_shadow(unticket, acting, runbook)
    if as_json:
        screen.print_json(
            {
                "runbook": runbook,
                "mode": str(standing.mode),
                "acts_since": standing.promoted_at,
                "because": standing.because,
                "stopped": stop is not None,
                "promotions": [figures.promotion_as_json(one) for one in history],
                "rows": [figures.row_as_json(row) for row in RUNBOOKS[runbook].table.rows],
                "shadow": figures.shadow_as_json(shadow),
                **figures.before_after_as_json(figures_),
            }
        )
        return
    out = screen.console()
    out.print(f"[bold]{runbook}[/]: {standing.mode}" + (f" ({standing.because})" if standing.because else ""))
    if stop is not None:
        out.print(f"[red]Stopped[/] by {stop.by or 'a file'}: {stop.why}\n  → unticket resume {runbook}")
    figures.show_promotions(history, out)
    figures.show_rows(RUNBOOKS[runbook].table.rows, out)
    figures.show_shadow(shadow, out)
    figures.show_before_after(figures_, out)
