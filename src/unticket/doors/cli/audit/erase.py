"""`unticket audit erase`: what names a person is forgotten; the chain still holds."""

from __future__ import annotations

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context


@click.command("erase")
@click.argument("address")
@click.option("--yes", is_flag=True, help="Erase without asking.")
@options.as_json
@click.pass_obj
def command(context: Context, *, address: str, yes: bool, as_json: bool) -> None:
    """Erase from audit and runs what names the person with this e-mail ADDRESS.

    What was decided and done stays, without who it was about; that it was erased is a line of its own. The ticket itself
    and its copy belong to the desk: erase it there, then run: unticket sync --full

    \b
    Example:
      unticket audit erase cora@school.example
    """
    if not yes:
        click.confirm(f"Erase what names {address}? It cannot be brought back.", abort=True)
    with context.acting() as acting:
        lines = acting.erase(address)
    if as_json:
        screen.print_json({"erased_lines": lines})
        return
    out = screen.console()
    out.print(f"[green]✓[/] {lines:,} lines of the audit lost their facts. The chain still holds.")
    out.print("  → unticket audit verify", style="dim")
