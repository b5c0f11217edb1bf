"""`unticket weekly`: the weekly report, in all its forms."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from unticket.app import REPORTS
from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context
from unticket.model.errors import UserError
from unticket.rendering.forms import FORMS
from unticket.reports.report import FURTHER


@click.command("weekly")
@options.period
@options.team
@options.language
@click.option(
    "--comment",
    "words",
    multiple=True,
    metavar="[REPORT=]TEXT",
    help="Your own words; 'team=Ada was ill' goes with the team report. May be given several times.",
)
@options.forms
@click.option("--sync", "sync_first", is_flag=True, help="Read what changed at the desk first.")
@options.as_json
@click.pass_obj
def command(
    context: Context,
    *,
    week: str | None,
    first: date | None,
    last: date | None,
    team: str | None,
    language: str | None,
    words: tuple[str, ...],
    form: tuple[str, ...],
    out: Path | None,
    sync_first: bool,
    as_json: bool,
) -> None:
    """Write the weekly report: its four reports, recurring issues, incidents, automation, plan and risks, in every form.

    The forms are HTML, PDF, XLSX, Markdown and JSON.

    With --json it is printed instead, and files are written only where --out or --form ask for them.

    \b
    Examples:
      unticket weekly
      unticket weekly --week 2026-W08 --language vi --comment "team=Anna was alone this week"
    """
    with context.opened(language=language) as unticket:
        period = options.chosen_period(unticket.settings, week, first, last)
        options.sync_at_first(unticket, wanted=sync_first)
        report = unticket.weekly(period, team=team, comments=_by_report(words))
        forms = form or (() if as_json else FORMS)
        screen.show_report(unticket, report, forms=forms, out=out, as_json=as_json)


def _by_report(words: tuple[str, ...]) -> dict[str, str]:
    comments: dict[str, str] = {}
    for text in words:
        name, found, rest = text.partition("=")
        key, said = (name, rest) if found and name in (*REPORTS, *FURTHER) else ("", text)
        if key in comments:
            raise UserError(f"Two comments for {key or 'the whole report'}.", "Put them in one --comment.")
        comments[key] = said
    return comments
