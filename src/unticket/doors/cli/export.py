"""`unticket export`: the tickets behind a figure, or any others, as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from unticket.app.found_tickets import KINDS, Named, found_tickets
from unticket.doors.cli import options, screen
from unticket.doors.cli.context import Context
from unticket.model.errors import UserError
from unticket.model.period import Period
from unticket.rendering.forms import EXPORT_FORMS
from unticket.reports.behind_findings import Part
from unticket.settings import Settings

if TYPE_CHECKING:
    from unticket.history.ticket_table import TicketTable
    from unticket.reports.selection import Selection

PLANS = ("not-written", "no-agent", "saved")


@click.command("export")
@options.period
@click.option("--closed-from", type=options.Day(), help="Closed on this day or later.")
@click.option("--closed-to", type=options.Day(), help="Closed on this day or earlier.")
@click.option("--backlog-at", type=options.Day(), help="Open at the end of this day.")
@options.team
@click.option("--stage", metavar="NAME", help="In this stage now.")
@click.option("--assignee", metavar="NAME", help="Assigned to this agent now.")
@click.option("--unassigned", is_flag=True, help="Assigned to nobody.")
@click.option("--tag", "tags", metavar="NAME", multiple=True, help="With this tag; with any of several.")
@click.option("--untagged", is_flag=True, help="Without any tag.")
@click.option("--open", "is_open", is_flag=True, help="In an open stage now.")
@click.option("--closed", "is_closed", is_flag=True, help="In a closed stage now.")
@click.option("--reopened", is_flag=True, help="Closed once and opened again.")
@click.option("--issue", multiple=True, metavar="P3", help="Of this recurring issue; of any of several.")
@click.option("--incident", multiple=True, metavar="TICKET", help="Of the incident with this ticket; 'all': of any incident.")
@click.option("--action", multiple=True, metavar="A2", help="That this action of the plan would have saved.")
@click.option("--plan", multiple=True, type=click.Choice(PLANS), help="That the whole plan would have saved, and how.")
@click.option("--risk", multiple=True, metavar="NAME", help="That show this risk, by the name in a report's command.")
@click.option("--spike", multiple=True, metavar="DAY", help="Of this spike, by the name in a report's command.")
@click.option("--runbook", multiple=True, metavar="NAME", help="That this runbook first took in the period.")
@click.option("--part", type=click.Choice([str(part) for part in Part]), help="Only this part of the finding that is named.")
@click.option("--counted", type=click.IntRange(min=0), help="How many a report counted; told where it is another number now.")
@click.option("--form", type=click.Choice(EXPORT_FORMS), help="The kind of file. Default: as --out ends, else csv.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file. Default: tickets.FORM")
@options.language
@options.as_json
@click.pass_obj
def command(
    context: Context, /, *, form: str | None, out: Path | None, language: str | None, as_json: bool, **given: Any
) -> None:
    """Write tickets with reference, stage, tags, assignee and times to a file. Without any option: all of them.

    Tickets of findings (issue, incident, action, risk, spike, runbook) are those of the period that is named, as they are
    found now. Commands of a kept report count with --counted, so that they tell where the desk has changed since.

    \b
    Examples:
      unticket export --week 2026-W08 --tag video --form xlsx
      unticket export --open --unassigned --out open.csv
      unticket export --week 2026-W08 --issue P1
    """
    from unticket.rendering.export import write_tickets

    form, file = _form_and_file(form, out)
    with context.opened(language=language) as unticket:
        options.sync_at_first(unticket)
        table, settings = unticket.table(), unticket.settings
        selection = selection_of(given, table, settings)
        keys = found_tickets(unticket, named_in(given), selection.period, team=selection.team)
        frame = selection.narrowed(keys=keys).frame(table)
        count = write_tickets(frame, table, form, file, timezone=settings.timezone, language=settings.language)
    counted = given["counted"]
    if as_json:
        told = {} if counted is None else {"counted": counted, "changed_since": counted != count}
        screen.print_json({"file": str(file), "tickets": count} | told)
        return
    screen.console().print(f"[green]✓[/] {count:,} {'ticket' if count == 1 else 'tickets'} in {file}", soft_wrap=True)
    if counted is not None and counted != count:
        said = f"The report counted {counted:,}: the desk, or what people said of its issues, has changed since."
        screen.console().print(f"[yellow]![/] {said} The file holds what is so now.", soft_wrap=True)


def _form_and_file(form: str | None, out: Path | None) -> tuple[str, Path]:
    """The form that was asked for, else the one that the file's name says, else CSV. Raises `UserError` where they differ."""
    if out is None:
        return form or "csv", Path(f"tickets.{form or 'csv'}")
    said = out.suffix.removeprefix(".").lower()
    if form and said in EXPORT_FORMS and said != form:
        raise UserError(f"{out} is named like a {said} file, but --form is {form}.", "Give one of them, or let both agree.")
    return form or (said if said in EXPORT_FORMS else "csv"), out


def selection_of(given: dict[str, Any], table: TicketTable, settings: Settings) -> Selection:
    """What the options select. Raises `UserError` where they contradict each other, `NotFound` for an unknown name."""
    from unticket.reports.selection import chosen, one_day

    for one, other in (("assignee", "unassigned"), ("tags", "untagged"), ("is_open", "is_closed")):
        if given[one] and given[other]:
            raise UserError(f"--{_shown(one)} and --{_shown(other)} leave no ticket.", "Give one of them.")
    tags = given["tags"]
    week, first, last = given["week"], given["first"], given["last"]
    period = options.chosen_period(settings, week, first, last) if week or first or last else None
    return chosen(
        table.vocabulary,
        period=period,
        team=given["team"],
        stage=given["stage"],
        assignee="" if given["unassigned"] else given["assignee"],
        tag="" if given["untagged"] else tags[0] if len(tags) == 1 else None,
        any_tag=tags if len(tags) > 1 else (),
        state="open" if given["is_open"] else "closed" if given["is_closed"] else None,
        reopened=given["reopened"],
        closed_in=_closed_in(given["closed_from"], given["closed_to"], settings.timezone),
        backlog_at=one_day(given["backlog_at"], settings.timezone) if given["backlog_at"] else None,
    )


def named_in(given: Mapping[str, Any]) -> Named:
    """The findings that the options name."""
    return Named(part=Part(given["part"]) if given["part"] else None, **{kind: given[kind] for kind in KINDS})


def selected(table: TicketTable, arguments: Sequence[str], timezone: str) -> Selection:
    """What `unticket export ARGUMENTS` selects on a desk of that zone."""
    given = dict(command.make_context("export", list(arguments), resilient_parsing=False).params)
    return selection_of(given, table, Settings(timezone=timezone))


def _closed_in(first: date | None, last: date | None, timezone: str) -> Period | None:
    if first is None and last is None:
        return None
    return Period(first=first or date(1970, 1, 1), last=last or date(9998, 12, 30), timezone=timezone)


def _shown(option: str) -> str:
    return "tag" if option == "tags" else option.removeprefix("is_")
