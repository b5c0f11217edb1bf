"""Why tickets belong to one issue: what each shares with the ticket that is most typical of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from unticket.model.recurring_issue import RecurringIssue
from unticket.patterns.findings import DuplicateGroup
from unticket.patterns.grouping.feedback import Feedback
from unticket.patterns.likeness.likeness import Likeness


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What ties one ticket to its issue."""

    ticket: str  # key
    alike: float  # to the most typical ticket, 0..1
    words: tuple[str, ...]  # that both have, the strongest first
    by_person: bool = False  # a person put it here


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why an issue's tickets belong together, and which of them tell of one thing at one time."""

    issue: RecurringIssue
    typical: str  # key
    ties: tuple[Tie, ...]  # in the order of the issue's tickets
    duplicates: tuple[DuplicateGroup, ...]


def explain(
    issue: RecurringIssue,
    texts: pl.DataFrame,
    likeness: Likeness,
    *,
    duplicates: Sequence[DuplicateGroup] = (),
    feedback: Feedback,
) -> Explanation:
    """Explain `issue` by its `texts` (columns of the text table). The typical ticket is the nearest to the middle of all."""
    rows = pl.DataFrame({"key": issue.tickets}).join(texts, on="key", how="inner", maintain_order="left")
    features = likeness.features(rows)
    middle = np.asarray(features.sum(axis=0)).ravel()
    typical = int(np.argmax(features @ middle))
    alike = np.asarray((features @ features[typical].T).todense()).ravel()
    told = rows.row(typical, named=True)
    keys = set(issue.tickets)
    return Explanation(
        issue=issue,
        typical=told["key"],
        ties=tuple(
            Tie(
                ticket=row["key"],
                alike=min(1.0, float(near)),
                words=likeness.shared(row, told),
                by_person=row["key"] in feedback.moved,
            )
            for row, near in zip(rows.iter_rows(named=True), alike, strict=True)
        ),
        duplicates=tuple(group for group in duplicates if not keys.isdisjoint(group.tickets)),
    )
