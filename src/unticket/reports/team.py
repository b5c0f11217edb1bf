"""Team performance: who handled the tickets of a period, by assignee."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from unticket.history.ticket_table import TicketTable
from unticket.model.period import Period
from unticket.reports.counted import Counted
from unticket.reports.grouped import grouped, of_team
from unticket.reports.insights import insight
from unticket.reports.measures import measures
from unticket.reports.report import Chart, Insight, Report, Row

FEW = 3  # below that, one agent handling all is no finding
MOST = 0.7  # share of assigned tickets from which one agent is said to carry most


def team(table: TicketTable, period: Period, *, now: datetime, team: str | None = None, comment: str = "") -> Report:
    """Tickets opened in `period` by their assignee of now, most first. Raises `NotFound`."""
    return team_of(of_team(table, period, now=now, team=team, by=["assignee"]), comment)


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
        insights=lambda rows: _insights(counted, rows),
        chart=Chart(kind="bars"),
        comment=comment,
    )


def _insights(counted: Counted, rows: Sequence[Row]) -> Iterator[Insight]:
    if not counted.total:
        yield insight("no_tickets")
        return
    agents = [row for row in rows if row.key]
    assigned = sum(row.count for row in agents)
    if agents:
        most = agents[0]
        if most.count == counted.total and most.count >= FEW:
            yield insight("single_point_of_failure", most.tickets, agent=most.label, count=most.count)
        elif len(agents) > 1 and most.count / assigned >= MOST and most.count >= FEW:
            share = most.count / assigned
            yield insight("most_by_one_agent", most.tickets, agent=most.label, count=most.count, total=assigned, share=share)
    for row in rows:
        if not row.key:
            yield insight("unassigned", row.tickets, count=row.count, total=counted.total)
