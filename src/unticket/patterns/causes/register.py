"""The known-error register: what the desk itself says of what keeps coming back, in a file that people edit."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from unticket.model.errors import ConfigurationError
from unticket.model.recurring_issue import Impact
from unticket.patterns.causes.pattern import Pattern, parse_pattern

SECTION = "known_error"
_TEXT_FIELDS = ("title", "cause", "workaround", "owner", "runbook", "stays_with_people")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownError:
    """One entry: what is wrong, how it is recognised, and what the desk knows of it. "" and None: not said."""

    id: str
    title: str
    patterns: tuple[Pattern, ...]  # one is enough
    cause: str
    workaround: str = ""
    owner: str = ""
    impact: tuple[Impact, ...] = ()
    runbook: str = ""  # the name of the steps by which it is always put right
    systemic: bool | None = None  # it lies in the system and will come back
    fixable_now: bool | None = None  # the cause itself can be mended now, which is better than automating its repair
    minutes: float | None = None  # of an agent's time that one ticket takes, by estimate
    per_month: float | None = None  # how often it comes, by the desk's own word
    stays_with_people: str = ""  # what nobody may automate about it


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """All known errors, in the file's order."""

    entries: tuple[KnownError, ...] = ()

    def __getitem__(self, id_: str) -> KnownError:
        return next(entry for entry in self.entries if entry.id == id_)


def parse_register(text: str, *, where: str = "known_errors.toml", concepts: Collection[str] | None = None) -> Register:
    """The register that stands in `text` (TOML, one [[known_error]] an entry).

    Raises `ConfigurationError` that names every faulty entry and field, an unknown one with the nearest known. `where` is
    what the file is called; `concepts` are the ids that a pattern may name, None: any.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{where} is not valid TOML: {error}.", "Mend that line.") from error
    faults = [_unknown(key, (SECTION,)) for key in found if key != SECTION]
    rows = found.get(SECTION, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        faults.append(f"{SECTION!r} is not a list of entries")
        rows = []
    entries: list[KnownError] = []
    for number, row in enumerate(rows, start=1):
        name = f"entry {number}" + (f" ({row['id']!r})" if isinstance(row.get("id"), str) else "")
        reading = _Reading(row, concepts)
        entries.append(reading.entry())
        if reading.entry_id and reading.entry_id in {entry.id for entry in entries[:-1]}:
            reading.faults.append("its id is taken by an earlier entry")
        faults += [f"{name}: {fault}" for fault in reading.faults]
    if faults:
        raise ConfigurationError(
            f"{where}: {'; '.join(faults)}.", f"Each [[{SECTION}]] has an id, a title, patterns and a cause."
        )
    return Register(entries=tuple(entries))


class _Reading:
    """One entry being read, with the faults found so far."""

    def __init__(self, row: Mapping[str, Any], concepts: Collection[str] | None) -> None:
        self.row, self.concepts = row, concepts
        self.faults = [_unknown(key, _FIELDS) for key in row if key not in _FIELDS]
        self.faults += [f"{name!r} is missing" for name in ("id", "title", "patterns", "cause") if name not in row]
        self.entry_id = self._text("id")

    def entry(self) -> KnownError:
        return KnownError(
            id=self.entry_id,
            patterns=tuple(self._patterns()),
            impact=tuple(self._impact()),
            systemic=self._flag("systemic"),
            fixable_now=self._flag("fixable_now"),
            minutes=self._number("minutes"),
            per_month=self._number("per_month"),
            **{name: self._text(name) for name in _TEXT_FIELDS},
        )

    def _value(self, name: str, good: Callable[[Any], bool], meant: str) -> Any:
        value = self.row.get(name)
        if value is None or good(value):
            return value
        self.faults.append(f"{name!r} must be {meant}")
        return None

    def _text(self, name: str) -> str:
        needed = name in ("id", "title", "cause")
        value = self._value(name, lambda value: isinstance(value, str) and (bool(value.strip()) or not needed), "a text")
        return value.strip() if value else ""

    def _flag(self, name: str) -> bool | None:
        value: bool | None = self._value(name, lambda value: isinstance(value, bool), "true or false")
        return value

    def _number(self, name: str) -> float | None:
        value = self._value(
            name,
            lambda value: isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e6,
            "a number above 0",
        )
        return None if value is None else float(value)

    def _texts(self, name: str) -> list[str]:
        value = self._value(
            name,
            lambda value: isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value)),
            "a text or a list of texts",
        )
        return [value] if isinstance(value, str) else value or []

    def _patterns(self) -> Iterator[Pattern]:
        written = self._texts("patterns")
        if "patterns" in self.row and not written:
            self.faults.append("'patterns' is empty")
        for text in written:
            try:
                yield parse_pattern(text, concepts=self.concepts)
            except ValueError as error:
                self.faults.append(f"'patterns': {error}")

    def _impact(self) -> Iterator[Impact]:
        """ "academic risk: exams run on it" is a kind and its words; without a colon the words are the kind."""
        for text in self._texts("impact"):
            kind, _, said = text.partition(":")
            yield Impact(kind=kind.strip(), text=said.strip() or kind.strip())


_FIELDS = tuple(KnownError.__dataclass_fields__)


def _unknown(key: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    return f"unknown key {key!r}" + (f"; did you mean {near[0]!r}?" if near else "")
