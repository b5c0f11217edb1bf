"""What is remembered goes through bytes unharmed, and harm is seen."""

from __future__ import annotations

import pytest

from unticket.patterns.grouping.group import group
from unticket.patterns.grouping.memory import Memory, issue_id, number_of
from unticket.patterns.grouping.place import place

NEW = ("Lesson 3 video is stuck", "<p>The lesson 3 video keeps buffering again.</p>")


def test_a_memory_read_back_places_as_the_one_that_was_kept(desk, week) -> None:
    kept = group(*desk(week)).memory
    content = kept.to_bytes()
    back = Memory.from_bytes(content)
    assert back is not None
    assert back.to_bytes() == content
    new = desk([NEW] * 9)[1].tail(1)
    assert place(back, new).issues.equals(place(kept, new).issues)
    assert back.labels == kept.labels


@pytest.mark.parametrize(
    "harm", [lambda b: b[:-1], lambda b: b[:20], lambda b: b"", lambda b: b[:90] + b"\x01" + b[91:], lambda b: b + b"x"]
)
def test_a_damaged_memory_is_told_from_a_good_one(desk, week, harm) -> None:
    assert Memory.from_bytes(harm(group(*desk(week)).memory.to_bytes())) is None


def test_a_memory_of_another_version_is_found_afresh(desk, week) -> None:
    content = group(*desk(week)).memory.to_bytes()
    assert Memory.from_bytes(content[:16] + b"\xff" + content[17:]) is None


@pytest.mark.parametrize("wrong", ["", "P", "P-1", "12", "Px", "P1.5", "P²", "P" + "9" * 30])
def test_what_is_no_issue_id_is_none(wrong) -> None:
    assert number_of(wrong) is None


def test_ids_and_numbers_go_together() -> None:
    assert (issue_id(12), number_of("P12"), issue_id(0)) == ("P12", 12, "")
