"""Which encoding a roster is in: read off its bytes where they tell, asked for where they don't."""

from __future__ import annotations

import codecs
import re
import unicodedata

from unticket.connectors.roster_file.faults import WrongRoster
from unticket.connectors.roster_file.headings import is_foreign_heading

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_VIETNAMESE = "cp1258"


def decoded(content: bytes, chosen: str) -> tuple[str, str]:
    """The text of `content` and the name of its encoding. Raises `WrongRoster` where the bytes do not tell."""
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if not (chosen or marked) and content[:4096].count(0) > len(content[:4096]) // 4:
        raise WrongRoster("the roster looks like UTF-16, but does not say in which byte order.", 'Set encoding = "utf-16-le".')
    name = chosen or marked or "utf-8"
    try:
        return content.decode(name), name
    except UnicodeDecodeError as error:
        if not chosen and not marked and _has_vietnamese_headings(content):
            return unicodedata.normalize("NFC", content.decode(_VIETNAMESE, "strict")), _VIETNAMESE
        raise WrongRoster(
            f"the roster is not {name}: byte {error.start} has no letter there.",
            'Save it as UTF-8, or set encoding = "cp1258" (Vietnamese), "cp1252" (Western) or what it is.',
        ) from error


def _has_vietnamese_headings(content: bytes) -> bool:
    """Known headings come out right in the right encoding only; and then every byte must be a letter of it."""
    try:
        text = content.decode(_VIETNAMESE)
    except UnicodeDecodeError:
        return False
    return any(is_foreign_heading(part.strip(' "')) for line in text.splitlines()[:10] for part in re.split(r"[,;\t|]", line))
