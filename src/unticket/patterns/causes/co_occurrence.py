"""What comes together with an issue more often than chance lets it: a tag, a thing named in texts, another issue's days."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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
    expected: float  # by chance
    lift: float  # how many times that
    q: float  # the share of false claims among those as strong as this
    tickets: tuple[str, ...]  # keys, at most `_KEYS_AT_MOST`


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
    compared = pl.concat(
        [
            _with_things(placed, tags, Kind.TAG),
            _with_things(placed, entities, Kind.ENTITY),
            _on_days(placed, tickets, timezone),
        ]
    )
    p = over_represented(*(compared[name].to_numpy() for name in ("together", "of_issue", "of_other", "total")))
    claimed = (
        compared.with_columns(q=pl.Series(q_values(p), dtype=pl.Float64))
        .filter(pl.col("q") <= CLAIMED_FROM)
        .sort("q", "lift", "issue", "other", descending=[False, True, False, False])
    )
    columns = ("issue", "kind", "other", "together", "expected", "lift", "q", "tickets")
    return tuple(
        CoOccurrence(
            issue=issue, kind=Kind(kind), other=other, together=both, expected=expected, lift=lift, q=q, tickets=tuple(keys)
        )
        for issue, kind, other, both, expected, lift, q, keys in claimed.select(columns).iter_rows()
    )


def _with_things(placed: pl.DataFrame, things: pl.DataFrame, kind: Kind) -> pl.DataFrame:
    """An issue and a thing that stands on its tickets, against the thing's share of all tickets."""
    on_tickets = placed.join(things.unique(), on="key")
    return _compared(on_tickets, placed.group_by("issue").len("of_issue"), placed.height, kind)


def _on_days(placed: pl.DataFrame, tickets: pl.DataFrame, timezone: str) -> pl.DataFrame:
    """Two issues that come on the same local days."""
    zone(timezone)
    day = pl.col("opened_at").dt.convert_time_zone(timezone).dt.date().alias("day")
    days = placed.join(tickets.select("key", day), on="key")
    largest = days.group_by("issue").len().sort("len", "issue", descending=[True, False]).head(_ISSUES_AT_MOST)
    seen = days.join(largest, on="issue", how="semi").group_by("issue", "day").agg(pl.col("key").first()).sort("issue", "day")
    pairs = seen.join(seen.select("day", pl.col("issue").alias("other")), on="day").filter(pl.col("issue") < pl.col("other"))
    total = days["day"].n_unique()
    of_issue = seen.group_by("issue").len("of_issue")
    return _compared(pairs, of_issue, total, Kind.ISSUE, of_other=of_issue.rename({"issue": "other", "of_issue": "of_other"}))


def _compared(
    pairs: pl.DataFrame, of_issue: pl.DataFrame, total: int, kind: Kind, *, of_other: pl.DataFrame | None = None
) -> pl.DataFrame:
    others = pairs.group_by("other").len("of_other") if of_other is None else of_other
    return (
        pairs.sort("key")
        .group_by("issue", "other", maintain_order=True)
        .agg(pl.len().alias("together"), pl.col("key").head(_KEYS_AT_MOST).alias("tickets"))
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
        .select("issue", "kind", "other", "together", "of_issue", "of_other", "total", "expected", "lift", "tickets")
    )
