"""What the cause may be, read from what agents wrote: statements that are alike, with the tickets that make them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from unticket.model.recurring_issue import Quote
from unticket.patterns.causes.statements import Statement, Tells, noted, statements
from unticket.patterns.evidence.exact import at_least_share

ALIKE = 0.35  # cosine of two statements' weighted words
_COMPARED_AT_MOST = 400  # statements of one issue
QUOTED_AT_MOST = 5
GIVEN_AT_MOST = 3
# A phrase that says "because" is the strongest sign of a cause; that something was "restarted" only hints at one.
_SIGN = {Tells.CAUSE: 1.0, Tells.STATE: 0.9, Tells.REPAIR: 0.5}
_TO_REQUESTER = 0.7  # what is written to the requester is polite first: notes among agents are preferred


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """Why an issue may happen, in an agent's own words, and who said the like. Never without a ticket."""

    text: str
    tells: Tells
    tickets: tuple[str, ...]  # keys of those whose notes say so, at least one
    noted: int  # tickets of the issue that carry any agent's note
    confidence: float  # at least this share of them, by Wilson's 95 % interval, weighed by how plainly it is said
    quotes: tuple[Quote, ...]


def hypotheses(groups: pl.DataFrame, notes: pl.DataFrame) -> dict[str, tuple[Hypothesis, ...]]:
    """For each issue with notes that tell anything at most `GIVEN_AT_MOST` causes, the best first, then the usual repair.

    `notes` are rows of NOTES. Time grows with the notes, not with their square: of one issue a bounded number is compared.
    """
    written = noted(groups, notes)
    noting = dict(written.group_by("issue").agg(pl.col("ticket").n_unique()).iter_rows())
    told: dict[str, list[Statement]] = {}
    for statement in statements(written):
        told.setdefault(statement.issue, []).append(statement)
    weights = _weights(told)
    found = {}
    for issue, all_of_it in told.items():
        kinds = [_hypothesis(alike, noting[issue]) for alike in _kinds(all_of_it[-_COMPARED_AT_MOST:], weights)]
        kinds.sort(key=lambda kind: -kind.confidence)  # stable: where notes are equal, the one that more are like comes first
        causes = [kind for kind in kinds if kind.tells > Tells.REPAIR][:GIVEN_AT_MOST]
        found[issue] = (*causes, *[kind for kind in kinds if kind.tells is Tells.REPAIR][:1])
    return found


def _weights(told: dict[str, list[Statement]]) -> dict[str, float]:
    """How much each word tells: the rarer over all statements, the more; a named state or action twice that."""
    count = Counter(word for of_issue in told.values() for statement in of_issue for word in statement.told)
    total = sum(map(len, told.values()))
    return {
        word: (1 + math.log((1 + total) / (1 + often))) * (2.0 if word.startswith("#") else 1.0)
        for word, often in count.items()
    }


def _kinds(told: Sequence[Statement], weights: dict[str, float]) -> Iterator[list[Statement]]:
    """`told` in groups of like ones, each with its most typical statement first, of those that tell most plainly."""
    alike = _alike(told, weights)
    near = alike >= ALIKE
    free = np.ones(len(told), dtype=bool)
    worth = np.array([_SIGN[one.tells] * (1.0 if one.internal else _TO_REQUESTER) for one in told])
    while free.any():
        reach = np.where(free, (near & free).sum(axis=1) * worth, -1.0)
        members = np.flatnonzero(near[int(reach.argmax())] & free)
        free[members] = False
        kind = [told[place] for place in members.tolist()]
        typical = alike[np.ix_(members, members)].sum(axis=1) * worth[members]
        yield [one for _, one in sorted(zip(-typical, kind, strict=True), key=lambda each: (-each[1].tells, each[0]))]


def _alike(told: Sequence[Statement], weights: dict[str, float]) -> NDArray[np.float64]:
    words = {word: place for place, word in enumerate(sorted({word for statement in told for word in statement.told}))}
    table = np.zeros((len(told), max(1, len(words))))
    for row, statement in enumerate(told):
        for word in statement.told:
            table[row, words[word]] = weights[word]
    lengths = np.linalg.norm(table, axis=1, keepdims=True)
    table /= np.where(lengths > 0, lengths, 1)
    alike: NDArray[np.float64] = table @ table.T
    np.fill_diagonal(alike, 1.0)
    return alike


def _hypothesis(alike: Sequence[Statement], noting: int) -> Hypothesis:
    telling = [one for one in alike if one.tells > Tells.REPAIR] or alike  # like words about a repair do not tell the cause
    by_ticket = {one.ticket: one for one in reversed(telling)}
    tickets = tuple(dict.fromkeys(one.ticket for one in telling))
    return Hypothesis(
        text=alike[0].text,
        tells=alike[0].tells,
        tickets=tickets,
        noted=noting,
        confidence=at_least_share(len(tickets), noting) * _SIGN[alike[0].tells],
        quotes=tuple(Quote(ticket=key, text=by_ticket[key].text) for key in tickets[:QUOTED_AT_MOST]),
    )
