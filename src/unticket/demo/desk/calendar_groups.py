"""Grouping by a stretch of time: which local day, week or month a UTC moment falls into, day-light saving included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import format_date

from unticket.demo.desk.moments import SHOWN, parsed

LABELS: Mapping[str, str] = {
    "day": "dd MMM yyyy",
    "week": "'W'w YYYY",
    "month": "MMMM yyyy",
    "quarter": "QQQ yyyy",
    "year": "yyyy",
}
"""Odoo's patterns for what it writes beside a group."""


class Calendar:
    """One kind of stretch in one zone and language. The language says where a week starts: on Sunday in en_US."""

    def __init__(self, granularity: str, timezone: str, language: str) -> None:
        self.granularity = granularity
        self.zone = zone(timezone)
        self.locale = Locale.parse(language)
        self.start_of = lru_cache(maxsize=4096)(self._start_of)

    def key(self, moment: str) -> str:
        """The UTC text of the first instant of the stretch that a kept moment falls into."""
        local = parsed(moment[:SHOWN]).replace(tzinfo=UTC).astimezone(self.zone)
        return self.start_of(local.date())

    def end(self, key: str) -> str:
        """The UTC text of the first instant after the stretch."""
        return self._instant(self._next(self.first_day(key)))

    def label(self, key: str) -> str:
        return format_date(self.first_day(key), LABELS[self.granularity], locale=self.locale)

    def first_day(self, key: str) -> date:
        return parsed(key).replace(tzinfo=UTC).astimezone(self.zone).date()

    def _start_of(self, day: date) -> str:
        match self.granularity:
            case "week":
                day -= timedelta(days=(day.weekday() - self.locale.first_week_day) % 7)
            case "month":
                day = day.replace(day=1)
            case "quarter":
                day = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
            case "year":
                day = day.replace(month=1, day=1)
        return self._instant(day)

    def _next(self, day: date) -> date:
        match self.granularity:
            case "day":
                return day + timedelta(days=1)
            case "week":
                return day + timedelta(days=7)
        months = {"month": 1, "quarter": 3, "year": 12}[self.granularity]
        years, month = divmod(day.month - 1 + months, 12)
        return day.replace(year=day.year + years, month=month + 1, day=1)

    def _instant(self, day: date) -> str:
        midnight = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        return midnight.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def zone(name: str) -> tzinfo:
    """The zone of this name. Odoo takes UTC, without a word, for a name it does not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
