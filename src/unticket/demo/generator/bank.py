"""The phrase banks in phrases/: what people write about each recurring cause, in English and Vietnamese."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

from unticket.demo.generator.phrase import Phrase, parse

Language = Literal["en", "vi"]
LANGUAGES: tuple[Language, Language] = ("en", "vi")
ROLES = ("student", "parent", "teacher", "office")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sayings:
    """What people of one role write about one cause in one language."""

    subjects: tuple[Phrase, ...]
    statements: tuple[Phrase, ...]
    particulars: tuple[Phrase, ...]
    asks: tuple[Phrase, ...]
    notes: tuple[Phrase, ...]  # what the agent writes down for colleagues: the fix
    replies: tuple[Phrase, ...]  # what the agent answers
    words: Mapping[str, tuple[Phrase, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One thing that goes wrong or is asked for, again and again, and how it behaves."""

    id: str
    title: str
    rare: bool  # of the long tail
    weight: float  # tickets in an ordinary week, relative to other causes
    season: str  # a curve of calendar.SEASONS
    team: str
    category: str
    tags: tuple[str, ...]  # those that a careful agent puts on
    roles: tuple[float, ...]  # how often each of ROLES writes about it
    handling: float  # median working minutes from assignment to closing
    spread: float  # sigma of their log-normal distribution
    burst_share: float  # share of its tickets that come in incidents
    burst_size: float  # mean tickets of an incident
    stated: float  # share of texts that state how many people are affected
    urgency: float  # 0 … 1
    fixed: tuple[str, ...]  # the details that all tickets of one incident share
    sayings: Mapping[tuple[Language, str], Sayings]  # by language and role of the writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """Everything that the generator can say."""

    causes: tuple[Cause, ...]
    details: Mapping[str, Mapping[Language, tuple[str, ...]]]  # both languages at the same position mean the same
    words: Mapping[tuple[Language, str], Mapping[str, tuple[Phrase, ...]]]  # by language and role; word → ways to say it


@cache
def bank() -> Bank:
    """The phrase banks of this package, parsed once."""
    folder = files("unticket.demo.generator") / "phrases"
    named = sorted((file for file in (folder / "causes").iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    shared = {language: _read(folder / f"{language}.toml") for language in LANGUAGES}
    return Bank(
        causes=(*(_cause(file.name.removesuffix(".toml"), _read(file)) for file in named), *_rare(_read(folder / "rare.toml"))),
        details={
            name: {language: tuple(values[language] if isinstance(values, dict) else values) for language in LANGUAGES}
            for name, values in _read(folder / "details.toml").items()
        },
        words={
            (language, role): _words({**shared[language]["words"], **shared[language]["roles"][role]}, role)
            for language in LANGUAGES
            for role in ROLES
        },
    )


def names_in_use() -> dict[str, list[str]]:
    """Given and family names to put people together from."""
    return _read(files("unticket.demo.generator") / "phrases" / "names.toml")


def _read(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def _words(found: Mapping[str, list[str]], role: str) -> dict[str, tuple[Phrase, ...]]:
    return {name: _phrases(ways, role) for name, ways in found.items()}


def _phrases(ways: list[str], role: str) -> tuple[Phrase, ...]:
    """Those phrases that people of this role say. "<student, parent> …" is said by these alone."""
    said = []
    for way in ways:
        roles, mark, phrase = way.removeprefix("<").partition("> ") if way.startswith("<") else ("", "", way)
        if not mark or role in roles.split(", "):
            said.append(parse(phrase))
    return tuple(said)


def _cause(name: str, found: dict[str, Any], *, rare: bool = False) -> Cause:
    return Cause(
        id=name,
        title=found["title"],
        rare=rare,
        weight=found["weight"],
        season=found.get("season", "flat"),
        team=found["team"],
        category=found.get("category", ""),
        tags=tuple(found.get("tags", ())),
        roles=tuple(float(found["roles"].get(role, 0)) for role in ROLES),
        handling=found["handling"],
        spread=found.get("spread", 0.7),
        burst_share=found.get("burst_share", 0.0),
        burst_size=found.get("burst_size", 3.0),
        stated=found.get("stated", 0.0),
        urgency=found.get("urgency", 0.2),
        fixed=tuple(found.get("fixed", ())),
        sayings={(language, role): _sayings(found[language], role) for language in LANGUAGES for role in ROLES},
    )


def _sayings(found: dict[str, Any], role: str) -> Sayings:
    return Sayings(
        subjects=_phrases(found["subjects"], role),
        statements=_phrases(found["statements"], role),
        particulars=_phrases(found.get("particulars", []), role),
        asks=_phrases(found.get("asks", []), role),
        notes=_phrases(found["notes"], role),
        replies=_phrases(found.get("replies", []), role),
        words=_words(found.get("words", {}), role),
    )


def _rare(found: dict[str, Any]) -> list[Cause]:
    """The long tail: many small matters that share their behaviour; the n-th is written about 1/n as often as the first."""
    common, matters = found["common"], found["matters"]
    return [
        _cause(name, {**common, "weight": common["weight"] / place, **matter}, rare=True)
        for place, (name, matter) in enumerate(matters.items(), start=1)
    ]
