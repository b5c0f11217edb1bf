"""Which tickets would not have been written, had the desk told everybody after the first one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

import polars as pl

NOTICED_WITHIN = timedelta(minutes=30)  # from an incident's first ticket to everybody's having been told


def prevented_by_broadcast(
    groups: pl.DataFrame,
    tickets: pl.DataFrame,
    incidents: Iterable[Sequence[str]],
    *,
    delay: timedelta = NOTICED_WITHIN,
) -> dict[str, tuple[str, ...]]:
    """By issue, oldest first, those tickets of `incidents` (keys of each) that were opened `delay` or more after its first.

    The first ticket of an incident is never among them: somebody had to write it. `tickets` needs key and opened_at.
    """
    placed = pl.DataFrame(
        [(key, number) for number, keys in enumerate(incidents) for key in keys],
        schema={"key": pl.String, "incident": pl.Int64},
        orient="row",
    )
    late = (
        placed.join(tickets.select("key", "opened_at"), on="key")
        .sort("opened_at", "key")
        .with_columns(
            since=pl.col("opened_at") - pl.col("opened_at").first().over("incident"),
            first=pl.col("key").first().over("incident") == pl.col("key"),
        )
        .filter((pl.col("since") >= delay) & ~pl.col("first"))
        .unique("key", keep="first", maintain_order=True)
    )
    by_issue = late.join(groups.select("key", "issue"), on="key", maintain_order="left").group_by("issue", maintain_order=True)
    found = dict.fromkeys(groups["issue"].unique(maintain_order=True), ())
    return {**found, **{issue: tuple(keys) for issue, keys in by_issue.agg("key").iter_rows()}}
