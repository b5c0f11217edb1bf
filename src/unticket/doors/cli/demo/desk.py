"""`unticket demo desk`: a demo desk that stays, to try every command on."""

from __future__ import annotations

from datetime import timedelta

import click

from unticket.app import now
from unticket.doors.cli import screen


@click.command("desk")
@click.option(
    "--tickets", type=click.IntRange(0, 100_000), default=0, help="So many generated ones. Default: the reference week."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed generates the same desk.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Default: any free one.")
def command(*, tickets: int, seed: int, port: int) -> None:
    """Serve a demo desk until Ctrl-C, and print the settings that connect to it.

    \b
    Example:
      unticket demo desk --tickets 2000
    """
    from unticket.demo.desk.serve import serve
    from unticket.demo.desk.state import DeskState
    from unticket.demo.generator import generate
    from unticket.demo.house import TIMEZONE
    from unticket.demo.reference_week import reference_week

    if tickets:
        today = now().date()
        made = generate(
            seed=seed,
            tickets=tickets,
            first_day=today - timedelta(days=364),
            last_day=today - timedelta(days=1),
            timezone=TIMEZONE,
        )
        state = DeskState.from_tables(made.tables)
    else:
        state = reference_week()
    with serve(state, port=port) as desk:
        out = screen.console()
        out.print("The demo desk is open. In another terminal, in an empty folder:\n")
        for name, value in (
            ("DESK__KIND", "odoo"),
            ("DESK__URL", desk.url),
            ("DESK__DATABASE", desk.database),
            ("DESK__API_KEY", desk.api_key),
            ("TIMEZONE", TIMEZONE),
        ):
            out.print(f"  export UNTICKET_{name}={value}", soft_wrap=True)
        out.print("  unticket weekly" + ("" if tickets else " --week 2026-W08"))
        out.print("\nCtrl-C closes it.")
        try:
            _wait()
        except KeyboardInterrupt:
            out.print("The demo desk is closed.")


def _wait() -> None:
    import threading

    threading.Event().wait()
