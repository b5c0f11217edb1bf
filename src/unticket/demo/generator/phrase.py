"""A phrase that can be said in many ways: "[I|We] cannot open {lesson}" with choices in brackets and words in braces."""

from __future__ import annotations

import random
from collections.abc import Mapping
from functools import cache
from typing import TypeAlias

Part: TypeAlias = "str | Slot | tuple[tuple[Part, ...], ...]"  # said as it stands | a word to fill in | one of these
Phrase: TypeAlias = "tuple[Part, ...]"


class Slot(str):
    """The name of a word that is filled in when the phrase is said."""

    __slots__ = ()


class Words:
    """What fills the slots: ways to say each name, and the names that keep their first answer within one ticket."""

    __slots__ = ("_known", "_ways", "rng")

    def __init__(self, rng: random.Random, ways: Mapping[str, tuple[Phrase, ...]], known: dict[str, str]) -> None:
        self.rng = rng
        self._ways = ways
        self._known = known

    def say(self, phrase: Phrase) -> str:
        """The phrase in one of its ways. Raises KeyError for a slot that nobody fills."""
        said = []
        for part in phrase:
            if isinstance(part, Slot):
                said.append(self.word(part))
            elif isinstance(part, str):
                said.append(part)
            else:
                said.append(self.say(part[int(self.rng.random() * len(part))]))
        return "".join(said)

    def one_of(self, phrases: tuple[Phrase, ...]) -> str:
        """One of the phrases, in one of its ways."""
        return self.say(phrases[int(self.rng.random() * len(phrases))])

    def word(self, name: str) -> str:
        """What `name` stands for. A name that ends in "_" means something new each time, any other the same throughout."""
        if name in self._known:
            return self._known[name]
        said = self.one_of(self._ways[name])
        if not name.endswith("_"):
            self._known[name] = said
        return said

    def know(self, **known: str) -> None:
        """From now on these names stand for these words."""
        self._known.update(known)


@cache
def parse(text: str) -> Phrase:
    """The phrase written as `text`. Raises ValueError where a bracket or brace is not closed."""
    options, end = _options(text, 0, closing="")
    if end != len(text):
        raise ValueError(f"a ']' too many in {text!r}")
    return options[0]


def slots(phrase: Phrase) -> set[str]:
    """The names of all words that the phrase may need."""
    found: set[str] = set()
    for part in phrase:
        if isinstance(part, Slot):
            found.add(str(part))
        elif not isinstance(part, str):
            for option in part:
                found |= slots(option)
    return found


def _options(text: str, start: int, closing: str) -> tuple[tuple[Phrase, ...], int]:
    options: list[Phrase] = []
    parts: list[Part] = []
    plain = at = start
    while at < len(text):
        sign = text[at]
        if sign not in "[]{|" or (sign == "|" and not closing):
            at += 1
            continue
        if plain < at:
            parts.append(text[plain:at])
        if sign == "{":
            end = text.index("}", at)
            parts.append(Slot(text[at + 1 : end]))
            at = end
        elif sign == "[":
            inner, at = _options(text, at + 1, closing="]")
            parts.append(inner)
        elif sign == "|":
            options.append(tuple(parts))
            parts = []
        else:
            return (*options, tuple(parts)), at
        at += 1
        plain = at
    if closing:
        raise ValueError(f"a '[' is not closed in {text!r}")
    if plain < at:
        parts.append(text[plain:at])
    return (*options, tuple(parts)), at
