"""Options that several commands share: the period, the team, the language, JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from unticket.app import Unticket, now
from unticket.doors.cli.context import Context
from unticket.doors.cli.progress import ProgressBars
from unticket.model.errors import UserError
from unticket.model.period import Period, zone
from unticket.rendering.forms import FORMS
from unticket.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A local day, as ISO 8601 writes it."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day. Write it as 2026-02-18.", param, ctx)


def period(command: F) -> F:
    """--week, --from and --to."""
    command = click.option("--to", "last", type=Day(), help="The last day. Default: the last that is over.")(command)
    command = click.option("--from", "first", type=Day(), help="The first day.")(command)
    return click.option("--week", metavar="2026-W08", help="A week, as ISO 8601 counts. Default: the last complete one.")(
        command
    )


def chosen_period(settings: Settings, week: str | None, first: date | None, last: date | None) -> Period:
    """The period the user named; the last complete week where none was. Raises `UserError` on a contradiction."""
    if week and (first or last):
        raise UserError("--week and --from/--to name two periods.", "Give one of them.")
    if week:
        return Period.week(week, settings.timezone, settings.week_start)
    if first is None and last is None:
        return Period.last_complete_week(now(), settings.timezone, settings.week_start)
    if first is None:
        raise UserError("--to needs a beginning.", "Add --from.")
    yesterday = now().astimezone(zone(settings.timezone)).date() - timedelta(days=1)
    return Period(first=first, last=last or max(first, yesterday), timezone=settings.timezone)


team = click.option("--team", metavar="NAME", help="Only this team's tickets (its name or id). Default: all teams.")
language = click.option("--language", type=click.Choice(["en", "vi"]), help="Of the report. Default: the setting.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")


def looked_at(command: Callable[..., Any], seen: Callable[[Unticket, Period | None, str | None], Any]) -> Callable[..., Any]:
    """--week, --from, --to, --team and --language, given to the command as `look`: a context manager that yields what is
    `seen` of that period (None: all that the copy holds) and team, the desk being read first where it never was."""

    @period
    @team
    @language
    @wraps(command)
    def with_options(
        *, week: str | None, first: date | None, last: date | None, team: str | None, language: str | None, **others: Any
    ) -> Any:
        context: Context = click.get_current_context().obj

        @contextmanager
        def look() -> Iterator[Any]:
            with context.opened(language=language) as unticket:
                sync_at_first(unticket)
                chosen = chosen_period(unticket.settings, week, first, last) if week or first or last else None
                yield seen(unticket, chosen, team)

        return command(look=look, **others)

    return with_options


def forms(command: F) -> F:
    """--form and --out: which files are written, and where."""
    command = click.option(
        "--out", type=click.Path(path_type=Path, file_okay=False), help="The folder for files. Default: the setting."
    )(command)
    return click.option(
        "--form", multiple=True, type=click.Choice(FORMS), help="Write a file of this form; may be given several times."
    )(command)


def sync_at_first(unticket: Unticket, *, wanted: bool = False) -> None:
    """Read the desk where the copy never was complete, or where it is `wanted`."""
    if wanted or not unticket.copy.state().full_read_done:
        with ProgressBars() as bars:
            unticket.sync(bars)


def runbook(command: F) -> F:
    """The runbook's name, first."""
    from unticket.app.acting_runbooks import RUNBOOKS

    return click.argument("runbook", type=click.Choice(tuple(RUNBOOKS)))(command)


def by(command: F) -> F:
    """--by: the person whose word it is."""
    return click.option("--by", default=_user, metavar="NAME", help="Whose word it is. Default: who is signed in.")(command)


def ticket_key(settings: Settings, ticket: str) -> str:
    """The desk's key of what the user named: "odoo:4211" and "4211" are the same. Raises `UserError`."""
    kind = str(settings.desk.get("kind", "odoo"))
    key = ticket if ":" in ticket else f"{kind}:{ticket}"
    if not key.partition(":")[2].isdigit():
        raise UserError(f"{ticket!r} names no ticket.", f"Give the number that its address at the desk ends with: {kind}:4211.")
    return key


def instants(settings: Settings, first: date, last: date | None) -> tuple[datetime, datetime]:
    """From local midnight of the first day to that after the last (None: yesterday)."""
    chosen = chosen_period(settings, None, first, last)
    return chosen.starts_at, chosen.ends_at


def _user() -> str:
    """The name under which somebody is signed in to this machine."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user without a name
        return ""
