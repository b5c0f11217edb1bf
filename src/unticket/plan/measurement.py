"""What an action brought: the rate of an issue's tickets after it against before, season and calendar allowed for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from scipy import special

from unticket.patterns.school_calendar import Calendar
from unticket.plan.regression import Floats, fit, sandwich, scatter, seasons

LEVEL = 0.9
_CLAIM = 0.95  # what is called an effect must leave out "none" at this level
_DAYS_AFTER = 14  # fewer tell of the weekdays more than of the action
_EXPECTED = 5.0  # tickets that would have come since without the action: below, none coming tells nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The rate ratio of an action: 0.4 is sixty of a hundred tickets gone. None where it is too early to tell.

    `expected` tickets would have come since, had the rate stayed as it was; `avoided` is how many of them did not.
    """

    before: int
    days_before: int
    after: int
    days_after: int
    expected: float | None = None
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    level: float = LEVEL
    effect: bool = False  # the interval at 95 % leaves out "no change"
    too_early: str = ""  # why nothing is said: "days", "expected", "nothing_before"

    @property
    def avoided(self) -> tuple[float, float, float] | None:
        """Tickets that did not come since: the estimate and its interval. Negative: more came than before."""
        if self.expected is None or self.ratio is None or self.low is None or self.high is None:
            return None
        return tuple(self.expected * (1 - ratio) for ratio in (self.ratio, self.high, self.low))  # type: ignore[return-value]


def measured(
    days: Sequence[date], counts: Sequence[int], others: Sequence[int], done_on: date, *, calendar: Calendar | None = None
) -> Measured:
    """Compare the days from `done_on` on with those before.

    `days` are consecutive and local; `counts` are the issue's tickets on each, `others` those of the rest of the desk that
    no action touches. The rest shows growth, weekdays, holidays and terms; how the issue's own rate differs from it on each
    weekday and kind of day is estimated too, held near none, and the action's effect freely. Tickets that come in bursts
    widen the interval by the scatter of whole weeks, fortnights and months.
    """
    y = np.asarray(counts, dtype=np.float64)
    after = np.array([day >= done_on for day in days])
    told = Measured(
        before=int(y[~after].sum()), days_before=int((~after).sum()), after=int(y[after].sum()), days_after=int(after.sum())
    )
    if told.days_after < _DAYS_AFTER:
        return replace(told, too_early="days")
    if not told.before:
        return replace(told, too_early="nothing_before")
    offset = np.log(_course(days, np.asarray(others, dtype=np.float64), calendar or Calendar()))
    fitted = fit(y, offset, after[:, None].astype(np.float64), seasons(days, calendar or Calendar()))
    effect = float(fitted.slope[1])
    without = float(fitted.means[after].sum() / np.exp(effect))
    if without < _EXPECTED:
        return replace(told, too_early="expected")
    spread, freedom = scatter(y, fitted.means)
    spread = max(spread * float(fitted.covariance[1, 1]), sandwich(fitted, y, 1))
    rest = np.asarray(others, dtype=np.float64)
    error = np.sqrt(spread + _error_of(rest[~after]) + _error_of(rest[after]))
    width = special.stdtrit(freedom, (1 + LEVEL) / 2) * error
    claim = special.stdtrit(freedom, (1 + _CLAIM) / 2) * error
    return replace(
        told,
        expected=without,
        ratio=float(np.exp(effect)),
        low=float(np.exp(effect - width)),
        high=float(np.exp(effect + width)),
        effect=abs(effect) > claim,
    )


def _course(days: Sequence[date], others: Floats, calendar: Calendar) -> Floats:
    """How busy the desk is on each day, from the tickets that no action touches: the week's level times the weekday's share.

    One day's count is mostly chance; over three weeks around it, and over all its weekdays and kinds of day, it is not.
    """
    weekday = np.array([day.weekday() for day in days])
    kind = np.array([int(calendar.kind(day)) for day in days])
    level = np.convolve(others, np.ones(21), "same") / np.convolve(np.ones(len(others)), np.ones(21), "same")
    level = np.maximum(level, others.mean() / 20 + 1e-9)
    share = np.ones(len(days))
    for marks in (weekday, kind):
        for mark in np.unique(marks):
            here = marks == mark
            share[here] *= (others[here].sum() + 1) / ((level * share)[here].sum() + 1)
    return np.asarray(level * share)


def _error_of(others: Floats) -> float:
    """The variance of the logarithm of the rest's level, its own scatter allowed for."""
    weeks = len(others) // 7
    total = others.sum()
    if not total:
        return 1.0
    sums = others[: weeks * 7].reshape(weeks, 7).sum(axis=1) if weeks > 1 else np.array([total])
    uneven = max(1.0, float(sums.var() / max(sums.mean(), 1e-9))) if weeks > 1 else 1.0
    return float(min(uneven, 10.0) / total)
