"""The daily ticket summary: how the tickets of a period stand, by stage."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import polars as pl

from unticket.history.ticket_table import TicketTable
from unticket.model.period import Period
from unticket.reports.counted import Counted, keys_of
from unticket.reports.exact import rate_ratio
from unticket.reports.grouped import grouped, of_team
from unticket.reports.insights import insight
from unticket.reports.measures import measures
from unticket.reports.report import Chart, Insight, Report


def daily(table: TicketTable, period: Period, *, now: datetime, team: str | None = None, comment: str = "") -> Report:
    """Tickets opened in `period` by the stage they stand in now, in the desk's order of stages. Raises `NotFound`."""
    return daily_of(of_team(table, period, now=now, team=team), comment)


def daily_of(counted: Counted, comment: str = "") -> Report:
    """The same from tickets that were read already."""
    stages = counted.table.vocabulary.stages
    order = sorted(stages, key=lambda id_: (stages[id_].sequence, id_))
    return grouped(
        counted,
        "daily",
        "stage",
        {id_: stage.name for id_, stage in stages.items()},
        order={id_: place for place, id_ in enumerate(order)},
        measures=measures("count", "share", "change", "first_response_time", "time_to_resolve"),
        insights=tuple(_insights(counted)),
        chart=Chart(kind="bars"),
        comment=comment,
    )


def _insights(counted: Counted) -> Iterator[Insight]:
    tickets, total = counted.tickets, counted.total
    if not total:
        yield insight("no_tickets")
        return
    still_open = tickets.filter(~pl.col("closed"))
    if still_open.height:
        oldest = still_open["opened_at"][0]
        yield insight("open_left", keys_of(still_open), count=still_open.height, total=total, oldest_age=counted.now - oldest)
    else:
        yield insight("all_closed", keys_of(tickets), count=total)
    again = tickets.filter(pl.col("reopened"))
    if again.height:
        yield insight("reopened", keys_of(again), count=again.height, total=total)
    yield _against_before(counted)
    slowest = tickets["resolving"].arg_max()
    if slowest is not None and total > 1:
        yield _slowest(counted, *tickets[slowest].select("key", "resolving").row(0))


def _slowest(counted: Counted, key: str, took: int) -> Insight:
    found = counted.table.tickets.filter(pl.col("key") == key).select("reference").head(1).collect()
    return insight("slowest", (key,), reference=found.item(), duration=timedelta(microseconds=took))


def _against_before(counted: Counted) -> Insight:
    days, before = len(counted.period.days), counted.before.height
    if not before:
        return insight("none_before", keys_of(counted.tickets), count=counted.total)
    found = rate_ratio(counted.total, days, before, days)
    kind = "compared_with_before" if found.tells else "compared_with_before_too_few"
    return insight(
        kind,
        keys_of(counted.tickets),
        count=counted.total,
        before=before,
        ratio=found.ratio,
        low=found.low,
        high=found.high,
    )
