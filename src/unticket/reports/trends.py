"""Ticket volume trends: how many tickets came in, by local day, and what a day is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import polars as pl

from unticket.history.ticket_table import TicketTable
from unticket.model.period import Period
from unticket.reports.behind import data_behind
from unticket.reports.counted import Counted, keys_of, median
from unticket.reports.days import Day, days_of
from unticket.reports.exact import dispersion, rate_ratio
from unticket.reports.grouped import of_team, team_name
from unticket.reports.insights import insight
from unticket.reports.measures import measures
from unticket.reports.report import Chart, Insight, Report, Row, Value
from unticket.reports.selection import one_day

COMMON = 0.5  # a tag on more than this share of the tickets tells nothing about what a day is made of
LISTED_BY_DAY = 31  # days: in a longer period each day's count has its tickets, and what was closed or open then has not
NAMED_AT_MOST = 8  # tags in one sentence


def trends(table: TicketTable, period: Period, *, now: datetime, team: str | None = None, comment: str = "") -> Report:
    """Tickets by the local day on which they were opened, days without any too. Raises `NotFound`."""
    return trends_of(of_team(table, period, now=now, team=team, by=["tags"]), comment)


def trends_of(counted: Counted, comment: str = "") -> Report:
    """The same from tickets that were read already."""
    days = days_of(counted.period, counted.tickets, counted.flow)
    return Report(
        name="trends",
        period=counted.period,
        team=team_name(counted),
        measures=measures("count", "share", "resolved", "backlog_size", "backlog_age", "time_to_resolve"),
        rows=tuple(_row(counted, day) for day in days),
        totals=counted.totals,
        totals_before=counted.totals_before,
        insights=tuple(_insights(counted, days)),
        chart=Chart(kind="columns_by_day"),
        comment=comment,
        data=data_behind(counted),
    )


def _row(counted: Counted, day: Day) -> Row:
    key = day.day.isoformat()
    values: dict[str, Value] = {
        "count": day.count,
        "share": day.count / counted.total if counted.total else None,
        "resolved": day.resolved,
        "backlog_size": day.backlog,
        "backlog_age": None,
        "time_to_resolve": median(day.tickets["resolving"]),
    }
    selection = counted.selection.narrowed(period=one_day(day.day, counted.period.timezone))
    row = counted.row(key, key, selection, values, {"count": keys_of(day.tickets)})
    if len(counted.period.days) > LISTED_BY_DAY:
        return row
    own = one_day(day.day, counted.period.timezone)
    others = {"resolved": counted.resolved_in(own), "backlog_size": counted.waiting_after(own)}
    return replace(row, behind={name: listed for name, listed in others.items() if listed.total})


def _insights(counted: Counted, days: Sequence[Day]) -> Iterator[Insight]:
    if not counted.total:
        yield insight("no_tickets")
        return
    counts = [day.count for day in days]
    busiest = max(range(len(days)), key=lambda place: (counts[place], place))
    earlier = days[next(place for place, count in enumerate(counts) if count) : busiest]
    if earlier:
        yield from _volume_change(counted, earlier, days[busiest], sum(count > 0 for count in counts))
        yield from _made_of(counted, earlier, days[busiest])
    yield from _backlog(counted)


def _volume_change(counted: Counted, earlier: Sequence[Day], busiest: Day, choice: int) -> Iterator[Insight]:
    """The busiest day (the last of several) against the days before it, from the first with tickets on.

    It was picked out of `choice` days, so a change is claimed only if its interval holds at 1 − 0.05/`choice` (Bonferroni);
    where that and the plain interval disagree, or the first day had as many, nothing is said.
    """
    before = sum(day.count for day in earlier)
    bursts = dispersion([day.count for day in earlier])
    found = rate_ratio(busiest.count, 1, before, len(earlier), dispersion=bursts)
    strict = rate_ratio(busiest.count, 1, before, len(earlier), dispersion=bursts, level=1 - 0.05 / choice)
    if found.tells != strict.tells or busiest.count <= earlier[0].count:
        return
    yield insight(
        "volume_change" if found.tells else "volume_change_too_few",
        counted.behind(counted.tickets),
        day=busiest.day,
        count=busiest.count,
        first_day=earlier[0].day,
        first=earlier[0].count,
        before=before,
        days=len(earlier),
        ratio=found.ratio,
        low=found.low,
        high=found.high,
        total=counted.total,
    )


def _made_of(counted: Counted, earlier: Sequence[Day], last: Day) -> Iterator[Insight]:
    """Which tickets of the busiest day carry a tag of an earlier day, and how many remain without them."""
    common = {tag for tag, count in _tag_counts(counted.tickets) if count > COMMON * counted.total}
    known = {tag for tag, _ in _tag_counts(counted.tickets.head(sum(day.count for day in earlier)))} - common
    rows = last.tickets.select("key", "tags").rows()
    repeated = [key for key, tags in rows if known.intersection(tags)]
    if not repeated or len(repeated) == last.count:
        return
    again = {tag for _, tags in rows for tag in tags if tag in known}
    new = {tag for _, tags in rows for tag in tags if tag not in common and not known.intersection(tags)}
    numbers: dict[str, Value] = {
        "day": last.day,
        "count": last.count,
        "repeated": len(repeated),
        "remaining": last.count - len(repeated),
        "tags": _named(counted, again),
    }
    told_again = last.tickets.filter(pl.col("key").is_in(repeated))
    tickets = counted.behind(told_again, period=one_day(last.day, counted.period.timezone), any_tag=tuple(sorted(again)))
    if new:
        yield insight("day_made_of", tickets, **numbers, new_tags=_named(counted, new))
    else:
        yield insight("day_repeats", tickets, **numbers)


def _tag_counts(tickets: pl.DataFrame) -> Iterator[tuple[str, int]]:
    tags = tickets.select(pl.col("tags").explode(empty_as_null=False, keep_nulls=False))
    return tags.group_by("tags").len().iter_rows()


def _named(counted: Counted, tags: Iterable[str]) -> str:
    words = counted.table.vocabulary.tags
    names = sorted({words[id_].name if id_ in words else id_ for id_ in tags})
    return ", ".join(names[:NAMED_AT_MOST]) + (", …" if len(names) > NAMED_AT_MOST else "")


def _backlog(counted: Counted) -> Iterator[Insight]:
    (before,), size = counted.flow.backlog_at([counted.period.starts_at]), counted.backlog.height
    if size != before:
        kind = "backlog_grew" if size > before else "backlog_shrank"
        yield insight(kind, counted.waiting_after(counted.period), count=size, before=before)
