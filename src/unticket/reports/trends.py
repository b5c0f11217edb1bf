"""Ticket volume trends: how many tickets came in, by local day, and what a day is made of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import polars as pl

from unticket.history.ticket_table import TicketTable
from unticket.model.period import Period
from unticket.reports.behind import data_behind
from unticket.reports.counted import Counted, keys_of
from unticket.reports.exact import rate_ratio
from unticket.reports.grouped import of_team, team_name
from unticket.reports.insights import insight
from unticket.reports.local_day import local_day
from unticket.reports.measures import measures
from unticket.reports.report import LISTED_AT_MOST, Chart, Insight, Report, Row, Tickets
from unticket.reports.selection import one_day

COMMON = 0.5  # a tag on more than this share of the tickets tells nothing about what a day is made of


def trends(table: TicketTable, period: Period, *, now: datetime, team: str | None = None, comment: str = "") -> Report:
    """Tickets by the local day on which they were opened, days without any too. Raises `NotFound`."""
    return trends_of(of_team(table, period, now=now, team=team), comment)


def trends_of(counted: Counted, comment: str = "") -> Report:
    """The same from tickets that were read already."""
    return Report(
        name="trends",
        period=counted.period,
        team=team_name(counted),
        measures=measures("count", "share", "resolved", "backlog_size", "backlog_age", "time_to_resolve"),
        rows=tuple(_rows(counted)),
        totals=counted.totals,
        totals_before=counted.totals_before,
        insights=tuple(_insights(counted)),
        chart=Chart(kind="columns_by_day"),
        comment=comment,
        data=data_behind(counted),
    )


def _rows(counted: Counted) -> Iterator[Row]:
    zone = counted.period.timezone
    opened = {
        row["day"]: row
        for row in counted.tickets.group_by("day", maintain_order=True)
        .agg(
            pl.len().alias("count"),
            pl.col("resolving").median().cast(pl.Duration("us")).alias("resolve"),
            pl.col("key").head(LISTED_AT_MOST).alias("keys"),
        )
        .to_dicts()
    }
    resolved = dict(counted.resolved.group_by(local_day("closed_at", counted.period)).len().iter_rows())
    # The backlog at the end of a day is that of the period's end with everything that came later taken back.
    size = counted.backlog.height
    sizes: dict[date, int] = {}
    for day in reversed(counted.period.days):
        sizes[day] = size
        size += resolved.get(day, 0) - opened.get(day, {"count": 0})["count"]
    for day in counted.period.days:
        found = opened.get(day, {"count": 0, "resolve": None, "keys": []})
        selection = counted.selection.narrowed(period=one_day(day, zone))
        yield Row(
            key=day.isoformat(),
            label=day.isoformat(),
            count=found["count"],
            values={
                "count": found["count"],
                "share": found["count"] / counted.total if counted.total else None,
                "resolved": resolved.get(day, 0),
                "backlog_size": sizes[day],
                "backlog_age": None,
                "time_to_resolve": found["resolve"],
            },
            tickets=Tickets(
                total=found["count"], keys=tuple(found["keys"]), command=selection.command(counted.table.vocabulary)
            ),
        )


def _insights(counted: Counted) -> Iterator[Insight]:
    if not counted.total:
        yield insight("no_tickets")
        return
    counts = dict(counted.tickets.group_by("day").len().sort("day").iter_rows())
    days = list(counts)
    if len(days) > 1:
        yield _volume_change(counted, counts)
        yield from _made_of(counted, days[-1], counts[days[-1]])
    yield from _backlog(counted)


def _volume_change(counted: Counted, counts: dict[date, int]) -> Insight:
    """The last day with tickets against the days before it, from the first with tickets on."""
    first, last = min(counts), max(counts)
    before = sum(count for day, count in counts.items() if day < last)
    days = (last - first).days
    found = rate_ratio(counts[last], 1, before, days)
    return insight(
        "volume_change" if found.tells else "volume_change_too_few",
        keys_of(counted.tickets),
        day=last,
        count=counts[last],
        first_day=first,
        first=counts[first],
        before=before,
        days=days,
        ratio=found.ratio,
        low=found.low,
        high=found.high,
        total=counted.total,
    )


def _made_of(counted: Counted, last: date, count: int) -> Iterator[Insight]:
    """Which tickets of the last day carry a tag of an earlier day, and how many remain without them."""
    names = {id_: tag.name for id_, tag in counted.table.vocabulary.tags.items()}
    tags = counted.tagged.filter(pl.col("tags").is_not_null()).group_by("tags").agg(pl.len(), pl.col("day").min())
    telling = tags.filter(pl.col("len") <= COMMON * counted.total)
    known = telling.filter(pl.col("day") < last)["tags"].implode()
    today = counted.tagged.filter(pl.col("day") == last, pl.col("tags").is_in(telling["tags"].implode()))
    again = today.filter(pl.col("tags").is_in(known))
    keys = again.unique("key", maintain_order=True)
    if not keys.height or keys.height == count:
        return
    new = today.filter(~pl.col("key").is_in(keys["key"].implode()))
    yield insight(
        "day_made_of",
        keys_of(keys),
        day=last,
        count=count,
        repeated=keys.height,
        remaining=count - keys.height,
        tags=_named(again, names),
        new_tags=_named(new, names),
    )


def _named(tagged: pl.DataFrame, names: dict[str, str]) -> str:
    return ", ".join(sorted({names.get(id_, id_) for id_ in tagged["tags"].unique().cast(pl.String)}))


def _backlog(counted: Counted) -> Iterator[Insight]:
    before, size = counted.backlog_before, counted.backlog.height
    if size != before:
        yield insight(
            "backlog_grew" if size > before else "backlog_shrank", keys_of(counted.backlog), count=size, before=before
        )
