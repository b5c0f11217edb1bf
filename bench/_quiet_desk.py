"""Counts of desks on which nothing happens: weekdays, holidays, exam weeks and a slow season, and no effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from unticket.patterns.school_calendar import Calendar, Span

FIRST = date(2024, 1, 1)  # a Monday
_WEEKDAYS = np.array([1.25, 1.1, 1.05, 1.0, 0.95, 0.45, 0.3])
_HOURS = np.array([1, 1, 1, 1, 1, 2, 4, 8, 10, 10, 9, 7, 5, 7, 8, 7, 6, 4, 4, 5, 6, 5, 3, 1.0])


@dataclass(frozen=True, slots=True)
class QuietDesk:
    """`counts` (issues, days) about their true `means`, with the calendar that shaped them."""

    means: NDArray[np.float64]
    counts: NDArray[np.int64]
    weekdays: NDArray[np.int64]
    kinds: NDArray[np.int64]
    calendar: Calendar

    def hours(self, rng: np.random.Generator) -> NDArray[np.int64]:
        """The same tickets by hour: (issues, days, 24)."""
        return rng.multinomial(self.counts, _HOURS / _HOURS.sum())


def quiet_desk(rng: np.random.Generator, levels: Sequence[float], days: int, *, excess: float = 0.0) -> QuietDesk:
    """`days` days of issues that bring `levels` tickets a day; `excess` is their variance over the mean, minus 1, at 1 a day.

    Where it is not 0, each issue has days that are busier or quieter as a whole, more tellingly so the more it brings:
    variance is mean + excess × mean^1.5 at its usual mean, as Gamma-distributed rates.
    """
    calendar = _calendar(days)
    dates = [FIRST + timedelta(days=n) for n in range(days)]
    kinds = np.array([calendar.kind(day) for day in dates])
    shape = np.select([kinds == 1, kinds == 3], [0.15, 1.8], 1.0)
    season = 1 + 0.2 * np.sin(2 * np.pi * np.arange(days) / 365)
    weekdays = np.arange(days) % 7
    usual = np.asarray(levels, dtype=np.float64)
    means = np.outer(usual, (_WEEKDAYS / _WEEKDAYS.mean())[weekdays] * shape * season)
    rates = means
    if excess:
        size = (np.sqrt(usual) / excess)[:, np.newaxis]
        rates = means * rng.gamma(size, 1 / size, means.shape)
    return QuietDesk(means, rng.poisson(rates), weekdays, kinds, calendar)


def _calendar(days: int) -> Calendar:
    def every(name: str, start: int, step: int, length: int) -> tuple[Span, ...]:
        return tuple(
            Span(name=name, first=FIRST + timedelta(days=day), last=FIRST + timedelta(days=day + length - 1))
            for day in range(start, days, step)
        )

    return Calendar(holidays=every("Holiday", 45, 60, 2), exams=every("Exams", 80, 150, 12))
