"""Reads over slips of the finger in the words by which a login problem is known."""

from __future__ import annotations

from functools import lru_cache

from unticket.patterns.text.folding import fold
from unticket.runbooks.login.phrases import phrases
from unticket.runbooks.reading.said import APOSTROPHES, LONGEST_KNOWN
from unticket.runbooks.reading.slips import slips


def mended_word(written: str) -> str:
    """A written word folded, with one slip read over, two in a long word."""
    return _known_word(written) if len(written) <= LONGEST_KNOWN else _mended(fold(APOSTROPHES.sub("", written)))


@lru_cache(maxsize=16_384)
def _known_word(written: str) -> str:
    """Past tickets by the ten thousand use the same words."""
    return _mended(fold(APOSTROPHES.sub("", written)))


@lru_cache(maxsize=4096)
def _mended(word: str) -> str:
    known = phrases()
    if len(word) < 6 or not word.isascii() or word in known.typos_of or word in known.no_typos:
        return word
    near = [right for right in known.typos_of if slips(word, right, _forgiven(right)) <= _forgiven(right)]
    return near[0] if len(near) == 1 else word


def _forgiven(word: str) -> int:
    return 2 if len(word) >= 9 else 1
