"""How many people an issue touched: the numbers that its tickets state, with their quotes, and who wrote."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

import polars as pl

from unticket.model.recurring_issue import People, Quote

_NO_SIZES: Mapping[str, int] = MappingProxyType({})


def people(
    groups: pl.DataFrame,
    tickets: pl.DataFrame,
    texts: pl.DataFrame,
    *,
    repeats: Collection[str] = (),
    sizes: Mapping[str, int] = _NO_SIZES,
) -> dict[str, People]:
    """The people of each issue. `tickets` needs key, opened_at and requester, `texts` key, stated and entities.

    Stated numbers are added up (at most so many: the same people may be meant twice) beside the largest of them (at least
    so many); a number that one ticket says twice counts once. `repeats` are tickets in which the same person asks again:
    their numbers were told before. `sizes`: how many people an entity ("class 10a") is known to hold.
    """
    placed = groups.select("key", "issue").join(tickets.select("key", "opened_at", "requester"), on="key", how="left")
    told = _told(placed.filter(~pl.col("key").is_in(list(repeats))), texts)
    wrote = dict(_wrote(placed).iter_rows())
    known = _known(placed, texts, sizes)
    return {
        issue: People(
            stated=sum(counts),
            at_least=max(counts, default=0),
            open_ended=any(more) or len(set(keys)) > 1,
            quotes=tuple(Quote(ticket=key, text=quote) for key, quote in zip(keys, quotes, strict=True)),
            requesters=wrote[issue],
            known=known.get(issue),
        )
        for issue, keys, counts, more, quotes in _by_issue(placed, told)
    }


def _told(placed: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """A row a stated number, oldest ticket first: key, issue, count, open_ended, quote."""
    return (
        placed.join(texts.select("key", "stated"), on="key")
        .filter(pl.col("stated").list.len() > 0)
        .sort("opened_at", "key")
        .explode("stated")
        .unnest("stated")
        .with_columns(pl.col("open_ended").any().over("key", "count"))
        .unique(["key", "count"], keep="first", maintain_order=True)
    )


def _by_issue(placed: pl.DataFrame, told: pl.DataFrame) -> list[tuple[str, list[str], list[int], list[bool], list[str]]]:
    listed = told.group_by("issue").agg("key", "count", "open_ended", "quote")
    every = placed.select(pl.col("issue").unique()).join(listed, on="issue", how="left")
    return [(issue, *(part or [] for part in parts)) for issue, *parts in every.iter_rows()]


def _wrote(placed: pl.DataFrame) -> pl.DataFrame:
    """Distinct requesters; tickets whose requester nobody knows count as one person where no other wrote."""
    return placed.group_by("issue").agg(pl.col("requester").drop_nulls().n_unique().clip(1))


def _known(placed: pl.DataFrame, texts: pl.DataFrame, sizes: Mapping[str, int]) -> dict[str, int]:
    if not sizes:
        return {}
    table = pl.DataFrame(
        {"entities": list(sizes), "size": list(sizes.values())}, schema={"entities": pl.String, "size": pl.Int64}
    )
    named = placed.join(texts.select("key", "entities"), on="key").explode("entities").select("issue", "entities").unique()
    return dict(named.join(table, on="entities").group_by("issue").agg(pl.col("size").sum()).iter_rows())
