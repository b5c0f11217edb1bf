"""The phrases by which tickets are read, from their data file, as patterns over folded words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_NAME = re.compile(r"<(\w+)>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why words that look like a login problem may not be one to act on."""

    name: str
    because: str  # a public clause
    pattern: re.Pattern[str]
    signs: tuple[str, ...] = ()  # looked for in the text as it was written


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Patterns over a line of folded words: a space before each word and sign, a space at the end."""

    login: re.Pattern[str]
    stranger: re.Pattern[str]
    mention: re.Pattern[str]
    topics: Mapping[str, re.Pattern[str]]
    doubts: Sequence[Doubt]
    harmless: re.Pattern[str]
    typos_of: tuple[str, ...]
    no_typos: frozenset[str]


@cache
def phrases() -> Phrases:
    """The phrases of `phrases.toml`."""
    read = tomllib.loads(files(__package__).joinpath("phrases.toml").read_text("utf-8"))
    words = {**read["vocabulary"], **read["harmless"].pop("vocabulary")}
    return Phrases(
        login=_pattern(read["login"], words),
        stranger=_pattern(read["stranger"], words),
        mention=_pattern(read["mention"], words),
        topics={name: _pattern(topic, words) for name, topic in read["topic"].items()},
        doubts=tuple(
            Doubt(name=name, because=one["because"], pattern=_pattern(one, words), signs=tuple(one.get("signs", ())))
            for name, one in read["doubt"].items()
        ),
        harmless=_pattern(read["harmless"], words),
        typos_of=tuple(read["typos"]["of"]),
        no_typos=frozenset(read["typos"]["not"]),
    )


def _pattern(section: Mapping[str, Any], words: Mapping[str, list[str]]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{_phrase(phrase, words)})(?= )" for phrase in section["phrases"]))


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
