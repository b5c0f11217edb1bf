"""How many of an issue's tickets the coming days would bring if nothing were done: a range, learned from the days before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy import special

from unticket.patterns.school_calendar import Calendar
from unticket.plan.regression import Floats, fit, scatter, seasons

LEVEL = 0.9
_FROM = 28  # days of history: from fewer no rate is foretold


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Tickets to come: the expected number, and the range that holds it in nine of ten cases. None: too few to tell."""

    days: int
    expected: float | None = None
    low: int | None = None
    high: int | None = None


def forecast(
    days: Sequence[date], counts: Sequence[int], coming: Sequence[date], *, calendar: Calendar | None = None
) -> Forecast:
    """What `coming` (consecutive days) would bring, after `counts` tickets on `days`.

    The rate of the past, by weekday, kind of day and part of the term; the future's own chance, the rate's uncertainty and
    the scatter of whole months all widen the range, which is a negative binomial's.
    """
    y = np.asarray(counts, dtype=np.float64)
    if len(y) < _FROM or not y.sum():
        return Forecast(days=len(coming))
    known = calendar or Calendar()
    fitted = fit(y, np.zeros(len(y)), np.zeros((len(y), 0)), seasons(days, known))
    design = np.column_stack([np.ones(len(coming)), seasons(coming, known)])
    means = np.exp(np.clip(design @ fitted.slope, -30, 30))
    mean = float(means.sum())
    spread, _ = scatter(y, fitted.means)
    lever = design.T @ means
    uncertain = float(lever @ fitted.covariance @ lever)
    variance = spread * (mean + uncertain) + (_monthly(y, fitted.means) * mean) ** 2
    variance = max(variance, mean * 1.0001)
    size = mean**2 / (variance - mean)
    chance = size / (size + mean)
    low, high = (_quantile(p, size, chance) for p in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return Forecast(days=len(coming), expected=mean, low=low, high=high)


def _quantile(probability: float, size: float, chance: float) -> int:
    """Where a negative binomial has at least that much at and below it."""
    return max(0, int(np.ceil(special.nbdtrik(probability, size, chance))))


def _monthly(y: Floats, means: Floats) -> float:
    """How far whole months lie from their means, as a share, beyond what chance explains: 0 where it explains all."""
    months = max(len(y) // 28, 1)
    gaps = (y - means)[: months * 28].reshape(months, -1).sum(axis=1)
    within = means[: months * 28].reshape(months, -1).sum(axis=1)
    share = float(((gaps**2 - within) / np.maximum(within, 1.0) ** 2).mean())
    return float(np.sqrt(max(share, 0.0)))
