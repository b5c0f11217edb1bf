"""The local days of a period, each with its tickets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from unticket.model.period import Period, local_midnight, zone
from unticket.reports.flow import Flow, before


@dataclass(frozen=True, slots=True)
class Day:
    """One local day: the tickets opened on it, oldest first, how many were closed on it, and the backlog at its end."""

    day: date
    tickets: pl.DataFrame
    resolved: int
    backlog: int

    @property
    def count(self) -> int:
        return self.tickets.height


def days_of(period: Period, tickets: pl.DataFrame, flow: Flow) -> Sequence[Day]:
    """Every day of `period`, in order. `tickets` are those opened in it, in order of `opened_at`.

    The days' bounds are those that the day has as a period of its own, so it counts the same in both; they also make a day
    a slice, and no ticket's time has to be turned into a local one.
    """
    timezone = zone(period.timezone)
    bounds = [*(local_midnight(day, timezone) for day in period.days), period.ends_at]
    places, closed, backlog = before(tickets["opened_at"], bounds), flow.resolved_before(bounds), flow.backlog_at(bounds)
    return [
        Day(day, tickets.slice(places[n], places[n + 1] - places[n]), closed[n + 1] - closed[n], backlog[n + 1])
        for n, day in enumerate(period.days)
    ]
