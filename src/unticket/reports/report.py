"""A report as data: rows of counts and measures, what they tell, and the tickets behind each figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from unticket.history.ports import Desk
from unticket.model.period import Period

Value = int | float | timedelta | datetime | date | str | None
FURTHER = ("recurring", "incidents", "automation", "plan", "risks")  # chapters of the weekly report beside the four reports
LISTED_AT_MOST = 200  # keys carried with a figure; beyond it, `Tickets.command` lists them all


class Unit(StrEnum):
    """How a value is to be read and written."""

    COUNT = "count"  # int
    SHARE = "share"  # float, 0..1
    DURATION = "duration"  # timedelta
    CHANGE = "change"  # float ratio against the period before: 2.0 is doubled
    TIME = "time"  # aware datetime, UTC
    DAY = "day"  # date, local
    STATED = "stated"  # str, a number of people as tickets state it: "5", "14+"
    TEXT = "text"  # str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One column of a report. `name` is its entry in docs/metrics.md and in the texts of every language."""

    name: str
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Tickets:
    """The tickets behind a figure."""

    total: int = 0
    keys: tuple[str, ...] = ()  # the first LISTED_AT_MOST, oldest first
    command: str = ""  # the arguments of `unticket export` that list them all: "--week 2026-W08 --stage Done"

    @classmethod
    def of(cls, keys: Sequence[str], command: str = "") -> Tickets:
        """All of these, oldest first; no more than `LISTED_AT_MOST` are carried."""
        return cls(total=len(keys), keys=tuple(keys[:LISTED_AT_MOST]), command=command)


@dataclass(frozen=True, slots=True, kw_only=True)
class Insight:
    """Something worth saying, with its evidence. Its sentence, in each language, is looked up by `kind` and filled
    with `numbers`."""

    kind: str  # "all_closed", "single_point_of_failure", "volume_change_too_few", …
    numbers: Mapping[str, Value] = field(default_factory=dict)
    tickets: tuple[str, ...] = ()  # the first LISTED_AT_MOST
    total: int = 0  # of the tickets; 0: as many as are carried
    command: str = ""  # as that of `Tickets`

    @property
    def behind(self) -> Tickets:
        """The tickets that it rests on."""
        return Tickets(total=max(self.total, len(self.tickets)), keys=self.tickets[:LISTED_AT_MOST], command=self.command)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a report. `key` is the desk's id (a local day as 2026-02-18 in trends), "" for none (unassigned, no tag)."""

    key: str
    label: str
    count: int
    values: Mapping[str, Value] = field(default_factory=dict)  # by Measure.name
    tickets: Tickets = Tickets()
    behind: Mapping[str, Tickets] = field(default_factory=dict)  # by Measure.name, where a figure is over other tickets
    insights: tuple[Insight, ...] = ()  # what there is to say of this row alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What a picture of this report shows; drawn by the rendering room."""

    kind: str  # "bars" (a bar a row), "columns_by_day" (a column a day, stacked by nothing), "lines_by_day"
    measure: str = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataBehind:
    """Which data stood behind a report, and what it can and cannot show."""

    desk: Desk
    synced_at: datetime | None
    newest_change_at: datetime | None
    tickets_in_copy: int
    tickets_counted: int
    notes: tuple[Insight, ...] = ()  # e.g. first response unknown: no messages were read


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report of one period. `totals` is over the whole period; `totals_before` over the period before it."""

    name: str  # "daily", "team", "category", "trends", "recurring", "incidents", "automation", "plan", "risks"
    period: Period
    team: str | None = None  # the team's name, None: all teams
    measures: tuple[Measure, ...] = ()
    rows: tuple[Row, ...] = ()
    totals: Row
    totals_before: Row | None = None
    insights: tuple[Insight, ...] = ()
    chart: Chart | None = None
    comment: str = ""  # the engineer's own words
    data: DataBehind


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLine:
    """A ticket as the list inside a report shows it."""

    key: str
    reference: str
    subject: str
    stage: str
    assignee: str
    tags: tuple[str, ...]
    opened_at: datetime
    closed_at: datetime | None
    time_to_resolve: timedelta | None
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyReport:
    """A week on a few pages: its headline insights, the four reports and the tickets they speak of."""

    period: Period
    team: str | None = None
    made_at: datetime
    headline: tuple[Insight, ...] = ()
    reports: tuple[Report, ...] = ()
    tickets: tuple[TicketLine, ...] = ()  # those of the period, oldest first, LISTED_AT_MOST
    comment: str = ""
    recurring: Report | None = None  # top recurring issues; None: they were not looked for
    incidents: Report | None = None  # what hit many at once
    automation: Report | None = None  # what runbooks did
    plan: Report | None = None  # what should be done about them; None: no plan was made
    risks: Report | None = None  # what may go wrong next

    @property
    def further(self) -> tuple[Report, ...]:
        """The chapters after the four reports, as they stand in it; those that were not made are missing."""
        return tuple(each for name in FURTHER if (each := getattr(self, name)) is not None)

    @property
    def chapters(self) -> tuple[Report, ...]:
        """The four reports, then what keeps coming back, what was done about it, and what should be."""
        return (*self.reports, *self.further)
