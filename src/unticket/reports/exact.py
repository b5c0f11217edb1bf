"""Comparing two small counts honestly: an exact interval for the ratio of their rates."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RateRatio:
    """How many times the rate before the rate is now. `high` is infinite where nothing was counted before."""

    ratio: float
    low: float
    high: float

    @property
    def tells(self) -> bool:
        """The interval leaves out "no change"."""
        return self.low > 1 or self.high < 1


def rate_ratio(count: int, days: float, before: int, days_before: float, *, level: float = 0.95) -> RateRatio:
    """The rate `count`/`days` over `before`/`days_before`, with its exact conditional interval.

    Given their sum, a count is binomial; the Clopper–Pearson bounds of its share give those of the ratio (Przyborowski and
    Wilenski 1940; E. L. Lehmann, Testing Statistical Hypotheses, 4.5). 4 in one day after 4 in two days: 2.0 (0.37–10.7).
    """
    from scipy.special import betaincinv

    exposure = days_before / days
    tail = (1 - level) / 2
    low = float(betaincinv(count, before + 1, tail)) if count else 0.0
    high = float(betaincinv(count + 1, before, 1 - tail)) if before else 1.0
    return RateRatio(
        ratio=count / before * exposure if before else float("inf"),
        low=low / (1 - low) * exposure,
        high=high / (1 - high) * exposure if high < 1 else float("inf"),
    )
