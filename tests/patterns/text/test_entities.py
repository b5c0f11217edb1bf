"""Numbered things have one name in both languages, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unticket.patterns.text.entities import entities
from unticket.patterns.text.folding import fold
from unticket.patterns.text.tokens import tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the video of lesson 3", "lesson 3"),
        ("Lesson-3 video", "lesson 3"),
        ("lesson #3", "lesson 3"),
        ("lesson number 3", "lesson 3"),
        ("lesson three", "lesson 3"),
        ("lesson3.mp4", "lesson 3"),
        ("video bài 3", "lesson 3"),
        ("bài học số 3", "lesson 3"),
        ("bài giảng 3", "lesson 3"),
        ("bài ba", "lesson 3"),
        ("room 304", "room 304"),
        ("phòng 304", "room 304"),
        ("phòng B204", "room b204"),
        ("error 502", "error 502"),
        ("502 Bad Gateway", "error 502"),
        ("404 not found", "error 404"),
        ("lỗi 502", "error 502"),
        ("error 0x80070005", "error 0x80070005"),
        ("HTTP 503", "error 503"),
        ("class 10A", "class 10a"),
        ("lớp 10A2", "class 10a2"),
        ("students of class B", "class b"),
        ("grade 10", "grade 10"),
        ("khối 12", "grade 12"),
        ("week 5", "week 5"),
        ("tuần 5", "week 5"),
        ("course MATH101", "math101"),
        ("toà nhà B", "building b"),
    ],
)
def test_a_numbered_thing_is_found(text: str, expected: str) -> None:
    assert entities(tokens(text)) == (expected,)


@pytest.mark.parametrize(
    ("text", "expected"), [("phong 304", "room 304"), ("bai 3", "lesson 3"), ("lop 10a", "class 10a"), ("loi 502", "error 502")]
)
def test_it_is_found_without_tone_marks(text: str, expected: str) -> None:
    assert entities(tokens(text)) == (expected,)


@pytest.mark.parametrize(
    "text",
    [
        "the last lesson",
        "bài sau",
        "room for 30 people",
        "year 2026",
        "error: cannot log in",
        "lesson. 3 students",
        "class of 30",
        "bãi 3",
        "a class",
    ],
)
def test_what_has_no_number_is_none(text: str) -> None:
    assert entities(tokens(text)) == ()


def test_each_is_told_once_in_order() -> None:
    assert entities(tokens("room 304, lesson 3, then ROOM 304 and bài 3")) == ("room 304", "lesson 3")


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 9999), st.sampled_from(["room {}", "phòng {}", "Phòng  {}", "phòng số {}", "room-{}"]))
def test_another_number_is_another_thing(number: int, text: str) -> None:
    written = text.format(number)
    assert entities(tokens(written)) == entities(tokens(fold(written))) == (f"room {number}",)
