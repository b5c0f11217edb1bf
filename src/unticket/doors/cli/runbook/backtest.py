"""`unticket runbook backtest`: what the runbook would have done with past tickets, and what agents did."""

from __future__ import annotations

from datetime import date

import click

from unticket.doors.cli import figures, options, screen
from unticket.doors.cli.context import Context
from unticket.doors.cli.progress import ProgressBars


@click.command("backtest")
@options.runbook
@click.option("--since", type=options.Day(), required=True, help="The first local day.")
@click.option("--until", type=options.Day(), help="The last local day. Default: yesterday.")
@click.option(
    "--look-up-today",
    is_flag=True,
    help="Ask HR and the platform what they say today, and mark it so. They are only read.",
)
@click.option("--list", "listed", type=click.IntRange(0, 500), default=20, show_default=True, help="So many disagreements.")
@options.as_json
@click.pass_obj
def command(
    context: Context, *, runbook: str, since: date, until: date | None, look_up_today: bool, listed: int, as_json: bool
) -> None:
    """Replay the runbook over the past tickets of the copy, without any side effect.

    Who was employed and which account was off on a past day stands nowhere: such decisions are counted as unknown then.

    \b
    Examples:
      unticket runbook backtest login --since 2025-01-01
      unticket runbook backtest login --since 2025-01-01 --look-up-today
    """
    from unticket.app.acting_figures import replay

    with context.opened() as unticket:
        options.sync_at_first(unticket)
        first, end = options.instants(unticket.settings, since, until)
        with ProgressBars() as bars, context.acting() as acting:
            found = replay(unticket, acting, runbook, since=first, until=end, look_up_today=look_up_today, progress=bars)
    if as_json:
        screen.print_json({"runbook": runbook, **figures.backtest_as_json(found)})
    else:
        figures.show_backtest(found, screen.console(), listed=listed)
