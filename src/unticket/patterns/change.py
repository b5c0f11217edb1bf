"""What changed from one run to the next, so that nobody has to compare two lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

import polars as pl

from unticket.patterns.findings import Change, DuplicateGroup, Grown
from unticket.patterns.grouping.memory import Memory, issue_id

_KEYS_AT_MOST = 200  # of one issue; the count tells the rest
_DUPLICATES_AT_MOST = 200


def change(
    before: Memory, after: Memory, duplicates: tuple[DuplicateGroup, ...], *, since: datetime, until: datetime, whole: bool
) -> Change | None:
    """From the issues of a run to those of the next; None where no ticket came, went or moved."""
    both = after.tickets.join(before.tickets, on="key", how="left", suffix="_before")
    new = both.filter(pl.col("issue_before").is_null())
    moved = both.filter((pl.col("issue") != pl.col("issue_before")) & (pl.col("issue_before") > 0)).height
    gone = before.tickets.height - (both.height - new.height)
    if not (new.height or gone or moved):
        return None
    keys = set(new["key"])
    touched = [group.tickets for group in duplicates if not keys.isdisjoint(group.tickets)]
    issues = sorted(_grown(new, before, after), key=lambda one: (not one.began, -one.count, len(one.issue), one.issue))
    return Change(
        since=since,
        until=until,
        came=new.height,
        gone=gone,
        issues=tuple(issues),
        duplicates=tuple(touched[-_DUPLICATES_AT_MOST:]),
        whole=whole,
        moved=moved,
    )


def _grown(new: pl.DataFrame, before: Memory, after: Memory) -> Iterator[Grown]:
    held = set(before.tickets["issue"].unique())
    for issue, keys in new.filter(pl.col("issue") > 0).group_by("issue", maintain_order=True).agg("key").iter_rows():
        label = after.labels.get(issue)
        yield Grown(
            issue=issue_id(issue),
            label=label.text if label else "",
            count=len(keys),
            tickets=tuple(keys[:_KEYS_AT_MOST]),
            began=issue not in held,
        )


def as_plain(told: Change) -> dict[str, Any]:
    """A change as JSON holds it."""
    return {**asdict(told), "since": told.since.isoformat(), "until": told.until.isoformat()}


def from_plain(said: dict[str, Any]) -> Change:
    """What `as_plain` made."""
    times = {name: datetime.fromisoformat(said[name]) for name in ("since", "until")}
    issues = tuple(Grown(**{**one, "tickets": tuple(one["tickets"])}) for one in said["issues"])
    return Change(**{**said, **times, "issues": issues, "duplicates": tuple(map(tuple, said["duplicates"]))})
