"""Duplicates and incidents: the tickets of a desk that tell of one thing at one time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import polars as pl

from unticket.patterns.duplicates.candidates import Pairs
from unticket.patterns.duplicates.evidence import evidence
from unticket.patterns.duplicates.judge import Judge
from unticket.patterns.duplicates.rows import Rows, in_order
from unticket.patterns.duplicates.standing import Standing
from unticket.patterns.duplicates.usual import Usual
from unticket.patterns.findings import DuplicateGroup
from unticket.patterns.grouping.feedback import Feedback
from unticket.patterns.likeness.likeness import Likeness

_BLOCK = 1_024  # tickets judged at a time
_NOTHING_SAID = Feedback()


def duplicates(
    tickets: pl.DataFrame, texts: pl.DataFrame, likeness: Likeness, *, feedback: Feedback = _NOTHING_SAID
) -> tuple[DuplicateGroup, ...]:
    """The groups of tickets that tell of one thing at one time, oldest first; the first ticket of each is no duplicate.

    `tickets` has the ticket table's columns, `texts` those of the text table, in any order; who has no opening time or no
    text is in no group. Time grows with the number of tickets, memory hardly. What people said of pairs (`feedback.same`,
    `feedback.different`) is kept to, and shifts how the others are judged.
    """
    found: list[DuplicateGroup] = []
    standing = _standing(tickets, texts, likeness, feedback, found)
    return tuple(sorted([*found, *standing.rest()], key=lambda group: (group.starts_at, group.tickets)))


def standing(
    tickets: pl.DataFrame,
    texts: pl.DataFrame,
    likeness: Likeness,
    *,
    feedback: Feedback = _NOTHING_SAID,
    ended: list[DuplicateGroup] | None = None,
) -> Standing:
    """What `place_duplicate` goes on from: as `duplicates`, and what is open at its end; `ended` gets the other groups."""
    return _standing(tickets, texts, likeness, feedback, [] if ended is None else ended)


def _standing(
    tickets: pl.DataFrame, texts: pl.DataFrame, likeness: Likeness, feedback: Feedback, found: list[DuplicateGroup]
) -> Standing:
    in_time = in_order(tickets, texts)
    usual = Usual.of(in_time, likeness)
    judge = _calibrated(in_time, usual, likeness, feedback)
    state = Standing(
        likeness=likeness, usual=usual, judge=judge, same=both_ways(feedback.same), different=both_ways(feedback.different)
    )
    for block in in_time.iter_slices(_BLOCK):
        found.extend(state.take(block))
    return state


def _calibrated(in_time: pl.DataFrame, usual: Usual, likeness: Likeness, feedback: Feedback) -> Judge:
    said = [(pair, True) for pair in sorted(feedback.same)] + [(pair, False) for pair in sorted(feedback.different)]
    if not said:
        return Judge()
    keys = {key for pair, _ in said for key in pair}
    told = in_time.with_row_index("place").filter(pl.col("key").is_in(keys))
    rows = Rows.read(told, likeness, places=told["place"].cast(pl.Int64).to_numpy())
    at = {key: row for row, key in enumerate(told["key"])}
    known = [(sorted((at[one], at[other])), same) for (one, other), same in said if one in at and other in at and one != other]
    if not known:
        return Judge()
    earlier, later = np.array([pair for pair, _ in known], dtype=np.int64).T
    alike = np.asarray(rows.features[earlier].multiply(rows.features[later]).sum(axis=1), dtype=np.float64).ravel()
    found = Pairs(earlier=earlier, later=later, alike=np.minimum(alike, 1.0))
    return Judge.calibrated(evidence(rows, found, usual), [same for _, same in known])


def both_ways(said: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Each ticket of some pairs with all that it stands in a pair with."""
    others: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in said:
        if one != other:
            others[one].add(other)
            others[other].add(one)
    return {key: frozenset(found) for key, found in others.items()}
