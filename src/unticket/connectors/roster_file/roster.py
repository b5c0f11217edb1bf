"""A roster that was read: people by address, and the addresses about which it cannot be heard."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from unticket.connectors.roster_file.faults import WrongRow
from unticket.connectors.roster_file.headings import find_columns
from unticket.connectors.roster_file.person_row import Person, addresses, plain, read_person
from unticket.connectors.roster_file.settings import RosterFileSettings
from unticket.connectors.roster_file.table import Cell, read_table, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """`doubtful`: address → why a row that names it cannot be read. `smeared`: letters and digits of address cells in which no
    address can be told, so that none of them is taken for unknown."""

    people: Mapping[str, Sequence[Person]]
    doubtful: Mapping[str, str]
    smeared: frozenset[str]
    wrong_rows: Sequence[str]  # "row 7: it has no name"
    count: int  # rows that are people
    without_address: int
    digest: str
    form: str
    ends_open: bool

    def doubt(self, email: str) -> str:
        """Why this address cannot be answered for; "" where it can."""
        if email in self.doubtful:
            return self.doubtful[email]
        return "a row with an unreadable address may be meant" if _squeezed(email) in self.smeared else ""


def read_roster(content: bytes, settings: RosterFileSettings) -> Roster:
    """Raises `UnexpectedPayload` or `WrongRoster`; a row that is no person is put aside with its reason."""

    def fits(headings: Sequence[str]) -> None:
        find_columns(headings, settings.columns, listed_means_active=settings.listed_means_active)

    table = read_table(content, settings, fits)
    places = find_columns(table.headings, settings.columns, listed_means_active=settings.listed_means_active)
    people: dict[str, list[Person]] = defaultdict(list)
    doubtful: dict[str, str] = {}
    smeared: set[str] = set()
    wrong: list[str] = []
    count = without = 0
    for number, cells in table.rows:
        try:
            person = read_person(number, cells, places, settings)
        except WrongRow as error:
            wrong.append(f"row {number}: {error}")
            cell = _cell(cells, places["email"])
            # Where a row is out of step, its address stands in a cell beside.
            meant = addresses(cell) or [found for other in cells for found in addresses(shown(other))]
            doubtful |= dict.fromkeys(meant, wrong[-1])
            smeared |= {_squeezed(word) for word in (cell, *cell.split())}
            continue
        count += 1
        without += not person.emails
        for email in person.emails:
            people[email].append(person)
    return Roster(
        people=people,
        doubtful=doubtful,
        smeared=frozenset(smeared - {""}),
        wrong_rows=wrong,
        count=count,
        without_address=without,
        digest=hashlib.sha256(content).hexdigest(),
        form=table.form,
        ends_open=table.ends_open,
    )


def _cell(cells: Sequence[Cell], place: int) -> str:
    return shown(cells[place]) if place < len(cells) else ""


def _squeezed(address: str) -> str:
    return "".join(letter for letter in plain(address) if letter.isalnum())
