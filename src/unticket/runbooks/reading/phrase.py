"""Phrases as people write them down, made into patterns over a line of folded words.

<name>   any entry of a vocabulary      a|b    either word        word?  may be missing
...      up to four words of a clause   *      any one word       ,      a comma       .  an edge of a clause
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_NAME = re.compile(r"<(\w+)>")


def pattern(phrases: Iterable[str], words: Mapping[str, list[str]]) -> re.Pattern[str]:
    """Finds any of `phrases` in a `Line`. `words`: what stands for each <name>."""
    return re.compile("|".join(f"(?:{_phrase(phrase, words)})(?= )" for phrase in phrases))


def blotted(pattern: re.Pattern[str], text: str) -> str:
    """`text` with what `pattern` finds blotted out, in its place: the words beside it are still where they were written."""
    return pattern.sub(lambda found: " " + "_" * (len(found[0]) - 1), text)


def _phrase(phrase: str, words: Mapping[str, list[str]]) -> str:
    return "".join(_element(element, words) for element in phrase.split())


def _element(element: str, words: Mapping[str, list[str]]) -> str:
    if element == "...":
        return r"(?: [^ .,]+){0,4}?"
    if element == "*":
        return r" [^ .,]+"
    optional = "?" if element.endswith("?") else ""
    named = _NAME.fullmatch(element.removesuffix("?"))
    if named:
        return f"(?:{'|'.join(_phrase(entry, words) for entry in words[named[1]])}){optional}"
    either = "|".join(re.escape(word) for word in element.removesuffix("?").split("|"))
    return f"(?: (?:{either})){optional}"
