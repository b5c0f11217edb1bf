"""Whether an issue's tickets become more or fewer: the period against the one before, and whether that tells anything."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import polars as pl

from unticket.model.period import Period
from unticket.model.recurring_issue import Trend
from unticket.patterns.evidence.exact import RateRatio, q_values, rate_ratio

CLAIMED_FROM = 0.05  # of all changes claimed at once, at most this share may be chance
_DAY = timedelta(days=1)


def trends(
    groups: pl.DataFrame,
    tickets: pl.DataFrame,
    period: Period,
    *,
    now: datetime,
    incidents: Iterable[Sequence[str]] = (),
) -> dict[str, Trend]:
    """The trend of each issue of `groups` from `period.before` to `period`; "" is all tickets of `tickets` together.

    `tickets` holds all that the copy has (key, opened_at): where it begins within the period before, or `now` lies within
    the period, the shorter time counts. Tickets of one of the `incidents` (keys) are one burst and tell less than their
    number. A change is claimed only if it stands among all that are looked at together.
    """
    first = tickets["opened_at"].min()
    begins = max(period.before.starts_at, first) if isinstance(first, datetime) else period.starts_at
    ends = min(period.ends_at, max(now, period.starts_at))
    days, days_before = (ends - period.starts_at) / _DAY, (period.starts_at - begins) / _DAY
    counted = _counted(groups, tickets, period, begins, incidents)
    ratios = {
        issue: rate_ratio(count, days, before, days_before, dispersion=bursts)
        for issue, count, before, bursts in counted
        if days > 0 and days_before > 0 and count + before > 0
    }
    strong = dict(zip(ratios, q_values([ratio.p for ratio in ratios.values()]) <= CLAIMED_FROM, strict=True))
    return {
        issue: _trend(count, before, ratios.get(issue), claimed=bool(strong.get(issue, False)))
        for issue, count, before, _ in counted
    }


def _counted(
    groups: pl.DataFrame, tickets: pl.DataFrame, period: Period, begins: datetime, incidents: Iterable[Sequence[str]]
) -> list[tuple[str, int, int, float]]:
    """Issue, tickets in the period, tickets before it, and how much burstier than single tickets they come."""
    read = tickets.select("key", "opened_at").filter((pl.col("opened_at") >= begins) & (pl.col("opened_at") < period.ends_at))
    every = pl.concat(
        [
            read.join(groups.select("key", "issue"), on="key").select("key", "issue", "opened_at"),
            read.with_columns(issue=pl.lit("")).select("key", "issue", "opened_at"),
        ]
    )
    placed = pl.DataFrame(
        [(key, number) for number, keys in enumerate(incidents) for key in keys],
        schema={"key": pl.String, "incident": pl.Int64},
        orient="row",
    ).unique("key")
    now = (pl.col("opened_at") >= period.starts_at) & (pl.col("opened_at") < period.ends_at)
    before = (pl.col("opened_at") >= begins) & (pl.col("opened_at") < period.starts_at)
    counted = every.with_columns(now=now, before=before).join(placed, on="key", how="left")
    # Compound Poisson: variance over mean of a count of bursts of sizes s is the sum of s² over the sum of s.
    bursts = (
        counted.filter(pl.col("now") | pl.col("before"))
        .with_columns(burst=pl.coalesce(pl.col("incident").cast(pl.String), "key"))
        .group_by("issue", "burst")
        .len("size")
        .group_by("issue")
        .agg(bursts=(pl.col("size").cast(pl.Float64) ** 2).sum() / pl.col("size").sum())
    )
    summed = counted.group_by("issue").agg(pl.col("now").sum(), pl.col("before").sum())
    every_issue = pl.concat([groups.select("issue").unique(), pl.DataFrame({"issue": [""]})])
    found = every_issue.join(summed, on="issue", how="left").join(bursts, on="issue", how="left")
    return found.with_columns(pl.col("now", "before").fill_null(0), pl.col("bursts").fill_null(1.0)).rows()


def _trend(count: int, before: int, found: RateRatio | None, *, claimed: bool) -> Trend:
    if found is None:
        return Trend(count=count, before=before)
    return Trend(
        count=count,
        before=before,
        ratio=found.ratio if math.isfinite(found.ratio) else None,
        low=found.low,
        high=found.high if math.isfinite(found.high) else None,
        p=found.p,
        too_few=not claimed,
    )
