"""A new ticket is placed among the open ones, without touching the rest."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from unticket.patterns.duplicates.rows import in_order
from unticket.patterns.duplicates.standing import Standing
from unticket.patterns.findings import DuplicateGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where a ticket belongs."""

    ticket: str  # key
    group: DuplicateGroup | None = None  # None: it tells of something that no open ticket tells of

    @property
    def duplicate_of(self) -> str | None:
        """The first ticket of its group, unless that is itself."""
        first = self.group.tickets[0] if self.group else self.ticket
        return first if first != self.ticket else None


def place_duplicate(tickets: pl.DataFrame, texts: pl.DataFrame, standing: Standing) -> tuple[Placement, ...]:
    """Place the new `tickets` (usually one) with their `texts`, oldest first, into `standing`, which remembers them then.

    A ticket that it remembers already stays where it is: changes of a ticket are taken in by the next full run, `standing()`.
    """
    coming = in_order(tickets, texts)
    new = coming.filter(~pl.col("key").is_in([key for key in coming["key"] if key in standing]))
    for _ in standing.take(new):  # groups that came to their end; nothing is asked about them here
        pass
    return tuple(Placement(ticket=key, group=standing.group_of(key)) for key in coming["key"])
