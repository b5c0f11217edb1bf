"""Category analysis: what the tickets of a period are about, by tag."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby, islice

import polars as pl

from unticket.history.ticket_table import TicketTable
from unticket.model.period import Period
from unticket.reports.counted import Counted
from unticket.reports.grouped import grouped, of_team
from unticket.reports.insights import insight
from unticket.reports.measures import measures
from unticket.reports.report import Chart, Insight, Report, Row
from unticket.reports.selection import has_tag

LEADING = 2  # so many places are told
FEW = 2  # a tag on a single ticket leads nothing
NAMED_AT_MOST = 5  # more tags in one place than that are no leaders


def category(table: TicketTable, period: Period, *, now: datetime, team: str | None = None, comment: str = "") -> Report:
    """Tickets opened in `period`, each under each of its tags; shares may add up to more than one. Raises `NotFound`."""
    return category_of(of_team(table, period, now=now, team=team, by=["tags"]), comment)


def category_of(counted: Counted, comment: str = "") -> Report:
    """The same from tickets that were read already."""
    return grouped(
        counted,
        "category",
        "tags",
        {id_: tag.name for id_, tag in counted.table.vocabulary.tags.items()},
        measures=measures("count", "share", "change", "open", "time_to_resolve", "handling_time"),
        insights=lambda rows: _insights(counted, rows),
        chart=Chart(kind="bars"),
        comment=comment,
    )


def _insights(counted: Counted, rows: Sequence[Row]) -> Iterator[Insight]:
    if not counted.total:
        yield insight("no_tickets")
        return
    tags = [row for row in rows if row.key and row.count >= FEW]
    for count, tied in islice(groupby(tags, key=lambda row: row.count), LEADING):
        found, share = list(tied), count / counted.total
        if len(found) == 1:
            yield insight("tag_leads", found[0].tickets, tag=found[0].label, count=count, total=counted.total, share=share)
        elif len(found) <= NAMED_AT_MOST:
            named = ", ".join(row.label for row in found)
            carried = pl.any_horizontal(has_tag(row.key) for row in found)
            tickets = counted.behind(counted.tickets.filter(carried), any_tag=tuple(row.key for row in found))
            yield insight("tags_tie", tickets, tags=named, count=count, total=counted.total, share=share)
    for row in rows:
        if not row.key:
            yield insight("untagged", row.tickets, count=row.count, total=counted.total)
