"""`unticket worker`: does the runs, polls the desk, receives hooks."""

from __future__ import annotations

import click

from unticket.doors.cli.context import Context


@click.command("worker")
@click.option("--hooks/--no-hooks", default=None, help="Receive webhooks and confirmations. Default: where they are set up.")
@click.pass_obj
def command(context: Context, *, hooks: bool | None) -> None:
    """Work until Ctrl-C or SIGTERM: run what is queued, poll the desk, keep deadlines, receive hooks.

    Killed at any instant it loses nothing. Ends with 75 where another worker took its runs: start it again. With a
    PostgreSQL database any number may work, on any machines.

    \b
    Example:
      unticket worker
    """
    from unticket.doors.worker import work

    work(context.settings(), hooks=hooks)
