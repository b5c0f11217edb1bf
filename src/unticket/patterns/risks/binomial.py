"""Shares of small numbers, and what they can tell."""

from __future__ import annotations


def bounds(count: int, of: int) -> tuple[float, float]:
    """The exact 95 % interval of a share (Clopper and Pearson 1934): 8 of 8 is 63 % to 100 %. Of nothing: 0 to 1."""
    from scipy.special import betaincinv

    low = float(betaincinv(count, of - count + 1, 0.025)) if count else 0.0
    high = float(betaincinv(count + 1, of - count, 0.975)) if count < of else 1.0
    return low, high


def risen(count: int, of: int, before: int, of_before: int) -> float:
    """The chance of as many as `count` of `of`, were they no more likely than `before` of `of_before` (Fisher 1934, exact)."""
    from scipy.stats import hypergeom

    return float(hypergeom.sf(count - 1, of + of_before, count + before, of))
