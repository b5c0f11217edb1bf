"""The weekly report: the headline, the four reports and the tickets they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import polars as pl

from unticket.history.ticket_table import TicketTable
from unticket.model.period import Period
from unticket.reports.category import category_of
from unticket.reports.counted import Counted
from unticket.reports.daily import daily_of
from unticket.reports.grouped import of_team, team_name
from unticket.reports.report import LISTED_AT_MOST, Insight, Report, TicketLine, WeeklyReport
from unticket.reports.team import team_of
from unticket.reports.trends import trends_of

# What a reader must know first. The first of each line that was found is told.
HEADLINE: Sequence[Sequence[str]] = (
    ("never_synced", "copy_older_than_period"),
    ("no_tickets", "open_left", "all_closed"),
    ("single_point_of_failure", "most_by_one_agent"),
    ("tag_leads", "tags_tie"),
    ("volume_change", "volume_change_too_few"),
    ("day_made_of", "day_repeats"),
    ("compared_with_before", "compared_with_before_too_few"),
    ("backlog_grew", "backlog_shrank"),
    ("reopened",),
    ("unassigned",),
)


def weekly(
    table: TicketTable,
    period: Period,
    *,
    now: datetime,
    team: str | None = None,
    comments: Mapping[str, str] | None = None,
) -> WeeklyReport:
    """The four reports of `period` from one reading. `comments` by report name; "" is the whole report's. Raises `NotFound`."""
    said = comments or {}
    counted = of_team(table, period, now=now, team=team)
    reports = (
        daily_of(counted, said.get("daily", "")),
        team_of(counted, said.get("team", "")),
        category_of(counted, said.get("category", "")),
        trends_of(counted, said.get("trends", "")),
    )
    return WeeklyReport(
        period=period,
        team=team_name(counted),
        made_at=now,
        headline=tuple(_headline(reports)),
        reports=reports,
        tickets=tuple(_lines(counted)),
        comment=said.get("", ""),
    )


def with_outlook(weekly: WeeklyReport) -> WeeklyReport:
    """`weekly`, whose headline also says what a broadcast would have spared, what runbooks did and what the plan saves."""
    wanted = ("incidents_prevented", "automation_alone", "plan.chapter.not_written", "plan.chapter.no_agent")
    found = [one for chapter in weekly.further for one in chapter.insights if one.kind in wanted and one.tickets]
    return replace(weekly, headline=(*weekly.headline, *found))


def _headline(reports: Sequence[Report]) -> Iterator[Insight]:
    found = {insight.kind: insight for report in reversed(reports) for insight in reversed(report.insights)}
    found |= {note.kind: note for report in reports for note in report.data.notes}
    for kinds in HEADLINE:
        yield from [found[kind] for kind in kinds if kind in found][:1]


def _lines(counted: Counted) -> Iterator[TicketLine]:
    listed = counted.tickets.select("opened_at", "key").head(LISTED_AT_MOST)
    if listed.is_empty():
        return
    opened = pl.col("opened_at").is_between(listed["opened_at"][0], listed["opened_at"][-1])
    rows = (
        counted.table.tickets.filter(opened & pl.col("key").is_in(listed["key"].implode()))
        .select(
            "key",
            "reference",
            "subject",
            pl.col("stage").cast(pl.String),
            pl.col("assignee").cast(pl.String),
            pl.col("tags").list.eval(pl.element().cast(pl.String)),
            "opened_at",
            "closed_at",
        )
        .sort("opened_at", "key")
        .collect()
    )
    words, desk = counted.table.vocabulary, counted.table.desk

    def named(known: Mapping[str, Any], id_: str | None) -> str:
        return known[id_].name if id_ and id_ in known else id_ or ""

    for row in rows.iter_rows(named=True):
        opened, closed = row["opened_at"], row["closed_at"]
        yield TicketLine(
            key=row["key"],
            reference=row["reference"],
            subject=row["subject"],
            stage=named(words.stages, row["stage"]),
            assignee=named(words.agents, row["assignee"]),
            tags=tuple(named(words.tags, id_) for id_ in row["tags"]),
            opened_at=opened,
            closed_at=closed,
            time_to_resolve=closed - opened if closed and closed >= opened else None,
            url=desk.ticket_url.replace("{id}", row["key"].partition(":")[2]) if desk.ticket_url else "",
        )
