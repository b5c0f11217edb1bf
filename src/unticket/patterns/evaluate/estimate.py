"""A measured figure with its interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

_Z = 1.959964  # 95 %


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its 95 % interval; all None where there is nothing to judge it by."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Proportion:
    """`hits` of `cases`."""

    hits: int
    cases: int

    @property
    def estimate(self) -> Estimate:
        """Wilson's score interval (1927): it stays within 0 and 1, and is honest where all or none are hits."""
        if not self.cases:
            return Estimate()
        share, n, z2 = self.hits / self.cases, self.cases, _Z * _Z
        middle = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = _Z / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
        return Estimate(share, max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)))
