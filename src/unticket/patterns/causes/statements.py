"""What agents' notes tell: sentences that name a cause, and sentences that name what was done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import polars as pl

from unticket.patterns.causes.cues import ASKS, TELLS_CAUSE, TELLS_NOTHING, actions_in, states_in, words_in
from unticket.patterns.text.folding import fold

NOTED_AT_MOST = 200  # tickets read of one issue, the latest
_SENTENCES_AT_MOST = 12  # of one note
_SENTENCE = re.compile(r"[^.!?;\n]+(?:[.!?](?!\s|$)[^.!?;\n]+)*[.!?]?")
_LONGEST = 240
_REMEMBERED = 50_000  # sentences: agents write the same ones again and again


class Tells(IntEnum):
    """How plainly a sentence tells why: the higher, the plainer."""

    REPAIR = 1  # only what was done
    STATE = 2  # in which state something was
    CAUSE = 3  # with a phrase that means "because"


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of an agent on a ticket. `told` is what two of them are compared by."""

    issue: str
    ticket: str
    text: str  # as it was written, at most `_LONGEST` characters
    tells: Tells
    internal: bool  # a note among agents, not an answer to the requester
    actions: tuple[str, ...]
    told: frozenset[str]


def noted(groups: pl.DataFrame, notes: pl.DataFrame) -> pl.DataFrame:
    """What agents wrote on each issue's tickets: issue, ticket, text, internal, of at most `NOTED_AT_MOST` tickets an issue."""
    written = notes.filter(pl.col("by_agent") & (pl.col("text").str.len_chars() > 0)).join(
        groups.select(pl.col("key").alias("ticket"), "issue"), on="ticket"
    )
    latest = (
        written.group_by("issue", "ticket")
        .agg(pl.col("posted_at").max())
        .sort("posted_at", "ticket", descending=True)
        .group_by("issue")
        .head(NOTED_AT_MOST)
    )
    return (
        written.join(latest.select("issue", "ticket"), on=["issue", "ticket"], how="semi")
        .sort("posted_at", "ticket", "text")
        .select("issue", "ticket", "text", "internal")
    )


def statements(written: pl.DataFrame) -> Iterator[Statement]:
    """The sentences of `noted` texts that tell a cause or a repair, each once a ticket."""
    seen: set[tuple[str, str]] = set()
    for issue, ticket, text, internal in written.iter_rows():
        for found in islice(_SENTENCE.finditer(text), _SENTENCES_AT_MOST):
            sentence = _cut(" ".join(found[0].split()))
            read = _read(sentence)
            if read is not None and (ticket, sentence) not in seen:
                seen.add((ticket, sentence))
                yield Statement(issue, ticket, sentence, read.tells, internal, read.actions, read.told)


class _Read(NamedTuple):
    tells: Tells
    actions: tuple[str, ...]
    told: frozenset[str]


@lru_cache(maxsize=_REMEMBERED)
def _read(sentence: str) -> _Read | None:
    """What a sentence tells; None where it tells nothing."""
    folded = fold(sentence)
    if sentence.endswith("?") or TELLS_NOTHING.search(folded):
        return None
    actions, states = actions_in(folded), states_in(folded)
    if TELLS_CAUSE.search(folded):
        tells = Tells.CAUSE
    elif states and not ASKS.match(folded):
        tells = Tells.STATE
    elif actions:
        tells = Tells.REPAIR
    else:
        return None
    return _Read(tells, actions, words_in(folded).union(f"#{name}" for name in (*states, *actions)))


def _cut(sentence: str) -> str:
    if len(sentence) <= _LONGEST:
        return sentence
    return sentence[:_LONGEST].rsplit(" ", 1)[0] + " …"
