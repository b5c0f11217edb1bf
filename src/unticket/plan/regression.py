"""Regression of daily counts: a quasi-Poisson model whose seasons are held near none, and how far its weeks scatter.

McCullagh and Nelder, Generalized Linear Models, 9.2; penalised as in Wood, Generalized Additive Models, 6.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from unticket.patterns.school_calendar import Calendar, DayKind

Floats = NDArray[np.float64]

_PRIOR = 2.0  # how far a kind of day usually lies from all the others, in logarithms: exam weeks may bring all
_LONG = 3  # days: who comes back from a longer holiday has forgotten something
_STEPS = 60
_FARTHEST = 6.0  # a logarithm that stands for none at all, or for everything


@dataclass(frozen=True, slots=True)
class Fit:
    """What was fitted: `slope` (one a column of `design`), its `covariance` at scatter 1, the `means` of each day."""

    design: Floats
    slope: Floats
    covariance: Floats
    means: Floats


def fit(y: Floats, offset: Floats, free: Floats, held: Floats) -> Fit:
    """Daily counts `y` as exp(`offset` + columns): those of `free` (days × n) as they come, those of `held` near none.

    By penalised iteratively reweighted least squares. A level of half a ticket stands for none.
    """
    design = np.column_stack([np.ones(len(y)), free, held])
    loose = 1 + free.shape[1]
    penalty = np.diag([*([1e-9] * loose), *([1 / _PRIOR**2] * held.shape[1])])
    slope = np.zeros(design.shape[1])
    slope[0] = np.log(max(y.sum(), 0.5) / np.exp(offset).sum())
    for _ in range(_STEPS):
        means = _means(design, slope, offset)
        information = design.T @ (design * (means + 1e-9)[:, None]) + penalty
        step = np.linalg.solve(information, design.T @ (y - means) - penalty @ slope)
        slope = slope + np.clip(step, -1.0, 1.0)
        slope[1:loose] = np.clip(slope[1:loose], -_FARTHEST, _FARTHEST)
        if np.abs(step).max() < 1e-8:
            break
    return Fit(design, slope, np.asarray(np.linalg.inv(information)), _means(design, slope, offset))


def seasons(days: Sequence[date], calendar: Calendar) -> Floats:
    """One column a weekday but Monday, one for the first days of a month, one a kind of day, one a
    part of a term. A column for which no day stands stays empty, and so says nothing."""
    weekday = np.array([day.weekday() for day in days])
    kind = np.array([int(calendar.kind(day)) for day in days])
    found = [weekday == one for one in range(1, 7)] + [np.array([day.day <= 8 for day in days])]
    found += [kind == int(one) for one in DayKind if one is not DayKind.ORDINARY]
    found += list(_edges(days, calendar))
    return np.column_stack(found).astype(np.float64)


def _edges(days: Sequence[date], calendar: Calendar) -> Iterator[NDArray[np.bool_]]:
    """The weeks in which people come back, settle and finish: each another time of the year for what they ask."""
    begins = [term.first for term in calendar.terms]
    ends = [term.last for term in calendar.terms]
    back = [span.last for span in calendar.holidays if (span.last - span.first).days >= _LONG]
    for since, first, last in ((begins, 0, 13), (begins, 14, 34), (back, 1, 14), (ends, -20, 0)):
        yield np.array([any(first <= (day - edge).days <= last for edge in since) for day in days])


def scatter(y: Floats, means: Floats) -> tuple[float, float]:
    """How much more whole weeks, fortnights and months differ from their means than chance lets them, whichever is most and
    at least 1; and its degrees of freedom. Bursts show in weeks, a season of the issue's own that no column has, in months.
    """
    return max(_scatter_of(y, means, length) for length in (7, 14, 28))


def sandwich(fitted: Fit, y: Floats, column: int) -> float:
    """The variance of one column's slope from the sums of residuals of whole months (White 1982, clustered): it grows where
    the misfit lies just in those months that decide."""
    blocks = -(-len(y) // 28)
    scores = np.add.reduceat(fitted.design * (y - fitted.means)[:, None], np.arange(0, len(y), 28))
    spread = fitted.covariance @ scores.T @ scores @ fitted.covariance
    return float(spread[column, column] * blocks / max(blocks - 2, 1))


def _scatter_of(y: Floats, means: Floats, length: int) -> tuple[float, float]:
    blocks = len(y) // length
    gaps = (y - means)[: blocks * length].reshape(blocks, length).sum(axis=1)
    within = means[: blocks * length].reshape(blocks, length).sum(axis=1)
    used = within > 1e-6
    freedom = max(float(used.sum()) - 2.0, 4.0)
    return max(1.0, float((gaps[used] ** 2 / within[used]).sum() / freedom)), freedom


def _means(design: Floats, slope: Floats, offset: Floats) -> Floats:
    return np.asarray(np.exp(np.clip(design @ slope + offset, -30, 30)))
