"""The school year in Vietnam: terms, exam weeks, Tết and holidays, and how they weigh on what people write about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from unticket.model.period import local_midnight, zone

Floats = NDArray[np.float64]

# The first day of the lunar year, by the official calendar of Vietnam. Other years are taken as beginning on 5 February.
_NEW_YEAR = {
    2019: (2, 5), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29),
    2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3),
}  # fmt: skip
HOLIDAYS = {(1, 1), (4, 30), (5, 1), (9, 2)}
EXAM_WEEKS = (((10, 25), (11, 7)), ((12, 18), (12, 31)), ((3, 14), (3, 27)), ((5, 2), (5, 16)))
_WEEKDAYS = (1.25, 1.1, 1.05, 1.0, 0.95, 0.45, 0.3)  # Monday first
_SUMMER = ((6, 1), (8, 14))
_HOURS = np.array(  # tickets by local hour: before lessons, at noon, and again in the evening when homework is done
    [0.4, 0.2, 0.1, 0.1, 0.2, 0.6, 2.0, 7.0, 10.0, 9.5, 8.5, 6.5, 4.0, 6.5, 8.0, 7.0, 5.5, 4.0, 3.5, 5.5, 6.5, 5.0, 2.5, 1.0]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolDays:
    """Consecutive local days: when each begins, how busy it is, and how strongly each season weighs on it."""

    first: date
    count: int
    midnights: NDArray[np.int64]  # seconds since 1970 in UTC; one more than there are days
    activity: Floats  # of the whole school: 1 is an ordinary term day
    seasons: dict[str, Floats]
    open_for: Floats  # seconds that the desk works on that day

    def hour(self, rng: np.random.Generator, size: int) -> Floats:
        """Local seconds since midnight at which people write."""
        hours = rng.choice(24, size=size, p=_HOURS / _HOURS.sum())
        return hours * 3600.0 + rng.uniform(0, 3600, size)


def school_days(first: date, count: int, timezone: str, growth: float) -> SchoolDays:
    """`count` days from `first` on; activity grows by the share `growth` in a year."""
    here = zone(timezone)
    days = [first + timedelta(days=n) for n in range(count)]
    midnights = [_seconds(local_midnight(first + timedelta(days=n), here)) for n in range(count + 1)]
    weekday = np.array([_WEEKDAYS[day.weekday()] for day in days])
    away = np.array([_away(day) for day in days])
    summer = np.array([_within(day, *_SUMMER) for day in days])
    activity = weekday * np.where(away, 0.12, 1) * np.where(summer, 0.3, 1)
    return SchoolDays(
        first=first,
        count=count,
        midnights=np.array(midnights),
        activity=activity * (1 + growth) ** (np.arange(count) / 365.25),
        seasons=_seasons(days, away, summer),
        open_for=np.array(
            [
                0 if off or day.weekday() == 6 else 4 * 3600 if day.weekday() == 5 else 10 * 3600
                for day, off in zip(days, away, strict=True)
            ],
            dtype=np.float64,
        ),
    )


def tet(year: int) -> date:
    """The first day of the lunar year that begins in `year`."""
    return date(year, *_NEW_YEAR.get(year, (2, 5)))


def away_at_new_year(year: int) -> tuple[date, date]:
    """The first and the last day off around the lunar new year."""
    return tet(year) - timedelta(days=3), tet(year) + timedelta(days=5)


def _seasons(days: list[date], away: NDArray[np.bool_], summer: NDArray[np.bool_]) -> dict[str, Floats]:
    exam = np.array([any(_within(day, *weeks) for weeks in EXAM_WEEKS) for day in days])
    start = np.array([_within(day, (8, 15), (9, 20)) or _within(day, (1, 10), (1, 22)) for day in days])
    end = np.array([_within(day, (1, 2), (1, 16)) or _within(day, (5, 14), (5, 31)) for day in days])
    month_begins = np.array([day.day <= 8 for day in days])
    back = np.array([_within(day, (8, 15), (9, 10)) or 6 <= (day - tet(day.year)).days <= 16 for day in days])
    term = ~summer & ~away
    return {
        "flat": np.ones(len(days)),
        "term": np.where(term, 1.0, 0.3),
        "exam": np.where(exam, 2.5, 1.0),
        "exam_only": np.where(exam, 5.0, 0.15),
        "term_start": np.where(start, 3.5, 0.8),
        "term_end": np.where(end, 3.0, 0.8),
        "monthly": np.where(month_begins, 2.8, 0.6),
        "back_from_break": np.where(back, 5.0, 0.8),
    }


def _away(day: date) -> bool:
    first, last = away_at_new_year(day.year)
    return (day.month, day.day) in HOLIDAYS or first <= day <= last


def _within(day: date, first: tuple[int, int], last: tuple[int, int]) -> bool:
    return first <= (day.month, day.day) <= last


def _seconds(moment: datetime) -> int:
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())
