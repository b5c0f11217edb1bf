"""`unticket runbook list`: every runbook with its mode."""

from __future__ import annotations

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context


@click.command("list")
@options.as_json
@click.pass_obj
def command(context: Context, *, as_json: bool) -> None:
    """List the runbooks with the mode that is in force, and whether one is stopped.

    \b
    Example:
      unticket runbook list
    """
    from rich.table import Table

    with context.acting() as acting:
        found = [(name, standing, acting.stopped(name)) for name, standing in acting.modes().items()]
    if as_json:
        screen.print_json(
            [
                {
                    "runbook": name,
                    "mode": str(standing.mode),
                    "acts_since": standing.promoted_at,
                    "because": standing.because,
                    "stopped": stop.why or "yes" if stop else None,
                }
                for name, standing, stop in found
            ]
        )
        return
    table = Table("Runbook", "Mode", "Acts since (UTC)", "", box=None, padding=(0, 2))
    for name, standing, stop in found:
        since = f"{standing.promoted_at:%Y-%m-%d %H:%M}" if standing.promoted_at else "–"
        table.add_row(name, standing.mode, since, f"[red]stopped[/] {stop.why}" if stop else standing.because)
    screen.console().print(table)
