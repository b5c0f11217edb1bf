"""Which one it is about: lesson 3, room 304, error 502, class 10A, under one name in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from unticket.patterns.text.spoken_numbers import number_at
from unticket.patterns.text.tokens import Tokens, may_be, tokens

# What is numbered, as it is said → its name. With tone marks, for texts that have them.
_KINDS = {
    "lesson": ("lesson", "lessons", "lecture", "bài", "bài học", "bài giảng", "bài tập", "tiết"),
    "unit": ("unit", "units"),
    "chapter": ("chapter", "chương"),
    "module": ("module", "mô đun"),
    "week": ("week", "tuần"),
    "quiz": ("quiz", "test"),
    "question": ("question", "câu", "câu hỏi"),
    "assignment": ("assignment", "homework"),
    "room": ("room", "rm", "classroom", "lab", "phòng", "phòng học", "phòng máy", "phòng họp"),
    "building": ("building", "block", "toà", "tòa", "toà nhà", "tòa nhà", "dãy", "khu"),
    "floor": ("floor", "tầng", "lầu"),
    "class": ("class", "lớp"),
    "grade": ("grade", "year", "khối"),
    "error": ("error", "error code", "code", "status", "status code", "http", "lỗi", "mã lỗi", "exception"),
    "version": ("version", "phiên bản"),
    "printer": ("printer", "máy in"),
    "computer": ("computer", "pc", "máy", "máy số", "workstation"),
    "gate": ("gate", "cổng"),
    "bus": ("bus", "route", "xe", "tuyến"),
    "semester": ("semester", "term", "học kỳ", "học kì", "kỳ"),
}
_BETWEEN = frozenset({"no", "number", "nr", "so", "#", "-", "thu"})
_VALUE = re.compile(r"^(?:\d{1,5}[a-z]{0,2}\d{0,2}|[a-z]{1,2}\d{1,4}|\d+(?:\.\d+)+|0x[0-9a-f]{3,10})$")
_JOINED = re.compile(r"^(lesson|unit|chapter|week|quiz|room|class|grade|bai|lop|phong|tuan|error|loi)(\d{1,4}[a-z]?\d?)$")
_LETTER_VALUE = frozenset({"class", "building", "gate"})  # class A, building B
_SPELLED_OUT = frozenset({"lesson", "unit", "chapter", "week", "module"})  # lesson three, bài ba
_MOST_SPELLED = 20
_COURSE = re.compile(r"^[A-Z]{2,5}\d{2,4}[A-Z]?$")
_STATUS = re.compile(r"^[45]\d\d$")
_AFTER_STATUS = frozenset({"bad", "not", "forbidden", "service", "internal", "gateway", "error", "unauthorized", "loi"})

_SAID = {tuple(tokens(said).folded): (kind, said) for kind, all_said in _KINDS.items() for said in all_said}
_FIRST_WORDS = frozenset(words[0] for words in _SAID)
_NUMBERED = {said.replace(" ", ""): kind for kind, all_said in _KINDS.items() for said in all_said if said.isascii()} | {
    "bai": "lesson", "lop": "class", "phong": "room", "tuan": "week", "loi": "error",
}  # fmt: skip


def entities(text: Tokens) -> tuple[str, ...]:
    """The numbered things of `text`, folded, in its order, each once."""
    return tuple(dict.fromkeys(_all(text)))


def _all(text: Tokens) -> Iterator[str]:
    folded = text.folded
    for place, word in enumerate(folded):
        if word in _FIRST_WORDS and (found := _kind_at(text, place)) is not None:
            kind, after = found
            value = _value_at(text, after, kind)
            if value:
                yield f"{kind} {value}"
        elif word[-1].isdigit() or word[0].isdigit():
            if joined := _JOINED.match(word):
                yield f"{_NUMBERED[joined[1]]} {joined[2]}"
            elif _is_an_error(folded, place):
                yield f"error {word}"
            elif _COURSE.match(text.written[place]):
                yield word


def _is_an_error(folded: Sequence[str], place: int) -> bool:
    """A number that is an error's by itself: "502 bad gateway", "0x80070005"."""
    if _STATUS.match(folded[place]):
        return place + 1 < len(folded) and folded[place + 1] in _AFTER_STATUS
    return folded[place].startswith("0x") and bool(_VALUE.match(folded[place]))


def _kind_at(text: Tokens, place: int) -> tuple[str, int] | None:
    for length in (2, 1):
        words = tuple(text.folded[place : place + length])
        if len(words) == length and words in _SAID:
            kind, said = _SAID[words]
            if _written_alike(text.written[place : place + length], said.split()):
                return kind, place + length
    return None


def _written_alike(seen: Sequence[str], said: Sequence[str]) -> bool:
    return all(word.isascii() or may_be(word, meant) for word, meant in zip(seen, said, strict=True))


def _value_at(text: Tokens, place: int, kind: str) -> str:
    folded = text.folded
    while place < len(folded) and folded[place] in _BETWEEN:
        place += 1
    if place >= len(folded):
        return ""
    word = folded[place]
    if _VALUE.match(word):
        return "" if kind == "grade" and len(word) > 2 else word  # "year 2026" is no grade
    if kind in _LETTER_VALUE and len(word) == 1 and text.written[place].isupper():
        return word
    if kind in _SPELLED_OUT and word in ("one", "mot"):
        return "1"
    number = number_at(text, place) if kind in _SPELLED_OUT else None
    return str(number.count) if number and number.count <= _MOST_SPELLED else ""
