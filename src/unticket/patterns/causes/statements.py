"""What agents' notes tell: sentences that name a cause, and sentences that name what was done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import polars as pl

from unticket.patterns.causes.cues import ASKS, STATES, TELLS_CAUSE, TELLS_NOTHING, actions_in, told_by
from unticket.patterns.text.folding import fold

NOTED_AT_MOST = 200  # tickets read of one issue, the latest
_SENTENCES_AT_MOST = 12  # of one note
_SENTENCE = re.compile(r"[^.!?;\n]+(?:[.!?](?!\s|$)[^.!?;\n]+)*[.!?]?")
_LONGEST = 240


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
        .sort("posted_at", "ticket")
        .select("issue", "ticket", "text", "internal")
    )


def statements(written: pl.DataFrame) -> Iterator[Statement]:
    """The sentences of `noted` texts that tell a cause or a repair, each once a ticket."""
    seen: set[tuple[str, str]] = set()
    for issue, ticket, text, internal in written.iter_rows():
        for found, _ in zip(_SENTENCE.finditer(text), range(_SENTENCES_AT_MOST), strict=False):
            sentence = " ".join(found[0].split())
            folded = fold(sentence)
            if (ticket, folded) in seen or (statement := _statement(issue, ticket, sentence, folded, internal)) is None:
                continue
            seen.add((ticket, folded))
            yield statement


def _statement(issue: str, ticket: str, sentence: str, folded: str, internal: bool) -> Statement | None:
    if sentence.endswith("?") or TELLS_NOTHING.search(folded):
        return None
    actions = actions_in(folded)
    if TELLS_CAUSE.search(folded):
        tells = Tells.CAUSE
    elif not ASKS.match(folded) and any(cue.search(folded) for cue in STATES.values()):
        tells = Tells.STATE
    elif actions:
        tells = Tells.REPAIR
    else:
        return None
    return Statement(
        issue=issue,
        ticket=ticket,
        text=_cut(sentence),
        tells=tells,
        internal=internal,
        actions=actions,
        told=told_by(folded),
    )


def _cut(sentence: str) -> str:
    if len(sentence) <= _LONGEST:
        return sentence
    return sentence[:_LONGEST].rsplit(" ", 1)[0] + " …"
