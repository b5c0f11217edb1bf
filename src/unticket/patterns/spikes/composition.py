"""What the tickets of a day are made of: incidents, issues that were there before, and what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from unticket.patterns.findings import DuplicateGroup, Spike


@dataclass(frozen=True, slots=True)
class Composition:
    """Explains spikes. `first_of` says for each ticket of an incident, or of another group of duplicates, its first."""

    tickets: pl.DataFrame  # columns key, day, hour, issue; in order of time
    first_of: Mapping[str, str]

    @classmethod
    def of(cls, tickets: pl.DataFrame, duplicates: Sequence[DuplicateGroup]) -> Composition:
        return cls(tickets, {key: group.tickets[0] for group in duplicates for key in group.tickets})

    def explained(self, spike: Spike, day: int, since: int, *, returns_count: bool = False) -> Spike:
        """`spike` on the day in place `day` with its tickets, and what remains without those that incidents added.

        "New" is an issue without a ticket in the days from `since` on. With `returns_count`, what an issue brings again
        after a day of these counts like an incident's further ticket: where days are compared one by one, that is what a day
        has besides its own.
        """
        cell = pl.col("day") == day
        if spike.issue:
            cell &= pl.col("issue") == spike.issue
        if spike.hour is not None:
            cell &= pl.col("hour") == spike.hour
        mine = self.tickets.filter(cell).select("key", "issue").rows()
        before = self.tickets.filter(pl.col("day").is_between(since, day - 1) & (pl.col("issue") != ""))
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

    def _first(self, key: str, issue: str, came_first: Mapping[str, str]) -> str:
        return self.first_of.get(key) or came_first.get(issue, "")
