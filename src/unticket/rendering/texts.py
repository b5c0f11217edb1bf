"""Finds the words of a report in the reader's language and fills them in."""

from __future__ import annotations

import re
import tomllib
import warnings
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

from unticket.rendering.figures import Figures
from unticket.reports.report import Insight

FALLBACK = "en"
_FILES = ("pages", "insights", "patterns", "plan", "articles", "schedules", "warnings")
_BLANK = re.compile(r"\{(\w+)(?::(\w+))?\}")


class MissingText(UserWarning):
    """A text is in no catalogue. Tests, where warnings are errors, stop here; a reader sees English, or the key."""


class Texts:
    """All words of one language. `timezone` is the zone in which times are written."""

    def __init__(self, language: str, timezone: str = "UTC") -> None:
        self.language = language if catalogue(language) else FALLBACK
        self.figures = Figures(self.language, timezone, {name: self._find(f"unit.{name}") for name in _UNITS})

    def __call__(self, key: str, **values: Any) -> str:
        """The text of `key`, filled. Where it has `one` and `other`, `count` chooses."""
        return self._fill(self._chosen(key, values), values)

    def insight(self, insight: Insight) -> str:
        """The sentence of `insight`, with its numbers. Evidence that no number names can be written as {tickets:count}."""
        values = {"tickets": insight.behind.total, **insight.numbers}
        key = insight.kind if "." in insight.kind else f"insights.{insight.kind}"
        return self._fill(self._chosen(key, values), values)

    def measure(self, name: str) -> str:
        """What the column of that measure is called."""
        return self._find_any(f"measures.{name}", f"measures.{name}.label", f"column.{name}")

    def named(self, section: str, name: str, otherwise: str = "other") -> str:
        """The text `section.name`, or `section.otherwise` where a report of that name has none of its own."""
        return self._find(f"{section}.{name}" if f"{section}.{name}" in catalogue(self.language) else f"{section}.{otherwise}")

    def _chosen(self, key: str, values: Mapping[str, Any]) -> str:
        one = values.get("count") == 1
        return self._find_any(key, f"{key}.text", *([f"{key}.one"] if one else []), f"{key}.other", f"{key}.one")

    def _find(self, key: str) -> str:
        return self._find_any(key)

    def _find_any(self, *keys: str) -> str:
        """The first of `keys` that this language, else English, has."""
        for language in dict.fromkeys((self.language, FALLBACK)):
            texts = catalogue(language)
            for key in keys:
                if key in texts:
                    if language != self.language:
                        _warn(f"{self.language} has no text {key!r}")
                    return texts[key]
        _warn(f"no language has a text {keys[0]!r}")
        return keys[0]

    def _fill(self, template: str, values: Mapping[str, Any]) -> str:
        def written(blank: re.Match[str]) -> str:
            name, unit = blank[1], blank[2] or "text"
            if name not in values:
                _warn(f"{template!r} asks for {name!r}, which is not given")
            value = values.get(name)
            if unit == "role":  # who does it: a role of the plan's catalogue, or a person's own words
                return catalogue(self.language).get(f"plan.owners.{value}", str(value))
            return self.figures.write(unit, value)

        return _BLANK.sub(written, template)


_UNITS = ("second", "minute", "hour", "day", "day_hour")


@lru_cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every text of `language`, by its dotted key. A language without files has none."""
    folder = resources.files("unticket.rendering") / "texts"
    found: dict[str, str] = {}
    for name in _FILES:
        file = folder / f"{name}.{language}.toml"
        if language.isalpha() and file.is_file():
            found.update(_flat(tomllib.loads(file.read_text("utf-8")), ""))
    return found


def _flat(section: Mapping[str, Any], before: str) -> Iterator[tuple[str, str]]:
    for name, value in section.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", str(value)


def _warn(what: str) -> None:
    warnings.warn(what, MissingText, stacklevel=4)
