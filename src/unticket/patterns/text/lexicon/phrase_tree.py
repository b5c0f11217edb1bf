"""Many phrases found in one walk over a text, the longest first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from unticket.patterns.text.lexicon.phrase import GAP, NUMBER, TIME
from unticket.patterns.text.tokens import BREAK, Tokens, may_be, tokens

_WIDEST_GAP = 3  # words
_TIME = re.compile(r"^\d{1,2}(?:[:h]\d{0,2}|am|pm|g\d{0,2})$")
_NEGATIONS = frozenset(
    "not no never cannot cant couldnt isnt arent wasnt doesnt dont didnt wont havent hasnt unable nothing without khong chua "
    "chang cha het mat".split()
)


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a text: from word `first` to word `last`, standing for `meanings`."""

    layer: int
    first: int
    last: int
    meanings: Sequence[str]
    negates: bool  # the phrase itself begins with a "not"


@dataclass(slots=True)
class _End:
    """Where a phrase ends: its words as they are written, and what it means."""

    layer: int
    written: tuple[str, ...]
    meanings: list[str]


@dataclass(slots=True)
class _Node:
    next: dict[str, _Node] = field(default_factory=dict)
    ends: list[_End] = field(default_factory=list)
    takes_others: bool = False  # a gap, a number or a time may come next


class PhraseTree:
    """Phrases by their words, in layers. A word with tone marks meets only its own; one without any meets every marking."""

    def __init__(self) -> None:
        self._root = _Node()
        # What stands for other words has no spelling of its own.
        self._words: dict[str, Sequence[tuple[str, str]]] = {sign: [(sign, "")] for sign in (GAP, NUMBER, TIME)}

    def add(self, words: Sequence[str], meaning: str, *, layer: int = 0) -> None:
        """`words` as they are written with tone marks; `GAP` among them stands for up to three others.

        A phrase that means nothing ("") covers its words in every layer.
        """
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
                    node.takes_others |= folded in (GAP, NUMBER, TIME)
                node = following
                if folded != GAP:
                    written.append(as_written)
        spelled = tuple(written)
        end = next((end for end in node.ends if end.layer == layer and end.written == spelled), None)
        if end is None:
            node.ends.append(_End(layer, spelled, [meaning]))
        elif meaning not in end.meanings:
            end.meanings.append(meaning)

    def find(self, text: Tokens) -> Iterator[Found]:
        """At each word the longest phrase of each layer that begins there."""
        begins, folded = self._root.next, text.folded
        covered, beyond = -1, len(folded)
        for place, word in enumerate(folded):
            node = begins.get(word)
            if node is None or place <= covered:
                continue
            after = folded[place + 1] if place + 1 < beyond else BREAK
            if not node.ends and after not in node.next and not node.takes_others:
                continue
            found = _longest(node, text, place)
            nothing = [last for end, last in found if "" in end.meanings]
            if nothing and nothing[0] >= max(last for _, last in found):
                covered = nothing[0]
                continue
            for end, last in found:
                if "" not in end.meanings:
                    yield Found(end.layer, place, last, end.meanings, negates=word in _NEGATIONS)


def _longest(start: _Node, text: Tokens, place: int) -> list[tuple[_End, int]]:
    """The longest phrase of each layer that begins with the word at `place`, and its last word."""
    folded, beyond = text.folded, len(text.folded)
    best: dict[int, tuple[_End, int]] = {}
    waiting: list[tuple[_Node, tuple[int, ...]]] = [(start, (place,))]
    while waiting:
        node, places = waiting.pop()
        while True:  # straight on as far as it goes
            last = places[-1]
            for end in node.ends:
                kept = best.get(end.layer)
                if (kept is None or last > kept[1]) and _agree(text, places, end.written):
                    best[end.layer] = end, last
            if node.takes_others:
                waiting += _across(node, places, folded, room=_WIDEST_GAP)
            following = node.next.get(folded[last + 1]) if last + 1 < beyond else None
            if following is None:
                break
            node, places = following, (*places, last + 1)
    return list(best.values())


def _across(
    node: _Node, places: tuple[int, ...], folded: Sequence[str], *, room: int
) -> Iterator[tuple[_Node, tuple[int, ...]]]:
    """Where a phrase goes on with any number or time, or after at most `room` other words of the sentence."""
    after = places[-1] + 1
    if after < len(folded) and folded[after][0].isdigit():
        if (number := node.next.get(NUMBER)) is not None:
            yield number, (*places, after)
        if (time := node.next.get(TIME)) is not None and _TIME.match(folded[after]):
            yield time, (*places, after)
    if (gap := node.next.get(GAP)) is None:
        return
    following = gap.next
    for place in range(after, min(after + room + 1, len(folded))):
        word = folded[place]
        if word in following:
            yield following[word], (*places, place)
        if word == BREAK or word in _NEGATIONS:  # "the system is not down" does not say "system … down"
            break
    if GAP in following:  # a gap may follow a gap
        yield from _across(gap, places, folded, room=2 * room)


def _agree(text: Tokens, places: Sequence[int], written: Sequence[str]) -> bool:
    """Whether the words may be those of the phrase: "cham" and "châm" may be "chậm", "chấm" may not.

    One syllable alone must have its marks: without them it is too many words at once ("ban" is bạn, bàn, bản, bẩn, bận …).
    """
    for place, word in zip(places, written, strict=True):
        seen = text.written[place]
        if not word:
            continue
        if seen.isascii():
            if len(places) == 1 and not word.isascii():
                return False
        elif not may_be(seen, word):
            return False
    return True
