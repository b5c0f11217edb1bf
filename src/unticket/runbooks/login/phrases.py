"""The phrases by which tickets are read, from their data file, as patterns over folded words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from unticket.runbooks.reading.phrase import pattern


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
        login=pattern(read["login"]["phrases"], words),
        stranger=pattern(read["stranger"]["phrases"], words),
        mention=pattern(read["mention"]["phrases"], words),
        topics={name: pattern(topic["phrases"], words) for name, topic in read["topic"].items()},
        doubts=tuple(
            Doubt(name=name, because=one["because"], pattern=pattern(one["phrases"], words), signs=tuple(one.get("signs", ())))
            for name, one in read["doubt"].items()
        ),
        harmless=pattern(read["harmless"]["phrases"], words),
        typos_of=tuple(read["typos"]["of"]),
        no_typos=frozenset(read["typos"]["not"]),
    )
