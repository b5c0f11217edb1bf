"""What an action brought: the rate of an issue's tickets after it against before, season and calendar allowed for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from unticket.patterns.school_calendar import Calendar, DayKind

Floats = NDArray[np.float64]

LEVEL = 0.9
_CLAIM = 0.95  # what is called an effect must leave out "none" at this level
_DAYS_AFTER = 14  # fewer tell of the weekdays more than of the action
_EXPECTED = 5.0  # tickets that would have come since without the action: below, none coming tells nothing
_PRIOR = 2.0  # how far a kind of day usually lies from the whole desk's course, in logarithms: exam weeks may bring all
_LONG = 3  # days: who comes back from a longer holiday has forgotten something
_STEPS = 60
_NONE_CAME = -6.0  # the logarithm of a ratio that stands for none at all


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
    weekday and kind of day is estimated too, held near none. A quasi-Poisson regression with a normal prior on these
    differences (McCullagh and Nelder, Generalized Linear Models, 9.2; penalised as in Wood, Generalized Additive Models,
    6.1), flat for the action itself; tickets that come in bursts widen the interval by the scatter of whole weeks.
    """
    y = np.asarray(counts, dtype=np.float64)
    after = np.array([day >= done_on for day in days])
    told = Measured(
        before=int(y[~after].sum()), days_before=int((~after).sum()), after=int(y[after].sum()), days_after=int(after.sum())
    )
    if told.days_after < _DAYS_AFTER:
        return _too_early(told, "days")
    if not told.before:
        return _too_early(told, "nothing_before")
    offset = np.log(_course(days, np.asarray(others, dtype=np.float64), calendar or Calendar()))
    columns = _columns(days, calendar or Calendar())
    design = np.column_stack([np.ones(len(y)), after, columns])
    penalty = np.diag([0.0, 0.0, *([1 / _PRIOR**2] * columns.shape[1])])
    slope, covariance, means = _fit(design, y, offset, penalty)
    without = float((means / np.exp(slope[1] * after))[after].sum())
    if without < _EXPECTED:
        return _too_early(told, "expected")
    scatter, freedom = _scatter(y, means)
    rest = np.asarray(others, dtype=np.float64)
    spread = max(scatter * covariance[1, 1], _sandwich(design, y - means, covariance))
    error = np.sqrt(spread + _error_of(rest[~after]) + _error_of(rest[after]))
    width = stats.t.ppf((1 + LEVEL) / 2, freedom) * error
    claim = stats.t.ppf((1 + _CLAIM) / 2, freedom) * error
    return Measured(
        before=told.before,
        days_before=told.days_before,
        after=told.after,
        days_after=told.days_after,
        expected=without,
        ratio=float(np.exp(slope[1])),
        low=float(np.exp(slope[1] - width)),
        high=float(np.exp(slope[1] + width)),
        effect=bool(abs(slope[1]) > claim),
    )


def _too_early(told: Measured, why: str) -> Measured:
    return Measured(
        before=told.before, days_before=told.days_before, after=told.after, days_after=told.days_after, too_early=why
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


def _columns(days: Sequence[date], calendar: Calendar) -> Floats:
    """One column a weekday but Monday, one for the first days of a month, one a kind of day that occurs."""
    weekday = np.array([day.weekday() for day in days])
    kind = np.array([int(calendar.kind(day)) for day in days])
    found = [weekday == one for one in range(1, 7)] + [np.array([day.day <= 8 for day in days])]
    found += [kind == int(one) for one in DayKind if one is not DayKind.ORDINARY]
    found += list(_edges(days, calendar))
    return np.column_stack([column for column in found if column.any()]).astype(np.float64)


def _edges(days: Sequence[date], calendar: Calendar) -> Iterator[NDArray[np.bool_]]:
    """The weeks in which people come back, settle and finish: each another time of the year for what they ask."""
    begins = [term.first for term in calendar.terms]
    ends = [term.last for term in calendar.terms]
    back = [span.last for span in calendar.holidays if (span.last - span.first).days >= _LONG]
    for since, first, last in ((begins, 0, 13), (begins, 14, 34), (back, 1, 14), (ends, -20, 0)):
        yield np.array([any(first <= (day - edge).days <= last for edge in since) for day in days])


def _fit(design: Floats, y: Floats, offset: Floats, penalty: Floats) -> tuple[Floats, Floats, Floats]:
    """Coefficients, their covariance (scatter 1) and the means, by penalised iteratively reweighted least squares."""
    slope = np.zeros(design.shape[1])
    slope[0] = np.log(max(y.sum(), 0.5) / np.exp(offset).sum())
    slope[1] = np.log(_half(y, design[:, 1] > 0, offset) / _half(y, design[:, 1] == 0, offset))
    for _ in range(_STEPS):
        means = np.exp(np.clip(design @ slope + offset, -30, 30))
        working = means + 1e-9
        information = design.T @ (design * working[:, None]) + penalty
        step = np.linalg.solve(information + 1e-9 * np.eye(len(slope)), design.T @ (y - means) - penalty @ slope)
        slope = slope + np.clip(step, -1.0, 1.0)
        slope[1] = max(slope[1], _NONE_CAME)
        if np.abs(step).max() < 1e-8:
            break
    covariance = np.asarray(np.linalg.inv(information + 1e-9 * np.eye(len(slope))))
    return slope, covariance, np.asarray(np.exp(np.clip(design @ slope + offset, -30, 30)))


def _half(y: Floats, some: NDArray[np.bool_], offset: Floats) -> float:
    return float((y[some].sum() + 0.5) / np.exp(offset[some]).sum())


def _scatter(y: Floats, means: Floats) -> tuple[float, float]:
    """How much more whole weeks, fortnights and months differ from their means than chance lets them, whichever is most and
    at least 1; and its degrees of freedom. Bursts show in weeks, a season of the issue's own that no column has, in months.
    """
    return max(_scatter_of(y, means, length) for length in (7, 14, 28))


def _sandwich(design: Floats, gaps: Floats, covariance: Floats) -> float:
    """The variance of the action's effect from the sums of residuals of whole months (White 1982, clustered): it grows where
    the misfit lies just in those months that decide."""
    blocks = -(-len(gaps) // 28)
    scores = np.add.reduceat(design * gaps[:, None], np.arange(0, len(gaps), 28))
    return float((covariance @ scores.T @ scores @ covariance)[1, 1] * blocks / max(blocks - 2, 1))


def _scatter_of(y: Floats, means: Floats, length: int) -> tuple[float, float]:
    blocks = len(y) // length
    gaps = (y - means)[: blocks * length].reshape(blocks, length).sum(axis=1)
    within = means[: blocks * length].reshape(blocks, length).sum(axis=1)
    used = within > 1e-6
    freedom = max(float(used.sum()) - 2.0, 4.0)
    return max(1.0, float((gaps[used] ** 2 / within[used]).sum() / freedom)), freedom


def _error_of(others: Floats) -> float:
    """The variance of the logarithm of the rest's level, its own scatter allowed for."""
    weeks = len(others) // 7
    total = others.sum()
    if not total:
        return 1.0
    sums = others[: weeks * 7].reshape(weeks, 7).sum(axis=1) if weeks > 1 else np.array([total])
    scatter = max(1.0, float(sums.var() / max(sums.mean(), 1e-9))) if weeks > 1 else 1.0
    return float(min(scatter, 10.0) / total)
