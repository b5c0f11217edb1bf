"""`unticket report kept`: the reports that were sent or saved."""

from __future__ import annotations

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context


@click.command("kept")
@options.as_json
@click.pass_obj
def command(context: Context, *, as_json: bool) -> None:
    """List the reports that were sent or saved, newest first; each can be made again.

    \b
    Example:
      unticket report kept
    """
    from rich.table import Table

    with context.opened() as unticket:
        reports = unticket.archive.list()
    if as_json:
        screen.print_json(
            [
                {
                    "number": kept.number,
                    "report": kept.name,
                    "period": {"first": kept.period_first, "last": kept.period_last},
                    "made_at": kept.made_at,
                }
                for kept in reports
            ]
        )
        return
    table = Table("No.", "Report", "Period", "Made (UTC)", box=None)
    for kept in reports:
        table.add_row(
            str(kept.number), kept.name, f"{kept.period_first} – {kept.period_last}", f"{kept.made_at:%Y-%m-%d %H:%M}"
        )
    out = screen.console()
    out.print(table if reports else "No report was saved yet.\n  → unticket weekly")
