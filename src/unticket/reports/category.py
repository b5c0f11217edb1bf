"""Category analysis: what the tickets of a period are about, by tag."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

import polars as pl

from unticket.history.ticket_table import TicketTable
from unticket.model.period import Period
from unticket.reports.counted import Counted, keys_of
from unticket.reports.grouped import grouped, of_team
from unticket.reports.insights import insight
from unticket.reports.measures import measures
from unticket.reports.report import Chart, Insight, Report

LEADING = 2  # so many places are told
FEW = 2  # a tag on a single ticket leads nothing


def category(table: TicketTable, period: Period, *, now: datetime, team: str | None = None, comment: str = "") -> Report:
    """Tickets opened in `period`, each under each of its tags; shares may add up to more than one. Raises `NotFound`."""
    return category_of(of_team(table, period, now=now, team=team), comment)


def category_of(counted: Counted, comment: str = "") -> Report:
    """The same from tickets that were read already."""
    return grouped(
        counted,
        "category",
        "tags",
        {id_: tag.name for id_, tag in counted.table.vocabulary.tags.items()},
        measures=measures("count", "share", "change", "open", "time_to_resolve", "handling_time"),
        insights=tuple(_insights(counted)),
        chart=Chart(kind="bars"),
        comment=comment,
    )


def _insights(counted: Counted) -> Iterator[Insight]:
    if not counted.total:
        yield insight("no_tickets")
        return
    tagged = counted.tagged.select("key", "tags").filter(pl.col("tags").is_not_null())
    names = {id_: tag.name for id_, tag in counted.table.vocabulary.tags.items()}
    by_tag = tagged.group_by("tags").len().with_columns(pl.col("tags").cast(pl.String))
    counts = sorted((-count, names.get(id_, id_), id_) for id_, count in by_tag.iter_rows())
    places = [(count, list(tied)) for count, tied in groupby(counts, key=lambda found: -found[0])]
    for count, tags in places[:LEADING]:
        if count < FEW:
            break
        wanted = pl.Series([id_ for *_, id_ in tags], dtype=pl.Categorical())
        keys = keys_of(tagged.filter(pl.col("tags").is_in(wanted.implode())).unique("key", maintain_order=True))
        share = count / counted.total
        if len(tags) == 1:
            yield insight("tag_leads", keys, tag=tags[0][1], count=count, total=counted.total, share=share)
        else:
            joined = ", ".join(name for _, name, _ in tags)
            yield insight("tags_tie", keys, tags=joined, count=count, total=counted.total, share=share)
    untagged = counted.tickets.filter(pl.col("tags").list.len() == 0)
    if untagged.height:
        yield insight("untagged", keys_of(untagged), count=untagged.height, total=counted.total)
