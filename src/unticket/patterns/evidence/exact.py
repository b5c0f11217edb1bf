"""Small counts judged exactly: intervals for a share, for a rate, for the ratio of two rates, and many tests at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

Z_95 = 1.959963984540054  # two-sided 95 % of the normal distribution


def at_least_share(count: int, of: int) -> float:
    """The lower end of Wilson's 95 % interval of the share `count`/`of` (Wilson 1927); 0 where nothing was counted.

    3 of 3 are at least 0.44, 30 of 30 at least 0.89: a share of few tickets promises little.
    """
    if not of:
        return 0.0
    share, z2 = count / of, Z_95**2
    middle = share + z2 / (2 * of)
    spread = Z_95 * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    return max(0.0, (middle - spread) / (1 + z2 / of))


def rate_interval(count: int, exposure: float) -> tuple[float, float]:
    """The exact 95 % interval of a Poisson rate of which `count` were seen in `exposure` (Garwood 1936)."""
    low = float(special.gammaincinv(count, 0.025)) if count else 0.0
    return low / exposure, float(special.gammaincinv(count + 1, 0.975)) / exposure


@dataclass(frozen=True, slots=True)
class RateRatio:
    """How many times the rate before the rate is now. Infinite where nothing was counted before."""

    ratio: float
    low: float
    high: float
    p: float  # two-sided


def rate_ratio(count: int, days: float, before: int, days_before: float, *, dispersion: float = 1.0) -> RateRatio:
    """The rate `count`/`days` over `before`/`days_before` with its exact conditional 95 % interval and test.

    Given their sum, a count is binomial: the Clopper–Pearson bounds of its share give those of the ratio, and twice the
    smaller tail the p-value that agrees with them (Przyborowski and Wilenski 1940; Lehmann, Testing Statistical
    Hypotheses, 4.5). 4 in one day after 4 in two days: 2.0 (0.37–10.7). Tickets that come in bursts tell less than their
    number: both counts weigh as much as 1/`dispersion` of them.
    """
    exposure, told, told_before = days_before / days, count / dispersion, before / dispersion
    low = float(special.betaincinv(told, told_before + 1, 0.025)) if count else 0.0
    high = float(special.betaincinv(told + 1, told_before, 0.975)) if before else 1.0
    fair = days / (days + days_before)
    at_least = float(special.betainc(told, told_before + 1, fair)) if count else 1.0
    at_most = float(special.betaincc(told + 1, told_before, fair)) if before else 1.0
    return RateRatio(
        ratio=count / before * exposure if before else math.inf,
        low=low / (1 - low) * exposure if low < 1 else math.inf,
        high=high / (1 - high) * exposure if high < 1 else math.inf,
        p=min(1.0, 2 * min(at_least, at_most)),
    )


def over_represented(
    together: NDArray[np.int64], of_one: NDArray[np.int64], of_other: NDArray[np.int64], total: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The chance that at least `together` of `total` things are of both kinds, were the two kinds mixed at random.

    The hypergeometric tail (Fisher's exact test, one-sided), each row on its own; summed from its first term on, which
    ends quickly where more are together than expected.
    """
    k, n, big_k, big_n = (column.astype(np.float64) for column in (together, of_one, of_other, total))
    first = _log_choose(big_k, k) + _log_choose(big_n - big_k, n - k) - _log_choose(big_n, n)
    term, sum_, at = np.ones_like(k), np.ones_like(k), k.copy()
    while np.any(term > sum_ * 1e-12):
        term *= np.maximum(big_k - at, 0) * np.maximum(n - at, 0) / ((at + 1) * np.maximum(big_n - big_k - n + at + 1, 1))
        sum_ += term
        at += 1
    return np.minimum(np.exp(first) * sum_, 1.0)


def _log_choose(of: NDArray[np.float64], some: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = special.gammaln(of + 1) - special.gammaln(some + 1) - special.gammaln(of - some + 1)
    return found


def q_values(p: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """For each of many tests the share of false claims among those as strong or stronger (Benjamini and Hochberg 1995)."""
    values = np.asarray(p, dtype=np.float64)
    order = np.argsort(values, kind="stable")[::-1]
    ranks = np.arange(len(values), 0, -1)
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum.accumulate(values[order] * len(values) / ranks) if len(values) else values
    return np.minimum(adjusted, 1.0)
