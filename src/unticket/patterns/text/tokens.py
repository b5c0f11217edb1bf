"""A text as a row of words, each as it was written and as it is compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

from unticket.patterns.text.folding import fold

BREAK = "."  # stands for the end of a sentence or paragraph: no phrase goes across it
_TOKEN = re.compile(
    r"‹\w+›"  # what was masked
    r"|\d+(?:[.,:/]\d+)+"  # 15:00, 20/02/2026, 3.5, 1.500.000
    r"|[^\W_]+(?:['’ʼ][^\W\d_]+)*\+?"  # words, 10A, don't, 50+
    r"|[.!?;:…]+(?=\s|$)|\n\s*\n"  # ends
    r"|[-–~%#&]"
)
_CHAT = {
    "k": "khong", "ko": "khong", "kg": "khong", "hok": "khong", "khg": "khong", "hem": "khong",
    "dc": "duoc", "đc": "duoc", "dx": "duoc", "r": "roi", "vs": "voi", "wa": "qua", "j": "gi",
}  # fmt: skip
_APOSTROPHES = re.compile("['’ʼ+]")
_REMEMBERED = 200_000


@dataclass(frozen=True)
class Tokens:
    """`written[i]` is `folded[i]` as it stood in `text`. A masked thing is folded to "‹name›" and the like."""

    text: str
    written: list[str]
    folded: list[str]

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        return [found.span() for found in _TOKEN.finditer(self.text)]

    def quote(self, first: int, last: int, *, around: int = 8) -> str:
        """The words from `first` to `last` with at most `around` more of their sentence on each side."""
        start, end = first, last
        while start > 0 and first - start < around and self.folded[start - 1] != BREAK:
            start -= 1
        while end + 1 < len(self.folded) and end - last < around and self.folded[end + 1] != BREAK:
            end += 1
        words = " ".join(self.text[self.spans[start][0] : self.spans[end][1]].split())
        before = "… " if start > 0 and self.folded[start - 1] != BREAK else ""
        after = " …" if end + 1 < len(self.folded) and self.folded[end + 1] != BREAK else ""
        return f"{before}{words}{after}"


def tokens(text: str) -> Tokens:
    """The words of `text`, which is visible text in NFC. Linear in its length."""
    written = _TOKEN.findall(text)
    if len(_FOLDED) > _REMEMBERED:
        _FOLDED.clear()
    return Tokens(text=text, written=written, folded=list(map(_FOLDED.__getitem__, written)))


class _Folded(dict[str, str]):
    """Words as they are compared, each worked out once."""

    def __missing__(self, token: str) -> str:
        if not token[0].isalnum():
            folded = token if token[0] in "‹-–~%#&" else BREAK
        else:
            folded = _APOSTROPHES.sub("", fold(token)).replace(" ", "") or token
            folded = _CHAT.get(folded, folded)
        self[token] = folded
        return folded


_FOLDED = _Folded()


# Tones over letters: acute, grave, hook (and tilde, which half the country writes for it), dot below.
_TONES = frozenset("\u0300\u0301\u0309\u0323")


@lru_cache(maxsize=50_000)
def may_be(seen: str, meant: str) -> bool:
    """Whether a word with marks may be `meant`: the same letters, and the same tone or none ("châm" may be "chậm")."""
    letters, tones = _marks(seen)
    meant_letters, meant_tones = _marks(meant)
    return letters == meant_letters and tones <= meant_tones


@lru_cache(maxsize=50_000)
def _marks(word: str) -> tuple[frozenset[str], frozenset[str]]:
    """What makes letters others (đ, ă, â, ê, ô, ơ, ư), and tones."""
    apart = unicodedata.normalize("NFD", word.lower()).replace("\u0303", "\u0309")
    found = frozenset(letter for letter in apart if letter == "đ" or unicodedata.combining(letter))
    return found - _TONES, found & _TONES
