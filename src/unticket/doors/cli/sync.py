"""`unticket sync`: read what changed at the desk into the local copy."""

from __future__ import annotations

import dataclasses

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context
from unticket.doors.cli.progress import ProgressBars


@click.command("sync")
@click.option("--full", is_flag=True, help="Read every ticket again, not only what changed.")
@click.option("--accept-loss", is_flag=True, help="Let the copy shrink although the desk suddenly shows far fewer tickets.")
@options.as_json
@click.pass_obj
def command(context: Context, *, full: bool, accept_loss: bool, as_json: bool) -> None:
    """Read what changed at the desk into the local copy.

    Stopped at any instant, it goes on where it was. Run it as often as you like.

    \b
    Example:
      unticket sync
    """
    with context.opened() as unticket, ProgressBars() as bars:
        result = unticket.sync(bars, full=full, accept_loss=accept_loss)
        tickets = unticket.copy.state().tickets
    if as_json:
        screen.print_json({**dataclasses.asdict(result), "tickets": tickets})
        return
    out = screen.console()
    took = (result.ended_at - result.started_at).total_seconds()
    out.print(
        f"[green]✓[/] {tickets:,} {'ticket' if tickets == 1 else 'tickets'} in the copy: {result.changed:,} new or changed, "
        f"{result.deleted:,} gone, {result.messages:,} new messages, {took:.1f} s."
    )
    out.print("  → unticket weekly", style="dim")
