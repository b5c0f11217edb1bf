"""Tickets counted by issue, local day and hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl

from unticket.model.period import Period, zone
from unticket.patterns.findings import DuplicateGroup, DuplicateKind
from unticket.patterns.spikes.expected import Counts

_LONGEST = 3 * 366  # days of history that a prediction looks back to
_INCIDENT = 5  # tickets
_SILENCE = 56  # days: after as long without any ticket the desk begins anew, as one does that was tried out and then opened


@dataclass(frozen=True, slots=True)
class Counted:
    """Tickets with their place: `day` (0 is `first`), `hour` (local) and `issue` ("" for none), in order of time."""

    first: date  # of the history
    last: date  # of the period, or the day of `now` where that is earlier
    since: int  # the day on which the period begins
    tickets: pl.DataFrame  # columns key, day, hour, issue, echo: a further ticket of an incident

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def day(self, place: int) -> date:
        return self.first + timedelta(days=place)

    @property
    def usual(self) -> Counted:
        """The same without the echoes: what ordinary days bring, each incident counted once."""
        return replace(self, tickets=self.tickets.filter(~pl.col("echo")))

    def all(self) -> Counts:
        """Tickets by day, in one row."""
        return np.bincount(self.tickets["day"].to_numpy(), minlength=self.days)[np.newaxis, : self.days]

    def by_issue(self, issues: list[str]) -> Counts:
        """Tickets by issue and day, one row for each of `issues`."""
        found = np.zeros((len(issues), self.days), dtype=np.int64)
        rows = pl.DataFrame({"issue": issues, "row": np.arange(len(issues))})
        cells = self.tickets.join(rows, on="issue").group_by("row", "day").len()
        found[cells["row"].to_numpy(), cells["day"].to_numpy()] = cells["len"].to_numpy()
        return found


def echoes(duplicates: Sequence[DuplicateGroup]) -> set[str]:
    """The tickets, beyond its first, of each incident of which at least five people told.

    Smaller groups stay: two or three tickets alike may have met by chance, and to take such out of what is usual would
    make every ordinary day look busy.
    """
    incidents = (group.tickets for group in duplicates if group.kind is DuplicateKind.INCIDENT)
    return {key for tickets in incidents if len(tickets) >= _INCIDENT for key in tickets[1:]}


def counted(
    tickets: pl.DataFrame,
    issues: pl.DataFrame,
    duplicates: Sequence[DuplicateGroup],
    period: Period,
    now: datetime,
) -> Counted | None:
    """The tickets up to the end of `period` (or `now`), archived ones left out, from at most three years before it on.

    The history begins after the last eight weeks without any ticket. None: there are no tickets.
    """
    local = pl.col("opened_at").dt.convert_time_zone(period.timezone)
    found = (
        tickets.lazy()
        .filter(~pl.col("archived") & (pl.col("opened_at") <= now))
        .select("key", "opened_at", date=local.dt.date(), hour=local.dt.hour().cast(pl.Int64))
        .filter(pl.col("date").is_between(period.first - timedelta(days=_LONGEST), period.last))
        .join(issues.lazy().select("key", pl.col("issue").cast(pl.String)), on="key", how="left")
        .sort("opened_at", "key")
        .collect()
    )
    if not found.height:
        return None
    begun = pl.col("date").diff().dt.total_days() > _SILENCE
    begins = found.select(pl.col("date").filter(begun).last()).item() or found["date"][0]
    found = found.filter(pl.col("date") >= begins)
    end = min(period.last, now.astimezone(zone(period.timezone)).date())
    placed = found.select(
        "key",
        "hour",
        day=(pl.col("date") - pl.lit(begins)).dt.total_days(),
        issue=pl.col("issue").fill_null(""),
        echo=pl.col("key").is_in(pl.Series(sorted(echoes(duplicates)), dtype=pl.String).implode()),
    )
    return Counted(begins, end, max(0, (period.first - begins).days), placed)
