"""Comparing two small counts honestly: an interval for the ratio of their rates, wide enough for days that differ anyway."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class RateRatio:
    """How many times the rate before the rate is now. Infinite, as `high` is then too, where nothing was counted before."""

    ratio: float
    low: float
    high: float

    @property
    def tells(self) -> bool:
        """The interval leaves out "no change"."""
        return self.low > 1 or self.high < 1


def rate_ratio(
    count: int, days: float, before: int, days_before: float, *, dispersion: float = 1.0, level: float = 0.95
) -> RateRatio:
    """The rate `count`/`days` over `before`/`days_before`, with its exact conditional interval.

    Given their sum, a count is binomial; the Clopper–Pearson bounds of its share give those of the ratio (Przyborowski and
    Wilenski 1940; E. L. Lehmann, Testing Statistical Hypotheses, 4.5). 4 in one day after 4 in two days: 2.0 (0.37–10.7).
    Tickets that come in bursts tell less than their number: both counts weigh as much as 1/`dispersion` of them.
    """
    exposure = days_before / days
    tail = (1 - level) / 2
    told, told_before = count / dispersion, before / dispersion
    low = beta_quantile(tail, told, told_before + 1) if count else 0.0
    high = beta_quantile(1 - tail, told + 1, told_before) if before else 1.0
    return RateRatio(
        ratio=count / before * exposure if before else math.inf,
        low=low / (1 - low) * exposure if low < 1 else math.inf,
        high=high / (1 - high) * exposure if high < 1 else math.inf,
    )


def dispersion(counts: Sequence[int]) -> float:
    """How much more the counts of like days differ than chance alone would let them: variance over mean, at least 1.

    Three days tell the least about it; from fewer nothing is concluded.
    """
    if len(counts) < 3 or not sum(counts):
        return 1.0
    mean = sum(counts) / len(counts)
    return max(1.0, sum((count - mean) ** 2 for count in counts) / (len(counts) - 1) / mean)


def paired_dispersion(counts: Sequence[int], before: Sequence[int]) -> float:
    """The same for two periods of days in the same order, so that a quiet Sunday in both is no burst.

    Pearson's χ² of the two rows over its degrees of freedom (McCullagh and Nelder, Generalized Linear Models, 4.5), at
    least 1.
    """
    total, total_before = sum(counts), sum(before)
    pairs = [(a, b) for a, b in zip(counts, before, strict=True) if a + b]
    if len(pairs) < 3 or not total or not total_before:
        return 1.0
    share = total / (total + total_before)
    chi_square = sum((a - (a + b) * share) ** 2 / ((a + b) * share * (1 - share)) for a, b in pairs)
    return max(1.0, chi_square / (len(pairs) - 1))


def beta_quantile(probability: float, a: float, b: float) -> float:
    """Where the beta distribution of `a`, `b` > 0 has that much below it. Found by halving, to the last digits."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _beta_below(middle, a, b) < probability else (low, middle)
    return (low + high) / 2


def _beta_below(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b) by its continued fraction (DLMF 8.17.22)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # beyond it the fraction of the other tail converges
        return 1 - _beta_below(1 - x, b, a)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)) / a
    fraction, c, d = 1.0, 1.0, 0.0  # by Lentz's method, from the outermost term inwards
    for step in range(1, 20_000):
        m, odd = divmod(step, 2)
        term = -(a + m) * (a + b + m) / (a + 2 * m + 1) if odd else m * (b - m) / (a + 2 * m - 1)
        term *= x / (a + 2 * m)
        d = 1 / _not_zero(1 + term * d)
        c = _not_zero(1 + term / c)
        fraction *= c * d
        if abs(c * d - 1) < 1e-14:
            break
    return front / fraction


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
