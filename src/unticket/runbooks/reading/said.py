"""A ticket's words as its writer meant them to be read, and as the phrases are matched against them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from unticket.patterns.text.folding import fold
from unticket.patterns.text.language import language_of
from unticket.patterns.text.own_words import Words, split
from unticket.patterns.text.visible import MOST, visible_text
from unticket.runbooks.ports import TicketView

_MOST_LETTERS = 20_000
LONGEST_KNOWN = 40  # letters of a word that is kept in mind
_MOST_LINES = 500
MOST_WORDS = 250  # who cannot log in says so shortly; in a longer text there is more than that
_TOKEN = re.compile(
    r"(?P<address>\S{1,64}@\S{1,255}|https?://\S{1,2000})|(?P<word>[^\W_]+(?:['’`][^\W_]+)*)|(?P<edge>[.!?;:\n…–—|]+|\s-\s)|(?P<comma>,)"
)
APOSTROPHES = re.compile(r"['’`]")
_FORWARDED = re.compile(r"^\s*(fwd?|wg|tr|chuyển tiếp)\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the writer said. `forwarded`: somebody else's words are passed on, or make up the matter."""

    text: str
    forwarded: bool = False
    cut: bool = False  # there is more, which nobody has read


def words_in(body: str) -> tuple[Words, bool]:
    """A body's words by whose they are, and whether there is more than is worth reading: no person's request is that long."""
    text = visible_text(body, quotes=False)
    lines = text[:_MOST_LETTERS].split("\n")
    return split("\n".join(lines[:_MOST_LINES])), len(text) > _MOST_LETTERS or len(lines) > _MOST_LINES or len(body) >= MOST


def said_in(view: TicketView) -> Said:
    """Subject, own words, and what the requester has written on the ticket since; quotes and hidden text left out."""
    ticket = view.ticket
    words, cut = words_in(ticket.body)
    parts = [ticket.subject[:_MOST_LETTERS], words.own]
    for message in view.messages:
        if not (message.by_agent or message.internal or message.automatic):
            later, later_cut = words_in(message.body)
            cut = cut or later_cut
            parts += [later.own] if later.own not in parts else []
    return Said(
        text="\n".join(part for part in parts if part),
        forwarded=bool(words.forwarded) or bool(_FORWARDED.match(ticket.subject)),
        cut=cut,
    )


def language_said(text: str) -> str:
    """ "en" or "vi" where every line that shows its language shows the same one, "both" otherwise."""
    lines = [line for line in text[:_MOST_LETTERS].split("\n") if len(line.split()) >= 3] or [text[:_MOST_LETTERS]]
    shown = {language_of(line) for line in lines} - {""}
    return shown.pop() if len(shown) == 1 else "both"


class Line:
    """A text as one line of folded words, which still knows what was written at each place. `word`: how one is folded."""

    def __init__(self, text: str, word: Callable[[str], str] | None = None) -> None:
        fold_word = word or _folded_word
        self.too_long = len(text) > _MOST_LETTERS
        self._starts: list[int] = []  # where each written word begins in the line
        self._written: list[str] = []
        pieces = [" ."]
        place = len(pieces[0])
        for found in _TOKEN.finditer(unicodedata.normalize("NFC", text[:_MOST_LETTERS])):
            if found["word"] and len(self._written) == MOST_WORDS:
                self.too_long = True
                break
            folded = fold_word(found[0]) if found["word"] else "," if found["comma"] else "." if found["edge"] else "_"
            if folded == "nhap" and self._written and self._written[-1].casefold() == "đang" and pieces[-1] == " dang":
                pieces[-1] = " đang"  # with its marks, "is entering" is not "logs in", though both fold to the same
            if found["word"]:
                self._starts.append(place)
                self._written.append(found[0])
            pieces.append(f" {folded}")
            place += len(folded) + 1
        self.text = "".join(pieces) + " . "

    def written(self, start: int, end: int) -> str:
        """The words as written between two places of the line."""
        return " ".join(word for at, word in zip(self._starts, self._written, strict=True) if start <= at < end)


@lru_cache(maxsize=16_384)
def folded_word(written: str) -> str:
    """A word without letter case, marks and apostrophes. Past tickets by the ten thousand use the same words."""
    return fold(APOSTROPHES.sub("", written))


def _folded_word(written: str) -> str:
    return folded_word(written) if len(written) <= LONGEST_KNOWN else fold(APOSTROPHES.sub("", written))
