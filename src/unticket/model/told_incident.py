"""An incident as tickets told of it: one thing that hit many people within its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from unticket.model.recurring_issue import People


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldIncident:
    """An incident, as far as it falls into the period asked for.

    It is named by its very first ticket, which may lie before the period.
    """

    first: str  # key
    issue: str  # of that ticket; "" where it is in none
    tickets: tuple[str, ...]  # keys of the period, oldest first
    earlier: int  # tickets that told of it before the period
    starts_at: datetime  # the very first ticket's opening
    ends_at: datetime  # the last one's, of the period
    people: People  # as the tickets of the period state them
    prevented: tuple[str, ...]  # of the period's: those that a broadcast after the very first would have prevented
