"""Which data stood behind a report, and what is wrong or missing in it."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from unticket.reports.counted import Counted, keys_of
from unticket.reports.insights import insight
from unticket.reports.report import DataBehind, Insight


def data_behind(counted: Counted) -> DataBehind:
    """The data of `counted`, with a note for each thing that it cannot show or shows wrongly."""
    return DataBehind(
        desk=counted.table.desk,
        synced_at=counted.table.synced_at,
        newest_change_at=counted.table.newest_change_at,
        tickets_in_copy=counted.in_copy,
        tickets_counted=counted.total,
        notes=tuple(_notes(counted)),
    )


def _notes(counted: Counted) -> Iterator[Insight]:
    synced_at, tickets = counted.table.synced_at, counted.tickets
    if synced_at is None:
        yield insight("never_synced")
    elif synced_at < min(counted.period.ends_at, counted.now):
        yield insight("copy_older_than_period", synced_at=synced_at)
    if tickets.height and not tickets["responding"].count():
        yield insight("first_response_unknown")
    for kind, wrong in (
        ("closed_before_opened", pl.col("closed_at") < pl.col("opened_at")),
        ("opened_in_future", pl.col("opened_at") > counted.now),
    ):
        found = tickets.filter(wrong)
        if found.height:
            yield insight(kind, keys_of(found), count=found.height)
    unassigned = tickets.filter(pl.col("handling").is_null() & pl.col("resolving").is_not_null())
    if unassigned.height:
        yield insight("handling_unknown", keys_of(unassigned), count=unassigned.height)
