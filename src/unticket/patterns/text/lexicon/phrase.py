"""A phrase of the lexicon, written short, as all the wordings that it stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping

GAP = "~"  # up to three other words
NUMBER = "#"  # any number
TIME = "#time"  # a time of day: 15:00, 3pm, 15h
_SHORT = re.compile(r"\{(\w+)\}")
_PIECE = re.compile(r"[(|)]|[^(|)]+")


def wordings(phrase: str, short: Mapping[str, str]) -> set[tuple[str, ...]]:
    """Every wording of `phrase` as its words.

    "play(|s|ing)" are three words, "(the |)video" has one word or two, "{cannot}" stands for what `short` says of it, "~" for
    up to three other words, "#" for any number, "#time" for a time of day. Raises `ValueError` (unknown short form, a bracket
    that does not close, a gap at an end).
    """
    pieces = _PIECE.findall(_with_long_forms(phrase, short))
    spelled, end = _choices(pieces, 0)
    if end != len(pieces):
        raise ValueError(f"a bracket of {phrase!r} was never opened")
    found = {words for one in spelled if (words := tuple(one.split()))}
    if any(GAP in (words[0], words[-1]) for words in found):
        raise ValueError(f"{phrase!r} begins or ends with {GAP}, where no other word follows")
    return found


def _with_long_forms(phrase: str, short: Mapping[str, str]) -> str:
    while found := _SHORT.search(phrase):
        if found[1] not in short:
            raise ValueError(f"{phrase!r} uses {{{found[1]}}}, which stands for nothing")
        phrase = f"{phrase[: found.start()]}({short[found[1]]}){phrase[found.end() :]}"
    return phrase


def _choices(pieces: list[str], place: int) -> tuple[set[str], int]:
    """All spellings of the choices that begin at `place`, and where the bracket around them closes."""
    done: set[str] = set()
    so_far = {""}
    while place < len(pieces) and pieces[place] != ")":
        piece = pieces[place]
        if piece == "|":
            done |= so_far
            so_far = {""}
        elif piece == "(":
            inner, place = _choices(pieces, place + 1)
            if place == len(pieces):
                raise ValueError(f"a bracket does not close in {''.join(pieces)!r}")
            so_far = {start + end for start in so_far for end in inner}
        else:
            so_far = {start + piece for start in so_far}
        place += 1
    return done | so_far, place
