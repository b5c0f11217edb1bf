"""Which entry of the known-error register an issue is, by what its tickets say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from unticket.patterns.causes.pattern import CONCEPT, Term
from unticket.patterns.causes.register import KnownError, Register

NEEDED_SHARE = 0.5  # of an issue's tickets: more than that must match


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An issue and its known error, with the tickets that match it."""

    known_error: KnownError
    tickets: tuple[str, ...]  # keys
    share: float  # of the issue's tickets


def match(
    register: Register, groups: pl.DataFrame, texts: pl.DataFrame, *, needed_share: float = NEEDED_SHARE
) -> dict[str, Match]:
    """For each issue the entry that most of its tickets match, if more than `needed_share` of them do; others are left out.

    Where two entries match as many, the one whose patterns ask for more words is meant, then the earlier one. `texts` needs
    key, words and concepts.
    """
    hits = _hits(register, groups, texts)
    sizes = dict(groups.group_by("issue").len().iter_rows())
    found: dict[str, Match] = {}
    ranked = hits.group_by("issue", "entry").agg("key", pl.col("asked").max()).with_columns(count=pl.col("key").list.len())
    for issue, entry, keys, _, count in ranked.sort(
        ["issue", "count", "asked", "entry"], descending=[False, True, True, False]
    ).iter_rows():
        if issue not in found and count > needed_share * sizes[issue]:
            found[issue] = Match(known_error=register.entries[entry], tickets=tuple(sorted(keys)), share=count / sizes[issue])
    return found


def _hits(register: Register, groups: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """A row an entry and ticket that match: issue, key, entry (its place), asked (terms of the longest pattern met)."""
    terms = list(dict.fromkeys(term for _, _, term, _ in _terms(register)))
    said = _said(groups, texts, terms)
    vocabulary = said["word"].unique().to_list()
    filling = pl.DataFrame(
        [(number, word) for number, term in enumerate(terms) for word in term.among(vocabulary)],
        schema={"term": pl.Int32, "word": pl.String},
        orient="row",
    )
    filled = said.join(filling, on="word").select("key", "term").unique()
    places = pl.DataFrame(
        [(entry, pattern, terms.index(term), barred) for entry, pattern, term, barred in _terms(register)],
        schema={"entry": pl.Int32, "pattern": pl.Int32, "term": pl.Int32, "barred": pl.Boolean},
        orient="row",
    ).unique()
    asked = places.group_by("entry", "pattern").agg(asked=(~pl.col("barred")).sum())
    met = (
        filled.join(places, on="term")
        .group_by("key", "entry", "pattern")
        .agg(met=(~pl.col("barred")).sum(), spoilt=pl.col("barred").any())
        .join(asked, on=["entry", "pattern"])
        .filter((pl.col("met") == pl.col("asked")) & ~pl.col("spoilt"))
    )
    return met.group_by("key", "entry").agg(pl.col("asked").max()).join(groups.select("key", "issue"), on="key")


def _terms(register: Register) -> Iterator[tuple[int, int, Term, bool]]:
    """Entry, pattern, term, barred: all of the register."""
    for entry, known in enumerate(register.entries):
        for number, pattern in enumerate(known.patterns):
            for term in pattern.needed:
                yield entry, number, term, False
            for term in pattern.barred:
                yield entry, number, term, True


def _said(groups: pl.DataFrame, texts: pl.DataFrame, terms: Sequence[Term]) -> pl.DataFrame:
    """Those words (folded) and concepts ("@id") of each ticket that a term may ask for: key, word, each once."""
    words = sorted({word for term in terms for word in term.words})
    beginnings = sorted({beginning for term in terms for beginning in term.beginnings})
    asked = pl.col("word").is_in(words)
    if beginnings:
        asked |= pl.col("word").str.contains(f"^(?:{'|'.join(map(re.escape, beginnings))})")
    own = texts.lazy().join(groups.lazy().select("key"), on="key", how="semi")
    spoken = own.select("key", pl.col("words").alias("word")).explode("word").filter(asked)
    meant = (
        own.select("key", pl.col("concepts").alias("word")).explode("word").with_columns(word=pl.lit(CONCEPT) + pl.col("word"))
    )
    return pl.concat([spoken, meant.filter(asked)]).unique().collect()
