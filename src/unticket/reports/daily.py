"""The daily ticket summary: how the tickets of a period stand, by stage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from unticket.history.ticket_table import TicketTable
from unticket.model.period import Period
from unticket.reports.counted import Counted
from unticket.reports.days import days_of
from unticket.reports.exact import paired_dispersion, rate_ratio
from unticket.reports.grouped import grouped, of_team
from unticket.reports.insights import insight
from unticket.reports.measures import measures
from unticket.reports.report import Chart, Insight, Report


def daily(table: TicketTable, period: Period, *, now: datetime, team: str | None = None, comment: str = "") -> Report:
    """Tickets opened in `period` by the stage they stand in now, in the desk's order of stages. Raises `NotFound`."""
    return daily_of(of_team(table, period, now=now, team=team, by=["stage"]), comment)


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
        insights=lambda _: _insights(counted),
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
        age = max(counted.now - still_open["opened_at"][0], timedelta(0))
        yield insight(
            "open_left", counted.behind(still_open, state="open"), count=still_open.height, total=total, oldest_age=age
        )
    else:
        yield insight("all_closed", counted.behind(tickets), count=total)
    again = tickets.filter(pl.col("reopened"))
    if again.height:
        yield insight("reopened", counted.behind(again, reopened=True), count=again.height, total=total)
    yield _against_before(counted)
    slow = tickets["resolving"].arg_max()
    if slow is not None and tickets["resolving"].count() > 1:
        ticket = tickets.row(slow, named=True)
        yield insight("slowest", (ticket["key"],), reference=_reference(counted, ticket), duration=ticket["resolving"])


def _against_before(counted: Counted) -> Insight:
    days, before = len(counted.period.days), counted.before.height
    if not before:
        return insight("none_before", counted.behind(counted.tickets), count=counted.total)
    by_day = [day.count for day in days_of(counted.period, counted.tickets, counted.flow)]
    by_day_before = [day.count for day in days_of(counted.period.before, counted.before, counted.flow)]
    bursts = paired_dispersion(by_day, by_day_before)
    found = rate_ratio(counted.total, days, before, days, dispersion=bursts)
    kind = "compared_with_before" if found.tells else "compared_with_before_too_few"
    return insight(
        kind,
        counted.behind(counted.tickets),
        count=counted.total,
        before=before,
        ratio=found.ratio,
        low=found.low,
        high=found.high,
    )


def _reference(counted: Counted, ticket: Mapping[str, Any]) -> str:
    """What people call that ticket. Read for it alone: nothing else here needs references."""
    same = (pl.col("opened_at") == ticket["opened_at"]) & (pl.col("key") == ticket["key"])
    return str(counted.table.tickets.filter(same).select("reference").first().collect().item())
