"""Team performance: who handled the tickets of a period, by assignee."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from unticket.history.ticket_table import TicketTable
from unticket.model.period import Period
from unticket.reports.counted import Counted, keys_of
from unticket.reports.grouped import grouped, of_team
from unticket.reports.insights import insight
from unticket.reports.measures import measures
from unticket.reports.report import Chart, Insight, Report

FEW = 3  # below that, one agent handling all is no finding
MOST = 0.7  # share of assigned tickets from which one agent is said to carry most


def team(table: TicketTable, period: Period, *, now: datetime, team: str | None = None, comment: str = "") -> Report:
    """Tickets opened in `period` by their assignee of now, most first. Raises `NotFound`."""
    return team_of(of_team(table, period, now=now, team=team), comment)


def team_of(counted: Counted, comment: str = "") -> Report:
    """The same from tickets that were read already."""
    return grouped(
        counted,
        "team",
        "assignee",
        {id_: agent.name for id_, agent in counted.table.vocabulary.agents.items()},
        measures=measures(
            "count",
            "share",
            "open",
            "reopened",
            "first_response_time",
            "time_to_resolve",
            "time_to_resolve_p90",
            "handling_time",
        ),
        insights=tuple(_insights(counted)),
        chart=Chart(kind="bars"),
        comment=comment,
    )


def _insights(counted: Counted) -> Iterator[Insight]:
    if not counted.total:
        yield insight("no_tickets")
        return
    assigned = counted.tickets.filter(pl.col("assignee").is_not_null())
    counts = assigned.group_by("assignee").len().sort("len", descending=True)
    if counts.height:
        id_, most = counts.with_columns(pl.col("assignee").cast(pl.String)).row(0)
        agents = counted.table.vocabulary.agents
        name = agents[id_].name if id_ in agents else id_
        keys = keys_of(assigned.filter(pl.col("assignee").cast(pl.String) == id_))
        if most == counted.total and most >= FEW:
            yield insight("single_point_of_failure", keys, agent=name, count=most)
        elif counts.height > 1 and most / assigned.height >= MOST and most >= FEW:
            yield insight(
                "most_by_one_agent", keys, agent=name, count=most, total=assigned.height, share=most / assigned.height
            )
    nobody = counted.tickets.filter(pl.col("assignee").is_null())
    if nobody.height:
        yield insight("unassigned", keys_of(nobody), count=nobody.height, total=counted.total)
