"""What is found where nobody has said anything, against what people said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from unticket.patterns.duplicates.duplicates import duplicates
from unticket.patterns.evaluate.agreement import Agreement, agreement
from unticket.patterns.evaluate.estimate import Proportion
from unticket.patterns.grouping.feedback import Feedback
from unticket.patterns.grouping.group import group
from unticket.patterns.likeness.likeness import Likeness


@dataclass(frozen=True, slots=True, kw_only=True)
class Unaided:
    """The groups of a run that knows of no earlier one and of nobody's word."""

    issues: Mapping[str, str]  # ticket → issue, "" for none; their numbers are not those of the house
    duplicates: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordOfPeople:
    """How often a run without it agrees. What people correct is what went wrong: these figures are lower than those of all."""

    same: Proportion  # of the pairs said to tell of one thing, those found in one group of duplicates
    different: Proportion  # of the pairs said not to, those kept apart
    moved: Proportion  # of the tickets moved to an issue, those most of whose companions stand in it
    among_moved: Agreement | None  # of the moved tickets with each other; None: fewer than two


def unaided(tickets: pl.DataFrame, texts: pl.DataFrame) -> Unaided:
    """Group `tickets` (columns of the ticket table) from their `texts` (the text table) alone."""
    grouping = group(tickets, texts)
    told = duplicates(tickets, texts, grouping.memory.likeness or Likeness.fit(texts))
    return Unaided(
        issues=dict(grouping.issues.select("key", "issue").iter_rows()),
        duplicates=tuple(each.tickets for each in told),
    )


def against_people(feedback: Feedback, found: Unaided, standing: Mapping[str, str], *, seed: int = 0) -> WordOfPeople:
    """`standing` says in which issue each ticket is now, with people's word. Tickets that are no more are not judged."""
    place = {key: number for number, keys in enumerate(found.duplicates) for key in keys}
    moved = [key for key in feedback.moved if key in found.issues and key in standing]
    return WordOfPeople(
        same=_together(feedback.same, place, found),
        different=_apart(feedback.different, place, found),
        moved=_among_companions(moved, found.issues, standing),
        among_moved=agreement(
            [feedback.now(feedback.moved[key]) for key in moved], [found.issues[key] for key in moved], seed=seed
        )
        if len(moved) > 1
        else None,
    )


def _together(pairs: Iterable[tuple[str, str]], place: Mapping[str, int], found: Unaided) -> Proportion:
    judged = [(one, other) for one, other in pairs if one in found.issues and other in found.issues]
    return Proportion(sum(one in place and place[one] == place.get(other) for one, other in judged), len(judged))


def _apart(pairs: Iterable[tuple[str, str]], place: Mapping[str, int], found: Unaided) -> Proportion:
    together = _together(pairs, place, found)
    return Proportion(together.cases - together.hits, together.cases)


def _among_companions(moved: Sequence[str], found: Mapping[str, str], standing: Mapping[str, str]) -> Proportion:
    """A ticket alone is right where its issue has no other ticket."""
    both = Counter((found[key], issue) for key, issue in standing.items() if key in found)
    size, issue_size = Counter(found.values()), Counter(standing.values())

    def right(key: str) -> bool:
        companions = size[found[key]] - 1 if found[key] else 0
        if not companions:
            return issue_size[standing[key]] == 1
        return 2 * (both[found[key], standing[key]] - 1) > companions

    return Proportion(sum(map(right, moved)), len(moved))
