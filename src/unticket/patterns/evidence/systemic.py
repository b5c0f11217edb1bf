"""Whether an issue lies in the system or happened once, and who says so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import polars as pl

NOT_BEFORE = timedelta(hours=12)  # a ticket that comes sooner tells of the same time
AT_MOST_OPEN = timedelta(days=7)  # a ticket that nobody closes does not make all that follow it one time


@dataclass(frozen=True, slots=True, kw_only=True)
class Systemic:
    """`systemic` None: one so far. `because` is "register", "returned" or "one_so_far"; `times`: separate times it came."""

    systemic: bool | None
    because: str
    times: int


def systemic(
    groups: pl.DataFrame,
    tickets: pl.DataFrame,
    *,
    register: Mapping[str, bool],
    repeats: Collection[str] = (),
) -> dict[str, Systemic]:
    """For each issue the `register`'s word where it has one, else whether it returned, over all tickets of `groups`.

    It returned when a ticket was opened after all earlier ones were closed (or had stood open for `AT_MOST_OPEN`), at
    least `NOT_BEFORE` after the last of them came: what had been dealt with came back. `repeats`, tickets in which the
    same person asks again, are no return. `tickets` needs key, opened_at and closed_at.
    """
    return {
        issue: Systemic(systemic=register[issue], because="register", times=count)
        if issue in register
        else Systemic(systemic=True if count > 1 else None, because="returned" if count > 1 else "one_so_far", times=count)
        for issue, count in times(groups, tickets, repeats=repeats).items()
    }


def times(groups: pl.DataFrame, tickets: pl.DataFrame, *, repeats: Iterable[str] | Sequence[str] = ()) -> dict[str, int]:
    """How many separate times each issue came, at least one."""
    over = pl.min_horizontal(
        pl.max_horizontal(pl.coalesce("closed_at", pl.col("opened_at") + AT_MOST_OPEN), "opened_at"),
        pl.col("opened_at") + AT_MOST_OPEN,
    )
    asked = (
        groups.select("key", "issue")
        .filter(~pl.col("key").is_in(list(repeats)))
        .join(tickets.select("key", "opened_at", "closed_at"), on="key")
        .sort("opened_at", "key")
        .with_columns(
            over=over.cum_max().shift(1).over("issue"),
            since=pl.col("opened_at") - pl.col("opened_at").shift(1).over("issue"),
        )
    )
    returned = asked.filter((pl.col("opened_at") > pl.col("over")) & (pl.col("since") >= NOT_BEFORE))
    found = dict.fromkeys(groups["issue"].unique(maintain_order=True), 1)
    return {**found, **{issue: count + 1 for issue, count in returned.group_by("issue").len().iter_rows()}}
