"""How a day's tickets are likely to be spread over its hours."""

from __future__ import annotations

import numpy as np
import polars as pl

from unticket.patterns.spikes.counts import Counted
from unticket.patterns.spikes.expected import Counts, Expected, Floats

_LOOKS_BACK = 182  # days before the period
_PULL = 20.0  # tickets' worth of "as all tickets together"
_FLAT = 24.0  # tickets' worth of "all hours alike", of weekends and of working days each


def profile(counted: Counted, issues: list[str], weekdays: Counts) -> tuple[Floats, Floats]:
    """Shares of the 24 hours by working day (0) and weekend (1): of all tickets (1, 2, 24) and by issue (issues, 2, 24)."""
    past = counted.tickets.filter(pl.col("day").is_between(counted.since - _LOOKS_BACK, counted.since - 1))
    weekend = (weekdays >= 5).astype(np.int64)[past["day"].to_numpy()]
    past = past.with_columns(pl.Series("weekend", weekend))
    desk = np.full((1, 2, 24), _FLAT / 24)
    seen = np.bincount(24 * weekend + past["hour"].to_numpy(), minlength=48)
    desk += seen.reshape(1, 2, 24)
    desk /= desk.sum(axis=2, keepdims=True)
    own = np.tile(_PULL * desk, (len(issues), 1, 1))
    rows = pl.DataFrame({"issue": issues, "row": np.arange(len(issues))}, schema={"issue": pl.String, "row": pl.Int64})
    cells = past.join(rows, on="issue").group_by("row", "weekend", "hour").len()
    own[cells["row"].to_numpy(), cells["weekend"].to_numpy(), cells["hour"].to_numpy()] += cells["len"].to_numpy()
    return desk, own / own.sum(axis=2, keepdims=True)


def by_hour(expected: Expected, shares: Floats, weekdays: Counts) -> Expected:
    """(series, days) spread over the hours of each day: (series, days, 24).

    An hour strays by as much as its day does, in proportion to its mean: bursts last minutes, not days, so an hour has no
    smaller part in them; and a busy day is one in all its hours.
    """
    weekend = (weekdays >= 5).astype(np.int64)
    share = shares[:, weekend, :]
    return Expected(expected.mean[:, :, np.newaxis] * share, expected.size[:, :, np.newaxis] * share)
