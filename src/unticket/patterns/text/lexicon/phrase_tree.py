"""Many phrases found in one walk over a text, the longest first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from unticket.patterns.text.lexicon.phrase import GAP, NUMBER, TIME
from unticket.patterns.text.tokens import BREAK, Tokens, marks, tokens

_WIDEST_GAP = 3  # words
_TIME = re.compile(r"^\d{1,2}(?:[:h]\d{0,2}|am|pm|g\d{0,2})$")
_NEGATIONS = frozenset(
    "not no never cannot cant couldnt isnt arent wasnt doesnt dont didnt wont havent hasnt unable nothing without khong chua "
    "chang cha het mat".split()
)


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a text: from word `first` to word `last`, standing for `meanings`."""

    first: int
    last: int
    meanings: Sequence[str]
    negates: bool  # the phrase itself begins with a "not"


@dataclass(slots=True)
class _End:
    """Where a phrase ends: its words as they are written, and what it means."""

    written: tuple[str, ...]
    meanings: list[str]


@dataclass(slots=True)
class _Node:
    next: dict[str, _Node] = field(default_factory=dict)
    ends: list[_End] = field(default_factory=list)


class PhraseTree:
    """Phrases by their words. A word with tone marks meets only its own; one without any meets every marking of it."""

    def __init__(self) -> None:
        self._root = _Node()
        # What stands for other words has no spelling of its own.
        self._words: dict[str, Sequence[tuple[str, str]]] = {sign: [(sign, "")] for sign in (GAP, NUMBER, TIME)}

    def add(self, words: Sequence[str], meaning: str) -> None:
        """`words` as they are written with tone marks; `GAP` among them stands for up to three others."""
        node = self._root
        written: list[str] = []
        for word in words:
            if word not in self._words:
                read = tokens(word)
                self._words[word] = list(zip(read.folded, read.written, strict=True))
            for folded, as_written in self._words[word]:
                following = node.next.get(folded)
                if following is None:
                    following = node.next[folded] = _Node()
                node = following
                if folded != GAP:
                    written.append(as_written)
        spelled = tuple(written)
        end = next((end for end in node.ends if end.written == spelled), None)
        if end is None:
            node.ends.append(_End(spelled, [meaning]))
        elif meaning not in end.meanings:
            end.meanings.append(meaning)

    def find(self, text: Tokens) -> Iterator[Found]:
        """At each word the longest phrase that begins there. What means nothing ("") covers its words."""
        begins = self._root.next
        covered = -1
        for place, word in enumerate(text.folded):
            if word not in begins or place <= covered:
                continue
            found = self._longest(text, place)
            if found is None:
                continue
            if "" in found.meanings:
                covered = found.last
            else:
                yield found

    def _longest(self, text: Tokens, place: int) -> Found | None:
        folded = text.folded
        best: tuple[_End, int] | None = None
        waiting: list[tuple[_Node, tuple[int, ...]]] = [(self._root.next[folded[place]], (place,))]
        while waiting:
            node, places = waiting.pop()
            last = places[-1]
            for end in node.ends:
                if (best is None or last > best[1]) and _agree(text, places, end.written):
                    best = end, last
            waiting += _next(node, places, folded)
            if (gap := node.next.get(GAP)) is not None:
                waiting += _across(gap, places, folded, room=_WIDEST_GAP)
        if best is None:
            return None
        return Found(place, best[1], best[0].meanings, negates=folded[place] in _NEGATIONS)


def _next(node: _Node, places: tuple[int, ...], folded: Sequence[str]) -> Iterator[tuple[_Node, tuple[int, ...]]]:
    """Where a phrase goes on with the very next word."""
    place = places[-1] + 1
    if place == len(folded):
        return
    word = folded[place]
    if (following := node.next.get(word)) is not None:
        yield following, (*places, place)
    if word[0].isdigit():
        if (following := node.next.get(NUMBER)) is not None:
            yield following, (*places, place)
        if (following := node.next.get(TIME)) is not None and _TIME.match(word):
            yield following, (*places, place)


def _across(
    gap: _Node, places: tuple[int, ...], folded: Sequence[str], *, room: int
) -> Iterator[tuple[_Node, tuple[int, ...]]]:
    """Where a phrase goes on after at most `room` other words of the sentence. A gap may follow a gap."""
    for place in range(places[-1] + 1, min(places[-1] + room + 2, len(folded))):
        if folded[place] == BREAK:
            return
        if (following := gap.next.get(folded[place])) is not None:
            yield following, (*places, place)
    if (wider := gap.next.get(GAP)) is not None:
        yield from _across(wider, places, folded, room=2 * room)


def _agree(text: Tokens, places: Sequence[int], written: Sequence[str]) -> bool:
    """Whether the marks that the text has are all in the phrase: "cham" and "châm" may be "chậm", "chấm" may not.

    Where a text is written with marks, one word alone must have all of them: "gian" is then not "gián".
    """
    for place, word in zip(places, written, strict=True):
        seen = text.written[place]
        if not word:
            continue
        if seen.isascii():
            if len(places) == 1 and not word.isascii() and text.is_marked:
                return False
        elif not marks(seen) <= marks(word):
            return False
    return True
