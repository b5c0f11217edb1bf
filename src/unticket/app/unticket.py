"""Puts the parts together: settings in, a working Unticket out. Connectors are found by their folders."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unticket import connectors
from unticket.connectors.connector import Connector, Surroundings
from unticket.history.ports import Progress, TicketSource
from unticket.model.errors import ConfigurationError, NotFound
from unticket.settings import Settings, validated

if TYPE_CHECKING:
    from unticket.app.action_plan import ActionPlan
    from unticket.app.automation import Automation
    from unticket.app.recurring import RecurringIssues, Verdicts
    from unticket.history.sync import SyncResult
    from unticket.history.ticket_table import TicketTable
    from unticket.model.period import Period
    from unticket.reports.report import Report, WeeklyReport
    from unticket.storage.database import Database
    from unticket.storage.report_archive import ReportArchive
    from unticket.storage.ticket_copy import TicketCopy

ROLES = ("desk", "hr", "lms", "last_access", "mail")  # each with its section of the settings
REPORTS = ("daily", "team", "category", "trends")


def found_connectors(role: str) -> dict[str, Connector]:
    """Every connector of `role`, by its kind. One folder below `connectors/` a product; nothing lists them anywhere else."""
    folders = [module.name for module in pkgutil.iter_modules(connectors.__path__) if module.ispkg]
    modules = [importlib.import_module(f"{connectors.__name__}.{name}") for name in sorted(folders)]
    return {found.kind: found for module in modules for found in module.CONNECTORS if found.role == role}


def now() -> datetime:
    """The present instant, in UTC: the one place where the house reads the clock for its reports."""
    return datetime.now(UTC)


class Unticket:
    """The reading path over one set of settings. Opens what it needs when it is first needed; `close` gives all back."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._closing: list[Any] = []

    @property
    def folder(self) -> Path:
        """Where relative paths of the settings begin."""
        return self.settings.folder

    @property
    def cache(self) -> Path:
        return self.folder / self.settings.cache

    @cached_property
    def database(self) -> Database:
        from unticket.storage.database import open_database

        database = open_database(self.settings.database_url, self.folder)
        self._closing.append(database)
        return database

    @cached_property
    def copy(self) -> TicketCopy:
        """The local copy of the desk."""
        from unticket.storage.ticket_copy import TicketCopy

        return TicketCopy(self.database)

    @cached_property
    def archive(self) -> ReportArchive:
        """The reports that were saved, as they were."""
        from unticket.storage.report_archive import ReportArchive

        return ReportArchive(self.database)

    @cached_property
    def desk(self) -> TicketSource:
        """The help desk of the settings. Raises `ConfigurationError` where it is not, or wrongly, described."""
        source: TicketSource = self._connect("desk", self.settings.desk)
        self._closing.append(source)
        return source

    def sync(self, progress: Progress | None = None, *, full: bool = False, accept_loss: bool = False) -> SyncResult:
        """Bring the copy up to the desk's present state."""
        from unticket.history.sync import sync

        return sync(self.desk, self.copy, now=now(), progress=progress, full=full, accept_loss=accept_loss)

    def table(self) -> TicketTable:
        """The ticket table over the copy."""
        from unticket.history.cache import ticket_table

        return ticket_table(self.copy, self.cache)

    def report(self, name: str, period: Period, *, team: str | None = None, comment: str = "") -> Report:
        """One of `REPORTS` over `period`."""
        if name not in REPORTS:
            raise NotFound(f"There is no report {name!r}.", f"Known: {', '.join(REPORTS)}.")
        make = getattr(importlib.import_module(f"unticket.reports.{name}"), name)
        report: Report = make(self.table(), period, now=now(), team=team, comment=comment)
        return report

    def weekly(self, period: Period, *, team: str | None = None, comments: Mapping[str, str] | None = None) -> WeeklyReport:
        """The weekly report of `period` with all its chapters. `comments` by report name; "" is the whole report's."""
        from unticket.app.weekly_findings import with_findings
        from unticket.reports.behind_findings import BehindFindings
        from unticket.reports.selection import Selection, found_word
        from unticket.reports.weekly import weekly, with_outlook

        said, table = comments or {}, self.table()
        made = weekly(table, period, now=now(), team=team, comments=said)
        team_id = found_word(table.vocabulary.teams, team, "team") if team else None
        behind = BehindFindings(Selection(period=period, team=team_id).command(table.vocabulary))
        found = self.recurring.found(period, team=team_id)
        made = with_findings(made, found, self.recurring, behind, comments=said)
        automation = self.automation.chapter(made, team=team_id, behind=behind, comment=said.get("automation", ""))
        plan = self.plan.chapter(made, found, behind=behind, comment=said.get("plan", ""))
        return with_outlook(replace(made, automation=automation, plan=plan))

    @cached_property
    def automation(self) -> Automation:
        """What runbooks did, and would have done."""
        from unticket.app.automation import Automation
        from unticket.storage.recorded_runs import RecordedRuns

        return Automation(self.settings, self.copy, RecordedRuns(self.database), self.table)

    @cached_property
    def verdicts(self) -> Verdicts:
        """What people say of recurring issues."""
        from unticket.app.recurring import Verdicts
        from unticket.storage.pattern_records import PatternRecords

        return Verdicts(PatternRecords(self.database), now)

    @cached_property
    def recurring(self) -> RecurringIssues:
        """What keeps coming back, and what people said of it."""
        from unticket.app.recurring import RecurringIssues
        from unticket.storage.pattern_records import PatternRecords

        return RecurringIssues(self.settings, self.copy, PatternRecords(self.database), self.table, now)

    @cached_property
    def plan(self) -> ActionPlan:
        """What should be done, and what it would save and has saved."""
        from unticket.app.action_plan import ActionPlan
        from unticket.storage.action_register import ActionRegister

        return ActionPlan(self.recurring, ActionRegister(self.database), self.table, now, self.automation)

    def keep(self, report: Report | WeeklyReport) -> int:
        """Freeze `report` as it is; returns the number by which it can be made again."""
        from unticket.reports.frozen import freeze
        from unticket.reports.report import Report

        return self.archive.save(
            name=report.name if isinstance(report, Report) else "weekly",
            period_first=report.period.first,
            period_last=report.period.last,
            made_at=now(),
            content=freeze(report),
        )

    def again(self, number: int) -> Report | WeeklyReport:
        """The report that was kept under `number`, as it was. Raises `NotFound`."""
        from unticket.reports.frozen import thaw

        return thaw(self.archive.load(number).content)

    def write(self, report: Report | WeeklyReport, forms: Sequence[str], out: Path | None = None) -> list[Path]:
        """One file a form in `out` (None: the folder of the settings). Raises `StorageError`; leaves no half file."""
        from unticket.rendering.files import write

        chosen = self.settings
        folder = out or self.folder / chosen.report.folder
        return write(report, folder, forms, language=chosen.language, organisation=chosen.report.organisation)

    def close(self) -> None:
        while self._closing:
            self._closing.pop().close()

    def _connect(self, role: str, section: Mapping[str, Any]) -> Any:
        known = found_connectors(role)
        if not section:
            raise ConfigurationError(f"No {role} is set.", "Run: unticket init   (or try the demo: unticket demo)")
        kind = str(section.get("kind", ""))
        if kind not in known:
            raise ConfigurationError(f"{role}.kind is {kind!r}.", f"Use one of: {', '.join(sorted(known))}.")
        settings = validated(known[kind].settings, section, f"[{role}]")
        surroundings = Surroundings(
            timezone=self.settings.timezone,
            language=self.settings.language,
            folder=str(self.folder),
            cache=str(self.cache),
        )
        return known[kind].open(settings, surroundings)


@contextmanager
def opened(settings: Settings) -> Iterator[Unticket]:
    """An `Unticket` that is closed at the end."""
    unticket = Unticket(settings)
    try:
        yield unticket
    finally:
        unticket.close()
