"""Tickets that stay open for longer than tickets usually do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from unticket.patterns.findings import Risk, RiskKind
from unticket.patterns.spikes.expected import Flags, Floats

_LOOKS_BACK = timedelta(days=180)
_USUAL = 0.9  # of all tickets are closed by the time that is called usual
_ENOUGH = 20  # closed tickets, to know that time
_LISTED = 20  # the oldest keys


def ageing_backlog(tickets: pl.DataFrame, now: datetime) -> Iterator[Risk]:
    """The tickets open at `now` that are older than the time in which nine of ten are closed; too few to tell below 20 closed.

    That time is the product-limit estimate (Kaplan and Meier 1958) over the tickets opened in the last 180 days: one still
    open counts as open so far, so that a desk is not called quick because it never closes the slow ones.
    """
    past = tickets.filter(~pl.col("archived") & (pl.col("opened_at") <= now)).select("key", "opened_at", "closed", "closed_at")
    still = (~pl.col("closed")) | (pl.col("closed_at") > now)
    past = past.with_columns(
        still=still.fill_null(value=False),
        age=(pl.lit(now) - pl.col("opened_at")).dt.total_seconds(),
        lasted=(pl.col("closed_at") - pl.col("opened_at")).dt.total_seconds().clip(0),
    )
    backlog = past.filter("still").sort("opened_at", "key")
    if not backlog.height:
        return
    recent = past.filter((pl.col("opened_at") >= now - _LOOKS_BACK) & (pl.col("still") | pl.col("lasted").is_not_null()))
    lengths = recent.select(pl.when("still").then("age").otherwise("lasted"))["age"].to_numpy().astype(np.float64)
    closed = ~recent["still"].to_numpy()
    usual = _closed_by(lengths, closed, _USUAL)
    too_few = int(closed.sum()) < _ENOUGH or usual is None
    old = backlog if too_few or usual is None else backlog.filter(pl.col("age") > usual)
    if not old.height:
        return
    numbers: dict[str, int | float | str | timedelta] = {
        "count": old.height,
        "total": backlog.height,
        "share": old.height / backlog.height,
        "oldest": timedelta(seconds=int(backlog["age"][0])),
        "median": timedelta(seconds=float(np.median(backlog["age"].to_numpy()))),
        "closed": int(closed.sum()),
    }
    if usual is not None and not too_few:
        numbers["usual"] = timedelta(seconds=usual)
    yield Risk(
        kind=RiskKind.AGEING_BACKLOG,
        numbers=numbers,
        tickets=tuple(old["key"].head(_LISTED).to_list()),
        too_few=too_few,
    )


def _closed_by(lengths: Floats, closed: Flags, share: float) -> float | None:
    """Seconds after which that `share` of the tickets is closed; None where so many never are."""
    order = np.lexsort((~closed, lengths))
    lengths, closed = lengths[order], closed[order]
    open_before = len(lengths) - np.arange(len(lengths))
    surviving = np.cumprod(1 - closed / np.maximum(open_before, 1))
    reached = np.flatnonzero(surviving <= 1 - share + 1e-12)
    return float(lengths[reached[0]]) if len(reached) else None
