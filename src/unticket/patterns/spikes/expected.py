"""What a count was likely to be before it came in: its mean, how far it may stray, and how unlikely a larger one is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

_POISSON = 1e6  # a size beyond which the negative binomial is a Poisson distribution to all digits that matter


@dataclass(frozen=True, slots=True)
class Expected:
    """Negative binomial predictions, cell by cell: variance is mean + mean²/size. The Gamma-Poisson predictive in its usual
    parameters (Gelman et al., Bayesian Data Analysis, 2.6)."""

    mean: Floats
    size: Floats

    def tail(self, count: Counts | Floats) -> Floats:
        """The probability of `count` or more, by the regularised incomplete beta function (DLMF 8.17.24); 1 for 0."""
        from scipy.special import betainc

        at_least = np.asarray(count, dtype=np.float64)
        size = np.minimum(self.size, _POISSON)
        share = self.mean / (self.mean + size)
        found = betainc(np.maximum(at_least, 1.0), size, share)
        return np.asarray(np.where(at_least <= 0, 1.0, found), dtype=np.float64)

    def threshold(self, probability: float, least: Counts | int) -> Counts:
        """The smallest count, but not below `least`, that has at most this `probability` of being reached."""
        low = np.broadcast_to(np.asarray(least, dtype=np.int64), self.mean.shape) - 1  # not enough, or less than may be asked
        high, step = low + 1, 1
        while (far := self.tail(high) > probability).any():
            low = np.where(far, high, low)
            high = np.where(far, high + step, high)
            step *= 2
        while (high - low > 1).any():
            middle = np.maximum((low + high) // 2, low + 1)
            enough = self.tail(middle) <= probability
            high = np.where(enough, np.minimum(middle, high), high)
            low = np.where(enough, low, np.maximum(middle, low))
        return high
