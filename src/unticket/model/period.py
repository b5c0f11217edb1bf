"""A period: whole local days in one time zone, daylight saving included."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from unticket.model.errors import ConfigurationError, UserError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def zone(name: str) -> ZoneInfo:
    """The IANA time zone of that name. Raises `ConfigurationError`: an unknown name must never mean UTC in silence."""
    try:
        if not name:
            raise ValueError(name)
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError, IsADirectoryError) as error:
        raise ConfigurationError(
            f"There is no time zone {name!r}.", "Use a name such as Asia/Ho_Chi_Minh or Europe/Warsaw."
        ) from error


def local_midnight(day: date, timezone: ZoneInfo) -> datetime:
    """The instant (UTC) at which `day` begins in `timezone`; where midnight is skipped, the first instant after it."""
    return datetime.combine(day, time.min, timezone).astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The local days `first` to `last`, both included."""

    first: date
    last: date
    timezone: str

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise UserError(f"The period ends ({self.last}) before it begins ({self.first}).", "Swap --from and --to.")

    @property
    def starts_at(self) -> datetime:
        """The first instant of the period, in UTC."""
        return local_midnight(self.first, zone(self.timezone))

    @property
    def ends_at(self) -> datetime:
        """The first instant after the period, in UTC."""
        return local_midnight(self.last + timedelta(days=1), zone(self.timezone))

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))

    @property
    def before(self) -> Period:
        """The period of the same length that ends where this one begins."""
        length = self.last - self.first + timedelta(days=1)
        return Period(first=self.first - length, last=self.first - timedelta(days=1), timezone=self.timezone)

    @classmethod
    def week(cls, text: str, timezone: str, week_start: str = "monday") -> Period:
        """The week named as ISO 8601 does ("2026-W08"); with another `week_start`, the seven days that begin on that day
        of the ISO week's Monday-to-Sunday or, for Saturday and Sunday, just before its Monday."""
        found = re.fullmatch(r"(\d{4})-?W(\d{1,2})", text.strip(), re.IGNORECASE)
        try:
            if not found:
                raise ValueError(text)
            monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
        except ValueError as error:
            raise UserError(f"{text!r} is not a week.", "Write it as 2026-W08.") from error
        shift = WEEKDAYS.index(week_start)
        first = monday + timedelta(days=shift if shift < 5 else shift - 7)
        return cls(first=first, last=first + timedelta(days=6), timezone=timezone)

    @classmethod
    def last_complete_week(cls, now: datetime, timezone: str, week_start: str = "monday") -> Period:
        """The last seven local days, from a `week_start`, that were over at `now`."""
        today = now.astimezone(zone(timezone)).date()
        begun = today - timedelta(days=(today.weekday() - WEEKDAYS.index(week_start)) % 7)
        return cls(first=begun - timedelta(days=7), last=begun - timedelta(days=1), timezone=timezone)
