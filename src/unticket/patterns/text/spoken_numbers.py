"""Numbers as they are said: in figures, in words, as ranges, in English and Vietnamese."""

from __future__ import annotations

import re
from dataclasses import dataclass

from unticket.patterns.text.folding import fold
from unticket.patterns.text.tokens import Tokens, may_be

_SPELLED = {
    word: number
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
        "nineteen twenty".split(),
        start=2,
    )
} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "dozen": 12,
    "hundred": 100,
}
_UNITS = _SPELLED | {"one": 1}
# "one" and "một" are articles as often as numbers: who writes of one teacher states no count.
_DEM = {
    "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip
_DEM_FOLDED = {fold(word): word for word in _DEM}
_DEM_DOUBTFUL = frozenset({"nam", "sau", "bay", "tam"})  # male, after, this, temporary: numbers only where they are marked so
_RANGE = frozenset({"-", "–", "to", "den", "toi", "or", "hoac"})
_GROUPED = re.compile(r"^[1-9]\d{0,2}([.,]\d{3})+$")
_PAIR = re.compile(r"^(\d),(\d)$")
VAGUE = {"dozens": 24, "hundreds": 200, "thousands": 2000, "scores": 40}
BEGINS = frozenset({"a", "half", *_SPELLED, *_DEM_FOLDED, *VAGUE})


@dataclass(frozen=True, slots=True)
class Number:
    """A number from word `first` to word `last`; `open_ended`: at least so many."""

    count: int
    open_ended: bool
    first: int
    last: int  # word


def number_at(text: Tokens, place: int) -> Number | None:
    """The number that begins with the word at `place`: one, or a range of two of which the lower is at least meant."""
    folded = text.folded
    first = _one_number(text, place)
    if first is None:
        return None
    count, last = first
    open_ended = text.written[last].endswith("+")
    after = last + 1
    if (
        after + 1 < len(folded)
        and folded[after] in _RANGE
        and (second := _one_number(text, after + 1)) is not None
        and second[0] > count
    ):
        return Number(count, True, place, second[1])
    if folded[after : after + 2] == ["or", "more"]:
        return Number(count, True, place, after + 1)
    if pair := _PAIR.match(text.written[place]):
        return Number(int(pair[1]), True, place, place) if int(pair[2]) == int(pair[1]) + 1 else None
    return Number(count, open_ended, place, last)


def _one_number(text: Tokens, place: int) -> tuple[int, int] | None:
    """A number in figures or in words, and its last word."""
    word, folded = text.folded[place], text.folded
    if word.isdecimal() and word.isascii():
        return (int(word), place) if len(word) <= 6 else None
    written = text.written[place]
    if _GROUPED.match(written):
        return int(re.sub("[.,]", "", written)), place
    if _PAIR.match(written):
        return int(written[0]), place
    if word in VAGUE:
        return VAGUE[word], place
    if word in _SPELLED and written.isascii():
        return _english_number(folded, place)
    if word in ("a", "half") and (after := "".join(folded[place + 1 : place + 2])) in ("dozen", "couple", "hundred"):
        return {"dozen": 12, "couple": 2, "hundred": 100}[after], place + 1
    if word in _DEM_FOLDED:
        return _vietnamese_number(text, place)
    return None


def _english_number(folded: list[str], place: int) -> tuple[int, int]:
    count, last = _SPELLED[folded[place]], place
    after = folded[place + 1] if place + 1 < len(folded) else ""
    if after in ("hundred", "dozen"):
        return count * _SPELLED[after], place + 1
    if count >= 20 and count % 10 == 0 and count < 100:
        unit = folded[place + 2] if after == "-" and place + 2 < len(folded) else after
        if 1 <= _UNITS.get(unit, 0) <= 9:
            return count + _UNITS[unit], place + (2 if after == "-" else 1)
    return count, last


def _vietnamese_number(text: Tokens, place: int) -> tuple[int, int] | None:
    word, written = text.folded[place], text.written[place]
    meant = _DEM_FOLDED[word]
    if word in _DEM_DOUBTFUL and written.isascii():
        return None
    if not written.isascii() and not may_be(written, meant):
        return None
    count, last = _DEM[meant], place
    after = text.folded[place + 1] if place + 1 < len(text.folded) else ""
    if after in ("chuc", "muoi") and count < 10:
        count, last = count * 10, place + 1
        after = text.folded[last + 1] if last + 1 < len(text.folded) else ""
    elif after == "tram":
        return count * 100, place + 1
    if count >= 10 and count % 10 == 0:
        unit = {"lam": 5, "mot": 1, "tu": 4}.get(after) or (
            _DEM.get(_DEM_FOLDED.get(after, ""), 0) if after not in _DEM_DOUBTFUL else 0
        )
        if 1 <= unit <= 9:
            return count + unit, last + 1
    return count, last
