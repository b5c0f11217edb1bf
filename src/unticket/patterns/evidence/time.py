"""The minutes that agents spent on an issue, each ticket by the best source that the desk has, and what they cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import polars as pl

from unticket.model.recurring_issue import AgentTime, TimeSource
from unticket.patterns.evidence.working_hours import WorkingHours

_NONE: Mapping[str, float] = MappingProxyType({})
_SOURCES = (TimeSource.TIMESHEET, TimeSource.STAGES, TimeSource.ASSIGNED_TO_CLOSED, TimeSource.ESTIMATE)


def agent_time(
    groups: pl.DataFrame,
    tickets: pl.DataFrame,
    *,
    hours: WorkingHours | None = None,
    stage_minutes: pl.DataFrame | None = None,
    estimates: Mapping[str, float] = _NONE,
    estimate: float | None = None,
    hourly_rate: float | None = None,
    currency: str = "",
) -> dict[str, AgentTime]:
    """The agents' time of each issue, and of how many tickets each source speaks; the rest as `ticket_minutes`.

    `hourly_rate` is money for an hour of an agent's time, in `currency`.
    """
    counted = ticket_minutes(groups, tickets, hours=hours, stage_minutes=stage_minutes, estimates=estimates, estimate=estimate)
    by_source = counted.group_by("issue", "source").agg(pl.col("minutes").sum(), pl.len()).sort("issue", "source")
    minutes: dict[str, float] = {}
    sources: dict[str, dict[TimeSource, int]] = {}
    for issue, source, spent, count in by_source.iter_rows():
        sources.setdefault(issue, {})[TimeSource(source)] = count
        if source != TimeSource.UNKNOWN:
            minutes[issue] = minutes.get(issue, 0.0) + spent
    return {
        issue: AgentTime(
            minutes=minutes.get(issue),
            sources={source: by[source] for source in TimeSource if source in by},
            cost=_cost(minutes.get(issue), hourly_rate),
            currency=currency if hourly_rate is not None else "",
        )
        for issue, by in sources.items()
    }


def total_time(times: Iterable[AgentTime]) -> AgentTime:
    """All of them together; the cost only where every known time has one."""
    every = list(times)
    known = [time.minutes for time in every if time.minutes is not None]
    costs = [time.cost for time in every if time.minutes is not None]
    sources: Counter[TimeSource] = Counter()
    for time in every:
        sources.update(time.sources)
    return AgentTime(
        minutes=sum(known) if known else None,
        sources={source: sources[source] for source in TimeSource if sources[source]},
        cost=sum(cost for cost in costs if cost is not None) if costs and None not in costs else None,
        currency=next((time.currency for time in every if time.currency), ""),
    )


def ticket_minutes(
    groups: pl.DataFrame,
    tickets: pl.DataFrame,
    *,
    hours: WorkingHours | None = None,
    stage_minutes: pl.DataFrame | None = None,
    estimates: Mapping[str, float] = _NONE,
    estimate: float | None = None,
) -> pl.DataFrame:
    """The minutes of each ticket (key, issue, minutes, source), the first of these that is known and more than nothing:

    its timesheets; its time in stages of work (`stage_minutes`: key, minutes), which within `hours` is at most the time
    from opened to closed; from assigned to closed within `hours`, or the plain span where no hours are set; a person's
    estimate for a ticket of the issue (`estimates`) or of any (`estimate`). A span of no working time tells nothing: it
    was closed as it was taken, or worked on at night. Minutes are null where the source is "unknown".
    """
    read = tickets.select("key", "opened_at", "assigned_at", "closed_at", "time_spent_minutes")
    placed = groups.select("key", "issue").join(read, on="key", how="left")
    staged = stage_minutes if stage_minutes is not None else pl.DataFrame(schema={"key": pl.String, "minutes": pl.Float64})
    known = placed.join(staged.select("key", pl.col("minutes").alias("staged")), on="key", how="left").with_columns(
        _between(placed, "assigned_at", hours).alias("spanned"),
        _between(placed, "opened_at", hours).alias("whole") if hours else pl.lit(None, pl.Float64).alias("whole"),
        pl.col("issue").replace_strict(dict(estimates), default=estimate, return_dtype=pl.Float64).alias("estimated"),
    )
    found = known.with_columns(pl.min_horizontal("staged", pl.when(pl.col("whole") > 0).then("whole")).alias("staged"))
    columns = ("time_spent_minutes", "staged", "spanned", "estimated")
    some = {name: pl.when(pl.col(name) > 0).then(name) for name in columns}
    named = [pl.when(pl.col(name) > 0).then(pl.lit(str(source))) for name, source in zip(columns, _SOURCES, strict=True)]
    return found.select(
        "key",
        "issue",
        pl.coalesce(some.values()).alias("minutes"),
        pl.coalesce(*named, pl.lit(str(TimeSource.UNKNOWN))).alias("source"),
    )


def _between(placed: pl.DataFrame, start: str, hours: WorkingHours | None) -> pl.Series:
    """Minutes from `start` to closed, within `hours` where they are set."""
    if hours:
        return hours.minutes(placed[start], placed["closed_at"])
    return placed.select((pl.col("closed_at") - pl.col(start)).dt.total_microseconds() / 60e6).to_series()


def _cost(minutes: float | None, hourly_rate: float | None) -> float | None:
    return None if minutes is None or hourly_rate is None else minutes / 60 * hourly_rate
