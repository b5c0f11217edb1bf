"""Which group of today is which issue of yesterday: numbers stay with their tickets, and with what people said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from unticket.patterns.grouping.feedback import Feedback
from unticket.patterns.grouping.memory import number_of

_MOVED = pl.Schema({"key": pl.String(), "moved": pl.Int64()})
_CLAIM = 0.5  # of an issue's tickets that are still there, or of a group's tickets that were known: that is the same thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Feedback in numbers. `into`: each issue that was merged away → the one it is part of now."""

    into: Mapping[int, int]
    moved: Mapping[str, int]  # ticket → issue
    touched: frozenset[int]  # issues that must not vanish in another
    gathering: frozenset[int]  # issues that others were merged into: several groups may be theirs
    highest: int

    @property
    def split(self) -> frozenset[int]:
        """The issues that a person has moved tickets to."""
        return frozenset(self.moved.values())

    @classmethod
    def of(cls, feedback: Feedback) -> Wishes:
        """What is no issue id is passed over."""
        into = {
            number: target
            for issue in feedback.merged
            if (number := number_of(issue)) and (target := number_of(feedback.now(issue))) and target != number
        }
        moved = {key: target for key, issue in feedback.moved.items() if (target := number_of(feedback.now(issue)))}
        touched = frozenset(number for issue in feedback.touched if (number := number_of(issue)))
        named = [number_of(issue) or 0 for issue in (*feedback.merged, *feedback.merged.values(), *feedback.moved.values())]
        return cls(
            into=into,
            moved=moved,
            touched=touched,
            gathering=frozenset(into.values()),
            highest=max([0, *touched, *named]),
        )

    def moved_frame(self) -> pl.DataFrame:
        """(key, moved) of each ticket that a person has moved."""
        return pl.DataFrame({"key": list(self.moved), "moved": list(self.moved.values())}, schema=_MOVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """`number`: of each group that is known again. `divided`: groups that hold several issues which people keep apart."""

    number: Mapping[int, int]
    divided: Mapping[int, tuple[int, ...]]


def identity(placed: pl.DataFrame, wishes: Wishes) -> Identity:
    """Match groups to issues by the tickets that they share, the most shared first.

    `placed`: a row a ticket with `group` and `old`, the issue that it was in (0: new, or said nothing), merges followed.
    """
    known = placed.filter(pl.col("old") > 0)
    shared = known.group_by("group", "old").len("shared")
    shared = shared.with_columns(
        pl.col("shared").sum().over("group").alias("of_group"), pl.col("shared").sum().over("old").alias("of_issue")
    ).sort(["shared", "old", "group"], descending=[True, False, False])
    number: dict[int, int] = {}
    homes: dict[int, list[int]] = {}
    used: set[int] = set()
    settled: set[int] = set()
    for group, old, both, of_group, of_issue in shared.iter_rows():
        if old in wishes.touched and old not in settled:  # its home: where most of its tickets are
            settled.add(old)
            homes.setdefault(group, []).append(old)
        if group in number or (old in used and old not in wishes.gathering):
            continue
        if both >= _CLAIM * of_issue or both >= _CLAIM * of_group:
            number[group] = old
            used.add(old)
    split = wishes.split
    divided: dict[int, tuple[int, ...]] = {}
    for group, olds in homes.items():
        inside = list(dict.fromkeys([number[group], *olds] if group in number else olds))
        if split & set(olds):  # what a person took tickets out of stays, however little is left of it
            inside = list(dict.fromkeys([*inside, *known.filter(pl.col("group") == group)["old"].unique().sort()]))
        if len(inside) == 1:
            number[group] = inside[0]
        else:
            divided[group] = tuple(inside)
    return Identity(number=number, divided=divided)
