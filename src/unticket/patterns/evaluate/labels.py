"""Which tickets belong together, as a person wrote it into a CSV or TOML file."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from unticket.model.errors import UserError

_HINT = 'Write "key" and "issue" or "incident", or both, as columns of a CSV file or in [[tickets]] of a TOML file.'
_COLUMNS = ("issue", "incident")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """By ticket, as its key or reference stands in the file."""

    issues: Mapping[str, str]  # what is wrong; a ticket whose label is empty is not judged
    incidents: Mapping[str, str]  # what one thing at one time brought; "": none. Empty: the file says nothing of incidents

    @property
    def tickets(self) -> tuple[str, ...]:
        """All that are named, in the order of the file."""
        return tuple(dict.fromkeys((*self.issues, *self.incidents)))

    def renamed(self, keys: Mapping[str, str]) -> Labels:
        """With the tickets under the names that `keys` gives them, as far as it has them."""
        return Labels(
            issues={keys.get(ticket, ticket): label for ticket, label in self.issues.items()},
            incidents={keys.get(ticket, ticket): label for ticket, label in self.incidents.items()},
        )


def parse_labels(text: str, *, where: str) -> Labels:
    """Read the labels of a file named `where`: TOML if its name ends so, else CSV. Raises `UserError` with the place."""
    rows = _toml_rows(text, where) if where.lower().endswith(".toml") else _csv_rows(text, where)
    issues: dict[str, str] = {}
    incidents: dict[str, str] = {}
    seen: set[str] = set()
    for place, row in rows:
        key = row.get("key", "")
        if not key:
            raise UserError(f"{where}, {place}: a ticket without a key.", _HINT)
        if key in seen:
            raise UserError(f"{where}, {place}: the ticket {key} stands there twice.", "Leave one of the two.")
        seen.add(key)
        if row.get("issue"):
            issues[key] = row["issue"]
        if "incident" in row:
            incidents[key] = row["incident"]
    if not issues and not any(incidents.values()):
        raise UserError(f"{where} labels no ticket.", _HINT)
    return Labels(issues=issues, incidents=incidents if any(incidents.values()) else {})


def _csv_rows(text: str, where: str) -> Iterable[tuple[str, Mapping[str, str]]]:
    head = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    names = {name: name.strip().lower() for name in reader.fieldnames or () if name}
    if "key" not in names.values() or not any(column in names.values() for column in _COLUMNS):
        raise UserError(f"{where} has no columns of labels.", _HINT)
    try:
        for row in reader:
            yield f"line {reader.line_num}", {names[name]: (row[name] or "").strip() for name in names}
    except csv.Error as error:
        raise UserError(f"{where}, line {reader.line_num}: {error}.", _HINT) from error


def _toml_rows(text: str, where: str) -> Iterable[tuple[str, Mapping[str, str]]]:
    try:
        said: Mapping[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{where} is no TOML: {error}.", _HINT) from error
    tickets = said.get("tickets")
    if not isinstance(tickets, list) or not all(isinstance(ticket, dict) for ticket in tickets):
        raise UserError(f"{where} has no [[tickets]].", _HINT)
    told_of_incidents = any("incident" in ticket for ticket in tickets)
    for number, ticket in enumerate(tickets, 1):
        row = {column: str(ticket[column]).strip() for column in ("key", *_COLUMNS) if column in ticket}
        yield f"ticket {number}", {"incident": "", **row} if told_of_incidents else row
