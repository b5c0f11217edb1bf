"""Tickets that were closed and had to be opened again, and whether that grows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import polars as pl

from unticket.model.period import Period
from unticket.patterns.findings import Risk, RiskKind
from unticket.patterns.risks.binomial import bounds, risen

_BEFORE = timedelta(days=90)
_ENOUGH = 20  # tickets in the period, and before it, for a comparison
_SURE = 0.05
_MANY = 0.1  # one in ten is many at any desk: told even where it was so before
_FEWEST = 2  # one ticket that was opened again is no pattern


def reopened(tickets: pl.DataFrame, period: Period, now: datetime) -> Iterator[Risk]:
    """The share of the period's tickets that were opened again, where it has risen or is surely above one in ten.

    It is held against the tickets opened in the 90 days before, by Fisher's exact test. These had more time to be opened
    again, so a rise is told late rather than wrongly. Too few to tell with less than 20 tickets in either.
    """
    past = tickets.filter(~pl.col("archived") & (pl.col("opened_at") <= now)).sort("opened_at", "key")
    mine = past.filter((pl.col("opened_at") >= period.starts_at) & (pl.col("opened_at") < period.ends_at))
    earlier = past.filter((pl.col("opened_at") >= period.starts_at - _BEFORE) & (pl.col("opened_at") < period.starts_at))
    again = mine.filter(pl.col("reopened"))["key"].to_list()
    if len(again) < _FEWEST:
        return
    before = int(earlier["reopened"].sum())
    low, high = bounds(len(again), mine.height)
    p = risen(len(again), mine.height, before, earlier.height)
    enough = min(mine.height, earlier.height) >= _ENOUGH
    if enough and p > _SURE and low <= _MANY:
        return
    yield Risk(
        kind=RiskKind.REOPENED,
        numbers={
            "count": len(again),
            "total": mine.height,
            "share": len(again) / mine.height,
            "low": low,
            "high": high,
            "before": before,
            "total_before": earlier.height,
            "share_before": before / earlier.height if earlier.height else 0.0,
            "p": p,
        },
        tickets=tuple(again),
        too_few=not enough and low <= _MANY,
    )
