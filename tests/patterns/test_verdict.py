"""What a person said last is what holds, and it can be taken back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from unticket.patterns.grouping.feedback import Feedback
from unticket.patterns.verdict import DIFFERENT, SAME, YES, Verdict, VerdictKind, feedback_of, pair


def said(kind: VerdictKind, subject: str, value: str, other: str = "") -> Verdict:
    return Verdict(
        kind=kind, subject=subject, other=other, value=value, said_by="Ada", said_at=datetime(2026, 2, 23, tzinfo=UTC)
    )


ALL = (
    said(VerdictKind.NAME, "P1", "Video"),
    said(VerdictKind.OWNER, "P1", "Theo"),
    said(VerdictKind.MERGE, "P2", "P1"),
    said(VerdictKind.MOVE, "odoo:1", "P3"),
    said(VerdictKind.PIN, "P1", YES),
    said(VerdictKind.MUTE, "P4", YES),
    said(VerdictKind.PAIR, "odoo:1", SAME, "odoo:2"),
    said(VerdictKind.PAIR, "odoo:1", DIFFERENT, "odoo:3"),
)


def test_everything_that_can_be_said_holds() -> None:
    assert feedback_of(ALL) == Feedback(
        names={"P1": "Video"},
        owners={"P1": "Theo"},
        merged={"P2": "P1"},
        moved={"odoo:1": "P3"},
        pinned=frozenset({"P1"}),
        muted=frozenset({"P4"}),
        same=frozenset({("odoo:1", "odoo:2")}),
        different=frozenset({("odoo:1", "odoo:3")}),
    )


def test_the_last_word_counts() -> None:
    later = (said(VerdictKind.NAME, "P1", "Lesson 3"), said(VerdictKind.PAIR, "odoo:1", DIFFERENT, "odoo:2"))
    found = feedback_of([*ALL, *later])
    assert found.names == {"P1": "Lesson 3"}
    assert (found.same, ("odoo:1", "odoo:2") in found.different) == (frozenset(), True)


@pytest.mark.parametrize("one", ALL, ids=lambda one: f"{one.kind} {one.value}")
def test_an_empty_word_takes_back_what_was_said_of_that_and_nothing_else(one: Verdict) -> None:
    taken = feedback_of([*ALL, said(one.kind, one.subject, "", one.other)])
    assert taken == feedback_of([other for other in ALL if other is not one])


def test_a_pair_is_the_same_pair_from_either_side() -> None:
    assert pair("odoo:2", "odoo:1") == pair("odoo:1", "odoo:2") == ("odoo:1", "odoo:2")
