"""Text that any form can show: what a stranger wrote, without the signs that command a screen, a page or a drawing."""

from __future__ import annotations

import re
import unicodedata

# Control signs (the drawing library ends the process at some, a terminal obeys them), half surrogate pairs, which no file can
# hold, and the signs that turn the direction of the text around them. Joiners stay: emoji and Persian need them.
_COMMANDS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """`text` with a replacement sign for each sign that is not to be shown; lines end in a line feed."""
    return _COMMANDS.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str) -> str:
    """`text`, printable, on one line, with single spaces."""
    return " ".join(printable(text).split())


def shortened(text: str, most: int) -> str:
    """`text` on one line, cut with an ellipsis after `most` characters, never between a letter and its accents."""
    line = one_line(text)
    if len(line) <= most:
        return line
    cut = most - 1
    while cut and (unicodedata.combining(line[cut]) or line[cut] in "\u200d\ufe0f"):
        cut -= 1
    return line[:cut].rstrip() + "…"
