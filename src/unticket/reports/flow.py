"""How many tickets had come, and how many of them were closed, by any moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import polars as pl


class Flow:
    """Coming and going of `tickets` (columns opened_at, closed_at, closed), for moments after which none of them is missing.

    A ticket that is closed without a time of closing never counts as open. One whose closing lies before its opening came
    and went at its opening.
    """

    def __init__(self, tickets: pl.DataFrame) -> None:
        closed_at = pl.col("closed_at")
        timed = tickets.lazy().select("opened_at", "closed_at").filter(closed_at.is_not_null() | ~tickets["closed"])
        closed = timed.drop_nulls("closed_at").select(closed_at=closed_at.sort(), went=pl.max_horizontal(pl.all()).sort())
        came, went = pl.collect_all([timed.select(pl.col("opened_at").sort()), closed])
        self._came, self._closed, self._went = came["opened_at"], went["closed_at"], went["went"]

    def resolved_before(self, moments: Sequence[datetime]) -> list[int]:
        """How many were closed before each of these moments."""
        return before(self._closed, moments)

    def backlog_at(self, moments: Sequence[datetime]) -> list[int]:
        """How many had been opened, and not yet closed, right before each of these moments."""
        pairs = zip(before(self._came, moments), before(self._went, moments), strict=True)
        return [came - went for came, went in pairs]


def before(times: pl.Series, moments: Sequence[datetime]) -> list[int]:
    """How many of `times`, which are in order, lie before each of `moments`."""
    asked = pl.Series(moments, dtype=pl.Datetime("us", "UTC"))
    return [int(place) for place in times.search_sorted(asked, side="left")]
