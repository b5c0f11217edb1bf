"""A desk whose tickets stand in a file of the test's own making."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from unticket.connectors.connector import Surroundings
from unticket.connectors.ticket_file.settings import TicketFileSettings
from unticket.connectors.ticket_file.ticket_file import TicketFile
from unticket.model.finding import Finding
from unticket.model.ticket import Ticket

HEADINGS = ("Ticket number", "Title", "Stage", "Assigned user", "Tags", "Created on", "Closed Date")
SAMPLES = Path(__file__).parent / "files"


@dataclass(frozen=True)
class OpenDesk:
    """A ticket file and what a person would ask it."""

    source: TicketFile
    folder: Path

    @property
    def tickets(self) -> list[Ticket]:
        return [ticket for page in self.source.tickets_after("") for ticket in page.tickets]

    @property
    def numbers(self) -> list[str]:
        return [ticket.reference for ticket in self.tickets]

    @property
    def said(self) -> dict[str, Finding]:
        return {finding.kind: finding for finding in self.source.check()}

    @property
    def rejected(self) -> list[list[str]]:
        """The rows of the rejects file below its head; none without a file."""
        self.source.check()  # reads the files
        file = self.folder / "rejected-rows.csv"
        if not file.exists():
            return []
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.reader(stream))[1:]


OpenADesk = Callable[..., OpenDesk]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[OpenADesk]:
    """Opens the file (or folder, or pattern) named, with further settings by name; relative paths begin in `tmp_path`."""
    opened: list[TicketFile] = []

    def open_desk(path: str | Path, *, zone: str = "Asia/Ho_Chi_Minh", **settings: Any) -> OpenDesk:
        chosen = TicketFileSettings(kind="ticket_file", path=os.fspath(path), **settings)
        source = TicketFile(chosen, Surroundings(timezone=zone, folder=str(tmp_path)))
        opened.append(source)
        return OpenDesk(source, tmp_path)

    yield open_desk
    for source in opened:
        source.close()


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows under headings as a CSV in `tmp_path`."""

    def write(
        *rows: Sequence[object],
        headings: Sequence[str] = HEADINGS,
        name: str = "tickets.csv",
        encoding: str = "utf-8",
        delimiter: str = ",",
    ) -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding=encoding, newline="") as stream:
            csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([headings, *rows])
        return path

    return write


@pytest.fixture
def write_xlsx(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows under headings as an XLSX in `tmp_path`; each further sheet by its name."""

    def write(*rows: Sequence[object], headings: Sequence[str] = HEADINGS, name: str = "tickets.xlsx", **sheets: Any) -> Path:
        book = openpyxl.Workbook()
        first = book.active
        assert first is not None
        for row in (headings, *rows):
            first.append(row)
        for title, content in sheets.items():
            sheet = book.create_sheet(title)
            for row in content:
                sheet.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def row() -> Callable[..., list[object]]:
    """A sound row under `HEADINGS`, any of its cells changed by name."""

    def make(number: str = "HT00001", **cells: object) -> list[object]:
        sound: dict[str, object] = {
            "number": number,
            "title": "The LMS is slow",
            "stage": "Done",
            "assignee": "Ada Agent",
            "tags": "LMS,video",
            "opened": "2026-02-18 08:40:00",
            "closed": "2026-02-18 09:10:00",
        }
        assert cells.keys() <= sound.keys()
        return list((sound | cells).values())

    return make


@pytest.fixture
def samples() -> Path:
    return SAMPLES
