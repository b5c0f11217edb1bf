"""`unticket stop`: nothing more is done outside, at once."""

from __future__ import annotations

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context


@click.command("stop")
@click.argument("runbook", default="*")
@options.by
@click.option("--why", default="", help="Shown to whoever asks why nothing is done.")
@options.as_json
@click.pass_obj
def command(context: Context, *, runbook: str, by: str, why: str, as_json: bool) -> None:
    """Stop everything, or one RUNBOOK: before each effect a worker looks whether it may go on.

    It works with the database down, by a file: `touch STOP` in the folder of unticket.toml does the same.

    \b
    Examples:
      unticket stop --why "the LMS behaves strangely"
      unticket stop login
    """
    with context.acting() as acting:
        acting.stop(runbook, by=by, why=why)
    if as_json:
        screen.print_json({"stopped": runbook, "by": by, "why": why})
        return
    out = screen.console()
    out.print(
        f"[red]■[/] {'Everything' if runbook == '*' else runbook} is stopped. What was begun stands; nothing more is done."
    )
    out.print("  → unticket resume" + ("" if runbook == "*" else f" {runbook}"), style="dim")
