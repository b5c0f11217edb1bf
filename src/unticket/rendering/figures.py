"""How counts, shares, lengths and times are written in the reader's language and the desk's zone."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from unticket.model.period import Period, zone
from unticket.reports.report import Unit

NOTHING = "–"
_NUMBER = (int, float)
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_PATTERNS = {
    "en": {
        "day": "d MMM y",
        "long_day": "d MMMM y",
        "short_day": "EEE d MMM",
        "time": "d MMM y, HH:mm",
        "stamp": "d MMM HH:mm",
    },
    "vi": {
        "day": "dd/MM/y",
        "long_day": "dd/MM/y",
        "short_day": "EEEEE dd/MM",
        "time": "HH:mm dd/MM/y",
        "stamp": "HH:mm dd/MM",
    },
}
LANGUAGES = tuple(_PATTERNS)


class Figures:
    """Writes values. `units` gives the words for lengths of time: keys second, minute, hour, day, day_hour."""

    def __init__(self, language: str, timezone: str, units: Mapping[str, str]) -> None:
        self.language = language if language in _PATTERNS else "en"
        self.timezone = timezone
        self._zone = zone(timezone)
        self._units = units
        self._patterns = _PATTERNS[self.language]
        self._locale = _locale(self.language)
        self._writers: dict[str, tuple[Callable[[Any], str], type | tuple[type, ...]]] = {
            "count": (self.count, _NUMBER),
            "number": (self.number, _NUMBER),
            "share": (self.share, _NUMBER),
            "change": (self.change, _NUMBER),
            "duration": (self.duration, timedelta),
            "time": (self.time, datetime),
            "moment": (self.moment, datetime),
            "day": (self.day, date),
            "stated": (self.stated, str),
        }

    def write(self, unit: Unit | str, value: Any) -> str:
        """`value` as `unit` is written. What is missing is a dash, what does not fit its plain text: never an error."""
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            return NOTHING
        writer, kind = self._writers.get(str(unit), (str, object))
        if not isinstance(value, kind):
            return str(value)
        try:
            return writer(value)
        except ArithmeticError:  # beyond what a calendar or a decimal number reaches
            return str(value)

    def count(self, value: int) -> str:
        return self._decimal(value, "#,##0")

    def number(self, value: float) -> str:
        return self._decimal(value, "#,##0.##")

    def share(self, value: float) -> str:
        """0.375 is 37.5 %."""
        return self._decimal(value * 100, "#,##0.#") + " %"

    def stated(self, value: str) -> str:
        """A number of people as tickets state it: "1400+" is 1,400+."""
        number = value.rstrip("+")
        return self.count(int(number)) + value[len(number) :] if number.isascii() and number.isdigit() else value

    def change(self, value: float) -> str:
        """A ratio against what was before: 2.0 is +100 %, 0.75 is −25 %."""
        percent = round((value - 1) * 100, 1)
        sign = "+" if percent > 0 else "−" if percent < 0 else "±"
        return f"{sign}{self._decimal(abs(percent), '#,##0' if abs(percent) >= 100 else '#,##0.#')} %"

    def duration(self, value: timedelta) -> str:
        """A length in the two units that tell most: 45 s, 70 min, 6.6 h, 2 d 3 h."""
        seconds = value.total_seconds()
        if seconds < 0:
            return "−" + self.duration(-value)
        if seconds and seconds < _MINUTE:
            return self._length("second", n=round(seconds))
        if seconds < 1.5 * _HOUR:
            return self._length("minute", n=round(seconds / _MINUTE))
        if seconds < 2 * _DAY:
            return self._length("hour", n=seconds / _HOUR)
        hours = round(seconds / _HOUR)
        days, hours = divmod(hours, 24)
        return self._length("day_hour", d=days, h=hours) if hours else self._length("day", d=days)

    def time(self, value: datetime) -> str:
        """A moment with its zone named: 20 Feb 2026, 08:10 (Asia/Ho_Chi_Minh)."""
        return f"{self.moment(value)} ({self.timezone})"

    def moment(self, value: datetime) -> str:
        """A moment where the zone stands beside it already, as in a table's head."""
        return format_datetime(self.local(value), self._patterns["time"], locale=self._locale)

    def stamp(self, value: datetime) -> str:
        """A moment in a narrow column, where the year stands beside it already."""
        return format_datetime(self.local(value), self._patterns["stamp"], locale=self._locale)

    def day(self, value: date) -> str:
        return format_date(value, self._patterns["day"], locale=self._locale)

    def short_day(self, value: date) -> str:
        """Wed 18 Feb; T4 18/02."""
        return format_date(value, self._patterns["short_day"], locale=self._locale)

    def span(self, period: Period) -> tuple[str, str]:
        """The first and the last day; what both share is said once where the language allows it."""
        first, last = period.first, period.last
        pattern = self._patterns["long_day"]
        if self.language == "en" and first.year == last.year and first != last:
            pattern = "d" if first.month == last.month else "d MMMM"
        return (
            format_date(first, pattern, locale=self._locale),
            format_date(last, self._patterns["long_day"], locale=self._locale),
        )

    def local(self, value: datetime) -> datetime:
        """The wall clock of the desk's zone; a time without zone is UTC, as everywhere in the house."""
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(self._zone)

    def _length(self, unit: str, **parts: float) -> str:
        text = self._units.get(unit, unit)
        for name, part in parts.items():
            text = text.replace("{" + name + "}", self._decimal(part, "#,##0.#"))
        return text

    def _decimal(self, value: float, pattern: str) -> str:
        return format_decimal(value, pattern, locale=self._locale)


@lru_cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)
