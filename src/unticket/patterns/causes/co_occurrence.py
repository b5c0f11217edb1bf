"""What comes together with an issue more often than chance lets it: a tag, a thing named in texts, another issue's days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import polars as pl

from unticket.model.period import zone
from unticket.patterns.evidence.exact import over_represented, q_values

CLAIMED_FROM = 0.05  # of all that is claimed at once, at most this share may be chance
_SEEN_AT_LEAST = 3  # times together
_ISSUES_AT_MOST = 300  # compared by day, the largest
_KEYS_AT_MOST = 20


class Kind(StrEnum):
    """What the other thing is."""

    TAG = "tag"
    ENTITY = "entity"  # "lesson 3", "error 502"
    ISSUE = "issue"  # on the same days


@dataclass(frozen=True, slots=True, kw_only=True)
class CoOccurrence:
    """Two things that come together. A hint where to look, never a cause by itself."""

    issue: str
    kind: Kind
    other: str
    together: int  # tickets with both; for two issues: days with both
    of_issue: int  # tickets, or days, of the issue
    of_other: int
    expected: float  # by chance
    lift: float  # how many times that
    q: float  # the share of false claims among those as strong as this
    tickets: tuple[str, ...]  # keys of the issue's own, at most `_KEYS_AT_MOST`
    tickets_of_other: tuple[str, ...] = ()  # of two issues

    @property
    def turned(self) -> CoOccurrence:
        """The same of two issues, as the other one sees it."""
        return replace(
            self,
            issue=self.other,
            other=self.issue,
            of_issue=self.of_other,
            of_other=self.of_issue,
            tickets=self.tickets_of_other,
            tickets_of_other=self.tickets,
        )


def co_occurrences(
    groups: pl.DataFrame, tickets: pl.DataFrame, texts: pl.DataFrame, *, timezone: str
) -> tuple[CoOccurrence, ...]:
    """What comes together with the issues of `groups` beyond chance, the surest first.

    Judged by the hypergeometric tail, all comparisons together. `tickets` needs key, tags and opened_at, `texts` key and
    entities; `timezone` says where a day begins.
    """
    placed = groups.select("key", "issue")
    tags = tickets.select("key", pl.col("tags").cast(pl.List(pl.String)).alias("other")).explode("other").drop_nulls()
    entities = texts.select("key", pl.col("entities").alias("other")).explode("other").drop_nulls()
    found = (
        _with_things(placed, tags, Kind.TAG),
        _with_things(placed, entities, Kind.ENTITY),
        _on_days(placed, tickets, timezone),
    )
    compared = pl.concat([rows for rows, _ in found])
    p = over_represented(*(compared[name].to_numpy() for name in ("together", "of_issue", "of_other", "total")))
    others = sum(tried for _, tried in found) - len(p)  # that came together too seldom: looked at all the same
    q = q_values(np.concatenate([p, np.ones(max(others, 0))]))[: len(p)]
    claimed = (
        compared.with_columns(q=pl.Series(q, dtype=pl.Float64))
        .filter(pl.col("q") <= CLAIMED_FROM)
        .sort("q", "lift", "issue", "other", descending=[False, True, False, False])
    )
    return tuple(_told(row) for row in claimed.drop("total").iter_rows(named=True))


def _told(row: dict[str, Any]) -> CoOccurrence:
    return CoOccurrence(
        **{
            **row,
            "kind": Kind(row["kind"]),
            "tickets": tuple(row["tickets"]),
            "tickets_of_other": tuple(row["tickets_of_other"]),
        }
    )


def _with_things(placed: pl.DataFrame, things: pl.DataFrame, kind: Kind) -> tuple[pl.DataFrame, int]:
    """An issue and a thing that stands on its tickets, against the thing's share of all tickets."""
    on_tickets = placed.join(things.unique(), on="key").with_columns(other_key=pl.lit(None, pl.String))
    return _compared(on_tickets, placed.group_by("issue").len("of_issue"), placed.height, kind)


def _on_days(placed: pl.DataFrame, tickets: pl.DataFrame, timezone: str) -> tuple[pl.DataFrame, int]:
    """Two issues that come on the same local days."""
    zone(timezone)
    day = pl.col("opened_at").dt.convert_time_zone(timezone).dt.date().alias("day")
    days = placed.join(tickets.select("key", day), on="key")
    largest = days.group_by("issue").len().sort("len", "issue", descending=[True, False]).head(_ISSUES_AT_MOST)
    seen = days.join(largest, on="issue", how="semi").group_by("issue", "day").agg(pl.col("key").first()).sort("issue", "day")
    others = seen.select("day", pl.col("issue").alias("other"), pl.col("key").alias("other_key"))
    pairs = seen.join(others, on="day").filter(pl.col("issue") < pl.col("other"))
    total = days["day"].n_unique()
    of_issue = seen.group_by("issue").len("of_issue")
    return _compared(pairs, of_issue, total, Kind.ISSUE, of_other=of_issue.rename({"issue": "other", "of_issue": "of_other"}))


def _compared(
    pairs: pl.DataFrame, of_issue: pl.DataFrame, total: int, kind: Kind, *, of_other: pl.DataFrame | None = None
) -> tuple[pl.DataFrame, int]:
    """What came together at all, and how many comparisons could have found something."""
    others = pairs.group_by("other").len("of_other") if of_other is None else of_other
    often, often_too = (int((column >= _SEEN_AT_LEAST).sum()) for column in (of_issue["of_issue"], others["of_other"]))
    tried = often * often_too if of_other is None else often * (often - 1) // 2
    rows = (
        pairs.sort("key")
        .group_by("issue", "other", maintain_order=True)
        .agg(
            pl.len().alias("together"),
            pl.col("key").head(_KEYS_AT_MOST).alias("tickets"),
            pl.col("other_key").drop_nulls().head(_KEYS_AT_MOST).alias("tickets_of_other"),
        )
        .join(of_issue, on="issue")
        .join(others, on="other")
        .with_columns(
            pl.col("together", "of_issue", "of_other").cast(pl.Int64),
            expected=pl.col("of_issue") * pl.col("of_other") / max(total, 1),
            total=pl.lit(total, pl.Int64),
            kind=pl.lit(str(kind)),
        )
        .with_columns(lift=pl.col("together") / pl.col("expected"))
        .filter((pl.col("together") >= _SEEN_AT_LEAST) & (pl.col("lift") > 1))
        .select(
            "issue",
            "kind",
            "other",
            "together",
            "of_issue",
            "of_other",
            "total",
            "expected",
            "lift",
            "tickets",
            "tickets_of_other",
        )
    )
    return rows, tried
