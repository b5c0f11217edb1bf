"""What the tickets of a day are made of: incidents, issues that were there before, and what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from unticket.patterns.findings import DuplicateGroup, Spike
from unticket.patterns.spikes.counts import Counted
from unticket.patterns.spikes.expected import Counts


@dataclass(frozen=True, slots=True)
class Composition:
    """Explains spikes. `first_of` says for each ticket of an incident, or of another group of duplicates, its first."""

    tickets: pl.DataFrame  # columns key, day, hour, issue; in order of time
    first_of: Mapping[str, str]
    begins: Counts  # the row at which each day begins, and after the last day the number of rows

    @classmethod
    def of(cls, counted: Counted, duplicates: Sequence[DuplicateGroup]) -> Composition:
        """The tickets counted, and the groups that some of them form."""
        begins = np.searchsorted(counted.tickets["day"].to_numpy(), np.arange(counted.days + 1))
        return cls(counted.tickets, {key: group.tickets[0] for group in duplicates for key in group.tickets}, begins)

    def explained(self, spike: Spike, day: int, since: int, *, returns_count: bool = False) -> Spike:
        """`spike` on the day in place `day` with its tickets, and what remains without those that incidents added.

        "New" is an issue without a ticket in the days from `since` on. With `returns_count`, what an issue brings again
        after a day of these counts like an incident's further ticket: where days are compared one by one, that is what a day
        has besides its own.
        """
        mine = self._cell(spike, day)
        before = self._days(since, day).filter(pl.col("issue") != "")
        came_first = dict(before.unique("issue", keep="first", maintain_order=True).select("issue", "key").rows())
        again = {key: self._first(key, issue, came_first if returns_count else {}) for key, issue in mine}
        further = sum(first not in ("", key) for key, first in again.items())
        issues = Counter(issue for _, issue in mine)
        return replace(
            spike,
            tickets=tuple(again),
            made_of=dict(Counter(first for first in again.values() if first).most_common()),
            remains=len(mine) - further,
            by_issue={} if spike.issue else dict(issues.most_common()),
            new_issues=() if spike.issue else tuple(issue for issue in issues if issue and issue not in came_first),
        )

    def _cell(self, spike: Spike, day: int) -> list[tuple[str, str]]:
        found = self._days(day, day + 1)
        if spike.issue:
            found = found.filter(pl.col("issue") == spike.issue)
        if spike.hour is not None:
            found = found.filter(pl.col("hour") == spike.hour)
        return found.select("key", "issue").rows()

    def _days(self, first: int, end: int) -> pl.DataFrame:
        start = int(self.begins[max(first, 0)])
        return self.tickets.slice(start, int(self.begins[end]) - start)

    def _first(self, key: str, issue: str, came_first: Mapping[str, str]) -> str:
        return self.first_of.get(key) or came_first.get(issue, "")
