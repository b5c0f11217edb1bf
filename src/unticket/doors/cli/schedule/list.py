"""`unticket schedule list`: every schedule, when it is due, and how far the last report has come."""

from __future__ import annotations

from collections import Counter

import click
from rich import box
from rich.table import Table

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context


@click.command("list")
@options.as_json
@click.pass_obj
def command(context: Context, /, *, as_json: bool) -> None:
    """List the schedules of the settings, when each is due next, and what became of its last report.

    \b
    Example:
      unticket schedule list
    """
    from unticket.app import now
    from unticket.app.schedules import Schedules
    from unticket.rendering.terminal import plain_text
    from unticket.rendering.texts import Texts

    with context.acting() as acting:
        schedules = Schedules(acting)
        t = Texts(acting.settings.language, acting.settings.timezone)
        found = []
        for schedule in schedules.all.values():
            due = schedules.sendings.newest(schedule.name)
            mails = Counter(mail.state for mail in schedules.sendings.of(due.occasion.key)) if due else Counter()
            found.append((schedule, schedule.next(now()), due, mails))
        untold, held = schedules.sendings.untold(), schedules.held()
    if as_json:
        screen.print_json(
            [
                {
                    "name": schedule.name,
                    "report": schedule.report,
                    "to": schedule.to,
                    "next_due_at": coming.due_at,
                    "last": due and {"label": due.occasion.label, "due_at": due.occasion.due_at, "state": due.state},
                    "because": due.because if due else "",
                    "mails": mails,
                }
                for schedule, coming, due, mails in found
            ]
        )
        return
    out = screen.console()
    if not found:
        out.print(plain_text(t("schedules.list.none"), "dim"))
        return
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, header_style="dim")
    for head in ("schedule", "report", "next", "last", "mails", "to"):
        table.add_column(plain_text(t(f"schedules.list.{head}")), overflow="fold")
    for schedule, coming, due, mails in found:
        told = Texts(acting.settings.language, schedule.timezone).figures
        last = f"{due.occasion.label}: {t(f'schedules.state.{due.state}')}" if due else t("value.none")
        sent = ", ".join(f"{count} {t(f'schedules.state.{state}')}" for state, count in mails.items())
        why = f"{sent} {due.because}".strip() if due else sent
        row = (schedule.name, t.named("report", schedule.report), told.moment(coming.due_at), last, why, ", ".join(schedule.to))
        table.add_row(*map(plain_text, row))
    out.print(table)
    if held:
        out.print(plain_text(t("schedules.list.held", because=held), "bold"))
    if untold:
        out.print(plain_text(t("schedules.list.untold", count=untold), "bold"))
