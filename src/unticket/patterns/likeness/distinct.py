"""Each different thing said, once: repeats of a text cost nothing but a row."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import polars as pl

_APART = "\x1f"
_NOTHING = 3  # bytes: what stands between the parts
_WITHOUT_DIGIT = pl.element().filter(~pl.element().str.contains(r"\d"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Distinct:
    """`texts`: a row of the text table for each different thing said, in an order that depends on what is said alone.

    `places`: (key, place) of each ticket that says something; `place` is a row of `texts`.
    """

    texts: pl.DataFrame
    places: pl.DataFrame

    @property
    def sizes(self) -> pl.Series:
        """How many tickets say each of them."""
        counted = self.places.group_by("place").len().sort("place")
        return counted["len"]


def distinct(texts: pl.DataFrame) -> Distinct:
    """Collapse `texts` (columns of the text table) by their folded words, concepts and entities, whatever their order.

    Tickets without a word, concept or entity are left out. The order is that of a hash of what is said: as good as drawn by
    lot, the same in every run, and a ticket more or less moves no other.
    """
    said = texts.with_columns(_bag(texts).alias("bag")).filter(pl.col("bag").str.len_bytes() > 0)
    bags = said.select("bag").unique()
    marks = [hashlib.blake2b(bag.encode("utf-8", "replace"), digest_size=8).hexdigest() for bag in bags["bag"]]
    order = bags.with_columns(pl.Series("mark", marks, dtype=pl.String)).sort("mark").with_row_index("place")
    placed = said.join(order.select("bag", pl.col("place").cast(pl.Int64)), on="bag", how="left", maintain_order="left")
    first = placed.sort("place", "key").unique("place", keep="first", maintain_order=True)
    return Distinct(texts=first.drop("bag", "place"), places=placed.select("key", "place"))


def _bag(texts: pl.DataFrame) -> pl.Series:
    """What a text says, as one string. Words with a digit are left out beside others: entities keep those that name a thing,
    and what is left are counters, times and codes, by which copies of one text are made to differ."""
    told = texts.select(
        *(_joined(pl.col(name).fill_null([]).list.eval(_WITHOUT_DIGIT)).alias(name) for name in ("subject_words", "words")),
        *(_joined(pl.col(name).fill_null([])).alias(name) for name in ("concepts", "entities")),
        _joined(pl.col("words").fill_null([])).alias("all"),
    )
    bare = pl.concat_str(["subject_words", "words", "concepts", "entities"], separator=_APART)
    return told.select(pl.when(bare.str.len_bytes() > _NOTHING).then(bare).otherwise(pl.col("all"))).to_series()


def _joined(words: pl.Expr) -> pl.Expr:
    return words.list.unique().list.sort().list.join(" ")
