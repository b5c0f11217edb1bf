"""Whether two names, or two records, are of one person: in any order of the words, with tone marks or without."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from unticket.model.person import PersonRecord
from unticket.patterns.text.folding import fold

_WORD = re.compile(r"[^\W\d_]+")
# How people are addressed is not part of their name.
_TITLES = frozenset("mr mrs ms miss dr prof thay co ong ba ts ths gs pgs".split())


def same_name(one: str, other: str) -> bool:
    """True where both names have the same words. Tone marks count where both names carry any: Hà is not Hạ, but may be Ha.

    Two words at least: one word alone ("Minh") is no name to tell people apart by. A missing middle name is a difference.
    """
    first, second = _words(one), _words(other)
    if len(first) < 2 or Counter(fold(word) for word in first) != Counter(fold(word) for word in second):
        return False
    marked = [_marked(first), _marked(second)]
    return not all(map(any, marked)) or Counter(map(_letters, first)) == Counter(map(_letters, second))


def agree(*, names: tuple[str, str], staff_numbers: tuple[str, str]) -> bool:
    """Whether two records show one person: by their staff numbers where both have one, by their names otherwise."""
    first, second = (number.strip().casefold() for number in staff_numbers)
    if first and second:
        return first == second
    return same_name(*names)


def same_person(one: PersonRecord, other: PersonRecord) -> bool:
    """Whether two records of directories are of one person."""
    return agree(names=(one.name, other.name), staff_numbers=(one.staff_number, other.staff_number))


def _words(name: str) -> list[str]:
    words = [word.casefold() for word in _WORD.findall(unicodedata.normalize("NFC", name))]
    return [word for word in words if fold(word) not in _TITLES or len(words) <= 2]


def _marked(words: list[str]) -> list[bool]:
    return [fold(word) != word for word in words]


def _letters(word: str) -> tuple[str, tuple[str, ...]]:
    """The letters and, apart, their marks: hoà and hòa are two spellings of one word."""
    apart = unicodedata.normalize("NFD", word)
    return fold(word) + str(apart.count("đ")), tuple(sorted(mark for mark in apart if unicodedata.combining(mark)))
