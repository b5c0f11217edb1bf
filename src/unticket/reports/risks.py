"""The risks of a desk: what may go wrong next, each in a sentence with the tickets that show it."""

from __future__ import annotations

from collections.abc import Sequence

from unticket.reports.insights import insight
from unticket.reports.recurring import Found
from unticket.reports.report import Insight, Report, Row

NAME = "risks"


def risks(found: Found, told: Sequence[Insight]) -> Report:
    """The chapter: no rows, for risks are of different tickets and cannot be added up; what is too little to claim is none."""
    return Report(
        name=NAME,
        period=found.period,
        team=found.team,
        totals=Row(key="", label="", count=0),
        insights=tuple(told) or (insight("risks_none"),),
        data=found.data,
    )
