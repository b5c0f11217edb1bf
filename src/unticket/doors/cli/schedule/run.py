"""`unticket schedule run`: one report, now."""

from __future__ import annotations

import sys

import click

from unticket.doors.cli import errors, options, screen
from unticket.doors.cli.context import Context


@click.command("run")
@click.argument("name")
@click.option("--for", "label", metavar="2026-W08", help="The period: a week, or a day. Default: the last that was due.")
@options.by
@click.pass_obj
def command(context: Context, /, *, name: str, label: str | None, by: str) -> None:
    """Send the report of the schedule NAME now, to each person to whom it did not go yet. What is doubtful stays so.

    Ends with 1 where it did not, or may not have, reached everybody.

    \b
    Example:
      unticket schedule run weekly-lead --for 2026-W08
    """
    from unticket.app.schedules import Schedules
    from unticket.model.sending import SendingState
    from unticket.rendering.texts import Texts

    with context.acting() as acting:
        with screen.working("Sending"):
            schedules = Schedules(acting)
            due, mails = schedules.run(name, label, by=by)
        t = Texts(acting.settings.language, acting.settings.timezone)
    out = screen.console()
    for mail in mails:
        line = f"{mail.occasion} → {mail.address}: {t(f'schedules.state.{mail.state}')} {mail.because}".rstrip()
        out.print(line, soft_wrap=True, markup=False)
    if due.because:
        out.print(f"{due.occasion.key}: {due.because}", soft_wrap=True, markup=False)
    if due.because or any(mail.state is not SendingState.SENT for mail in mails):
        sys.exit(errors.KNOWN)
