"""What the four report commands have in common."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context


def report_command(name: str, says: str) -> click.Command:
    """`unticket report NAME`: on the screen, as JSON, or in files that are kept."""

    @click.command(name, help=f"{says}\n\n\b\nExample:\n  unticket report {name} --week 2026-W08", short_help=says)
    @options.period
    @options.team
    @options.language
    @click.option("--comment", default="", help="Your own words, printed with the report.")
    @options.forms
    @options.as_json
    @click.pass_obj
    def command(  # noqa: PLR0917 — a command line's options are its parameters
        context: Context,
        week: str | None,
        first: date | None,
        last: date | None,
        team: str | None,
        language: str | None,
        comment: str,
        form: tuple[str, ...],
        out: Path | None,
        as_json: bool,
    ) -> None:
        with context.opened(language=language) as unticket:
            period = options.chosen_period(unticket.settings, week, first, last)
            options.sync_at_first(unticket)
            report = unticket.report(name, period, team=team, comment=comment)
            screen.show_report(unticket, report, forms=form, out=out, as_json=as_json)

    return command
