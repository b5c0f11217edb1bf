"""One row as a person: addresses, name, and what it says of their employment on any day."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from unticket.connectors.roster_file.faults import WrongRow
from unticket.connectors.roster_file.headings import folded
from unticket.connectors.roster_file.settings import RosterFileSettings
from unticket.connectors.roster_file.status import by_truth, by_word
from unticket.connectors.roster_file.table import Cell, shown
from unticket.model.person import Employment

_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\/]+@[^\s@<>()\[\],;:\"\\/]+\.[^\s@<>()\[\],;:\"\\/]+")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_LANGUAGES = {
    **dict.fromkeys(("en", "eng", "en-us", "en-gb", "english", "tiếng anh"), "en"),
    **dict.fromkeys(("vi", "vie", "vi-vn", "vn", "vietnamese", "tiếng việt"), "vi"),
}
_MOST_CAREFUL_FIRST = (Employment.TERMINATED, Employment.LEAVING, Employment.ACTIVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What one row says. `stated` is by its words; the last day speaks too, on each day anew."""

    id: str
    name: str
    emails: tuple[str, ...]
    stated: Employment
    staff_number: str = ""
    starts_on: date | None = None
    leaves_on: date | None = None
    language: str = ""


def plain(address: str) -> str:
    """`address` for comparing: letter case aside, and only in ASCII: "K" (the Kelvin sign) is no k."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in address.strip())


def addresses(cell: str) -> tuple[str, ...]:
    """Every address in a cell, plain, each once."""
    return tuple(dict.fromkeys(plain(found) for found in _ADDRESS.findall(cell)))


def read_person(number: int, cells: Sequence[Cell], places: Mapping[str, int], settings: RosterFileSettings) -> Person:
    """The person of row `number`. Raises `WrongRow`."""

    def cell(field: str) -> Cell:
        place = places.get(field, len(cells))
        return cells[place] if place < len(cells) else ""

    told = shown(cell("email"))
    emails = addresses(told)
    if told and ("@" in _ADDRESS.sub("", told) or not emails):
        raise WrongRow("its address cannot be read")
    name = shown(cell("name")) or _joined(places, cell)
    if not name:
        raise WrongRow("it has no name")
    staff_number = shown(cell("staff_number"))
    return Person(
        id=staff_number or f"row {number}",
        name=name,
        emails=emails,
        stated=_stated(places, cell, settings),
        staff_number=staff_number,
        starts_on=_day(cell("starts_on"), "first day", settings.date_format),
        leaves_on=_day(cell("leaves_on"), "last day", settings.date_format),
        language=_LANGUAGES.get(folded(shown(cell("language"))), ""),
    )


def _stated(places: Mapping[str, int], cell: Callable[[str], Cell], settings: RosterFileSettings) -> Employment:
    """The most careful word of those that the row has."""
    said = [Employment.ACTIVE]  # of a row in a roster that tells otherwise who left: by last days, or by leaving them out
    if "status" in places:
        said.append(by_word(shown(cell("status")), settings.status_words))
    if "active" in places:
        said.append(by_truth(shown(cell("active"))))
    return next(one for one in _MOST_CAREFUL_FIRST if one in said)


def _joined(places: Mapping[str, int], cell: Callable[[str], Cell]) -> str:
    """Given and family name in the order of their columns, which is the order of the language."""
    parts = sorted((places[field], field) for field in ("given_name", "family_name") if field in places)
    return " ".join(word for _, field in parts if (word := shown(cell(field))))


def _day(cell: Cell, what: str, date_format: str) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = shown(cell)
    if not text:
        return None
    try:
        if isinstance(cell, str) and date_format:
            return datetime.strptime(text, date_format).date()  # noqa: DTZ007 - a day has no zone
        if isinstance(cell, str) and _ISO.fullmatch(text[:10]):
            return date.fromisoformat(text[:10])
    except ValueError:
        pass
    raise WrongRow(f"its {what} is not a date {'as date_format says' if date_format else 'such as 2026-02-18'}")
