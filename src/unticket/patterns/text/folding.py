"""Letters folded so that Vietnamese with and without tone marks, and any letter case, meet."""

from __future__ import annotations

import re
import unicodedata

# Marks are never part of a word's meaning here; đ has no decomposition of its own.
_DOTLESS = str.maketrans({"đ": "d", "Đ": "D"})
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)
_SPACE = re.compile(r"\s+")


def without_unseen(text: str) -> str:
    """`text` in NFC without characters that nobody sees: zero-width, direction and tag characters, soft hyphens, NUL."""
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text.replace("\x00", "")))


def fold(text: str) -> str:
    """Lower case, no tone or vowel marks, đ as d, compatibility forms (full-width letters) as plain ones, single spaces."""
    apart = unicodedata.normalize("NFKD", _UNSEEN.sub("", text).translate(_DOTLESS)).casefold()
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return _SPACE.sub(" ", bare).strip()
