"""A file as a table: headings, then rows of cells, whatever format it came in."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

Cell = str | int | float | bool | datetime | date | time | timedelta
Remark = Callable[[str, str], None]  # a kind of oddity, and what it was found in; each call is one more
Fits = Callable[[Sequence[str]], bool]  # do these headings tell what a ticket needs?

LARGEST_CELL = 16_000_000  # characters


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `number` counts as a spreadsheet does (the first row is 1), `line` as a text editor does."""

    number: int
    line: int
    cells: Sequence[Cell]
    fault: str = ""  # why the cells could not even be told apart

    @property
    def place(self) -> str:
        return f"row {self.number}" if self.line == self.number else f"row {self.number} (line {self.line})"


class Table(Protocol):
    """An opened file. Raises `ConnectorError` where the file is not what it says it is."""

    headings: Sequence[str]
    form: str  # how it was read, for people: "CSV, UTF-8, comma"
    remarks: Sequence[str]  # what a person should know about how it was read
    escaped: bool  # formulas are disarmed by a leading ' (Odoo does so in CSV)

    def rows(self) -> Iterator[Row]:
        """Every row below the headings, blank ones left out."""

    def close(self) -> None:
        """Give the file back."""


def text_of(cell: Cell) -> str:
    """The cell as a person reads it: letters composed, ends trimmed, 20289.0 as 20289."""
    if isinstance(cell, str):
        if cell.isascii():
            return cell.strip()
        return unicodedata.normalize("NFC", cell).strip()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()
