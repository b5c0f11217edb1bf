"""Issues too new to say what is usual for them, that brought many tickets on one day."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from unticket.patterns.findings import Spike
from unticket.patterns.spikes.baseline import WARM_UP
from unticket.patterns.spikes.composition import Composition
from unticket.patterns.spikes.counts import Counted

_MANY = 5  # tickets on one day: what a group of people who wrote of one thing makes, and single questions do not


def newcomers(counted: Counted, since: int, composition: Composition) -> Iterator[Spike]:
    """The busiest day, from place `since` on, of each issue in its first 28 days, where it had five tickets or more.

    There is no past to hold it against, so it is told with `too_few`, and with p = 1: never as an alarm.
    """
    named = counted.tickets.lazy().filter(pl.col("issue") != "")
    young = named.group_by("issue").agg(begun=pl.col("day").min()).filter(pl.col("begun") > since - WARM_UP)
    days = (
        named.filter(pl.col("day") >= since)
        .join(young, on="issue")
        .filter(pl.col("day") - pl.col("begun") < WARM_UP)
        .group_by("issue", "day")
        .len()
        .filter(pl.col("len") >= _MANY)
        .sort(["len", "day"], descending=[True, False])
        .unique("issue", keep="first", maintain_order=True)
        .select("issue", "day", "len")
        .collect()
    )
    for issue, day, count in days.iter_rows():
        spike = Spike(issue=issue, day=counted.day(day), count=count, expected=0.0, p=1.0, q=1.0, alarm=False, too_few=True)
        yield composition.explained(spike, day, day - WARM_UP)
