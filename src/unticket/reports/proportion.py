"""A share of something counted, with the interval in which the true share lies."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of`, and the bounds of the true share. Where nothing was counted there is no share: 0 to 1 is possible."""

    count: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float | None:
        return self.count / self.of if self.of else None


def share(count: int, of: int, *, level: float = 0.95) -> Share:
    """The share with its exact interval (Clopper and Pearson 1934). 8 of 10: 44 % to 97 %."""
    from scipy.special import betaincinv

    tail = (1 - level) / 2
    low = float(betaincinv(count, of - count + 1, tail)) if count else 0.0
    high = float(betaincinv(count + 1, of - count, 1 - tail)) if count < of else 1.0
    return Share(count, of, low, high)
