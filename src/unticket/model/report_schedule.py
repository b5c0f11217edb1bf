"""A report schedule: which report is due when, about which days, and for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from unticket.model.errors import UserError
from unticket.model.period import WEEKDAYS, Period, zone

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One time at which a schedule's report is due. The same period is the same occasion, however the hour is set."""

    schedule: str
    label: str  # the period, as people write it: "2026-W08", "2026-02-18"
    period: Period
    due_at: datetime  # UTC

    @property
    def key(self) -> str:
        return f"{self.schedule}:{self.label}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSchedule:
    """A daily report of the day before, or a weekly one of the last whole week, at a local time."""

    name: str
    report: str  # "daily" | "weekly"
    at: time  # local; where the clocks skip it, the same time after the change; where they show it twice, the first
    timezone: str
    weekday: str = "monday"  # on which a weekly report is due
    week_start: str = "monday"
    language: str = "en"
    team: str | None = None
    forms: tuple[str, ...] = ("pdf", "xlsx")
    to: tuple[str, ...]
    tell: tuple[str, ...]  # who is told when a report did not, or may not, arrive

    def latest(self, now: datetime) -> Occasion:
        """The one that was due last."""
        return next(self._backwards(now))

    def next(self, now: datetime) -> Occasion:
        """The one that is due next."""
        day = now.astimezone(zone(self.timezone)).date()
        while not self._falls_on(day) or self._due_at(day) <= now:
            day += _DAY
        return self._occasion(day)

    def due_since(self, moment: datetime, now: datetime) -> tuple[Occasion, ...]:
        """Those due after `moment` and not after `now`, oldest first."""
        found: list[Occasion] = []
        for occasion in self._backwards(now):
            if occasion.due_at <= moment:
                break
            found.append(occasion)
        return tuple(reversed(found))

    def named(self, label: str) -> Occasion:
        """The occasion about the period that a person named: 2026-W08, or a day. Raises `UserError`."""
        if self.report == "weekly":
            first = Period.week(label, self.timezone, self.week_start).first
            day = first + 7 * _DAY
            day += (WEEKDAYS.index(self.weekday) - day.weekday()) % 7 * _DAY
        else:
            day = _day(label) + _DAY
        return self._occasion(day)

    def _backwards(self, now: datetime) -> Iterator[Occasion]:
        day = now.astimezone(zone(self.timezone)).date()
        while True:
            if self._falls_on(day) and self._due_at(day) <= now:
                yield self._occasion(day)
            day -= _DAY

    def _falls_on(self, day: date) -> bool:
        return self.report == "daily" or WEEKDAYS[day.weekday()] == self.weekday

    def _due_at(self, day: date) -> datetime:
        return datetime.combine(day, self.at, zone(self.timezone)).astimezone(UTC)

    def _occasion(self, day: date) -> Occasion:
        """The one that is due on the local `day`."""
        if self.report == "weekly":
            begun = day - (day.weekday() - WEEKDAYS.index(self.week_start)) % 7 * _DAY
            first, last = begun - 7 * _DAY, begun - _DAY
        else:
            first = last = day - _DAY
        period = Period(first=first, last=last, timezone=self.timezone)
        return Occasion(schedule=self.name, label=self._label(first), period=period, due_at=self._due_at(day))

    def _label(self, first: date) -> str:
        if self.report == "daily":
            return first.isoformat()
        shift = WEEKDAYS.index(self.week_start)  # as `Period.week` reads it
        year, week, _ = (first - (shift if shift < 5 else shift - 7) * _DAY).isocalendar()
        return f"{year}-W{week:02}"


def _day(text: str) -> date:
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text.strip()):
            raise ValueError(text)
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise UserError(f"{text!r} is not a day.", "Write it as 2026-02-18.") from error
