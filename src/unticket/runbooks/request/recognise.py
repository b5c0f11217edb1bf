"""Whether a ticket makes a request of one kind and says nothing else, with the words that say so."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from unticket.runbooks.reading.phrase import blotted, pattern
from unticket.runbooks.reading.said import Line, Said


class Outcome(StrEnum):
    """What a text is. Only `OURS` may lead to an action."""

    OURS = "ours"
    ANOTHER = "another"  # no such request
    DOUBTFUL = "doubtful"  # one perhaps, or one beside something else


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a text is, and why."""

    outcome: Outcome
    words: tuple[str, ...]  # the deciding words as they were written
    because: str  # a public clause, without the words
    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Why words that look like such a request may not be one to answer."""

    because: str
    pattern: re.Pattern[str]
    signs: tuple[str, ...] = ()  # looked for in the text as it was written


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Patterns over a line of folded words."""

    asks: re.Pattern[str]
    harmless: re.Pattern[str]
    doubts: Sequence[Doubt]
    is_it: str  # public clauses
    is_not: str


def recognise(said: Said, known: Phrases) -> Recognised:
    """What `said` is. Never raises; looks at the first words only, because a long text is doubtful anyway."""
    line = Line(said.text)
    asks = found(known.asks, line)
    if not asks:
        return Recognised(outcome=Outcome.ANOTHER, words=(), because=known.is_not, line=line)
    doubts: list[tuple[str, tuple[str, ...]]] = []
    if said.forwarded:
        doubts.append(("it passes on somebody else's words", ()))
    if said.cut or line.too_long:
        doubts.append(("it is too long to be about one thing only", ()))
    left = blotted(known.harmless, line.text)
    for doubt in known.doubts:
        signs = tuple(sign for sign in doubt.signs if sign in said.text)
        if words := (*found(doubt.pattern, line, left), *signs):
            doubts.append((doubt.because, words))
    if doubts:
        because, words = doubts[0]
        return Recognised(outcome=Outcome.DOUBTFUL, words=(*asks, *words), because=because, line=line)
    return Recognised(outcome=Outcome.OURS, words=asks, because=known.is_it, line=line)


def found(sought: re.Pattern[str], line: Line, text: str = "") -> tuple[str, ...]:
    """What `sought` finds in a line, as it was written, each once."""
    matches = (line.written(match.start(), match.end()) for match in sought.finditer(text or line.text))
    return tuple(dict.fromkeys(words for words in matches if words))


@cache
def phrases(package: str) -> Phrases:
    """The phrases of `phrases.toml` in a runbook's folder, with what every request is doubted for."""
    read = tomllib.loads(files(package).joinpath("phrases.toml").read_text("utf-8"))
    shared = tomllib.loads(files(__package__).joinpath("doubts.toml").read_text("utf-8"))
    words = {**shared["vocabulary"], **read["vocabulary"]}
    doubts = {**read["doubt"], **shared["doubt"]}
    return Phrases(
        asks=pattern(read["asks"]["phrases"], words),
        harmless=pattern(read["harmless"]["phrases"], words),
        doubts=tuple(
            Doubt(because=one["because"], pattern=pattern(one["phrases"], words), signs=tuple(one.get("signs", ())))
            for one in doubts.values()
        ),
        is_it=read["asks"]["is_it"],
        is_not=read["asks"]["is_not"],
    )
