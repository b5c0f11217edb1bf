"""`unticket resume`: what was stopped goes on."""

from __future__ import annotations

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context


@click.command("resume")
@click.argument("runbook", default="*")
@options.by
@options.as_json
@click.pass_obj
def command(context: Context, *, runbook: str, by: str, as_json: bool) -> None:
    """Lift a stop of everything, or of one RUNBOOK. What was held goes on within a minute.

    \b
    Example:
      unticket resume
    """
    with context.acting() as acting:
        acting.resume(runbook, by=by)
        still = {name: stop for name in acting.modes() if (stop := acting.stopped(name)) is not None}
    if as_json:
        screen.print_json({"resumed": runbook, "by": by, "still_stopped": {name: stop.why for name, stop in still.items()}})
        return
    out = screen.console()
    out.print(f"[green]▶[/] {'The general stop' if runbook == '*' else f'The stop of {runbook}'} is lifted.")
    for name, stop in still.items():
        again = "" if stop.runbook == "*" else f" {name}"
        out.print(f"[yellow]![/] {name} is still stopped: {stop.why or 'no reason given'}\n  → unticket resume{again}")
