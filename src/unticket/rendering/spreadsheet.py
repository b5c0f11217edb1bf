"""Writes cells that are what they say: text stays text, a time is a real date, a length of time a real number."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from unticket.rendering.texts import Texts
from unticket.reports.report import Unit, Value

TEXT_AT_MOST = 32_767  # characters in a cell, by the file format
ROWS_AT_MOST = 1_048_576  # of a sheet, by the file format
_FIRST_YEAR = 1900  # before it, a spreadsheet knows no dates
_FORMATS = {
    Unit.COUNT: "#,##0",
    Unit.SHARE: "0.0%",
    Unit.DURATION: "[h]:mm",
    Unit.CHANGE: "+0%;-0%;0%",
}
_DATES = {
    "en": {Unit.TIME: "d mmm yyyy hh:mm", Unit.DAY: "ddd d mmm yyyy"},
    "vi": {Unit.TIME: "dd/mm/yyyy hh:mm", Unit.DAY: "dd/mm/yyyy"},
}
_STYLES: dict[str, dict[str, Any]] = {
    "": {},
    "title": {"bold": True, "font_size": 16, "font_color": "#14596F"},
    "total": {"bold": True, "top": 2},
    "before": {"font_color": "#56626E"},
    "head": {"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom", "font_color": "#1F2933", "bg_color": "#F4F3EF"},
}


class Sheets:
    """A workbook being written. Times are written in the zone of `texts`."""

    def __init__(self, book: xlsxwriter.Workbook, texts: Texts) -> None:
        self.book = book
        self._texts = texts
        self._formats: dict[tuple[Unit, str], Format] = {}

    @classmethod
    @contextmanager
    def opened(
        cls, target: IO[bytes] | Path, texts: Texts, *, made_at: datetime | None, title: str, row_by_row: bool = False
    ) -> Iterator[Sheets]:
        """A workbook that is written to `target` at the end. `row_by_row` keeps only the current row in memory."""
        options = {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "in_memory": not row_by_row,
            "constant_memory": row_by_row,
        }
        book = xlsxwriter.Workbook(target if not isinstance(target, Path) else str(target), options)
        created = texts.figures.local(made_at).replace(tzinfo=None) if made_at else datetime(2000, 1, 1)  # noqa: DTZ001
        book.set_properties({"title": title, "created": created})  # the same report makes the same file
        yield cls(book, texts)
        try:
            book.close()
        except FileCreateError as error:  # the library's wrapping of what the system refused
            raise error.args[0] from error

    def add(self, name: str) -> Worksheet:
        """A sheet; what no sheet may be called is taken out of `name`."""
        allowed = "".join(" " if sign in "[]:*?/\\'" else sign for sign in name).strip()[:31]
        return self.book.add_worksheet(allowed or None)

    def head(self, sheet: Worksheet, row: int, column: int, text: str) -> None:
        """The head of a column."""
        self.write(sheet, row, column, text, style="head")

    def write(  # noqa: PLR0917
        self, sheet: Worksheet, row: int, column: int, value: Value, unit: Unit = Unit.TEXT, style: str = ""
    ) -> None:
        """One cell. What is missing is empty, what a spreadsheet cannot hold as a number or date is its text."""
        look = self._format(unit, style)
        number = self._number(value, unit)
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            sheet.write_blank(row, column, None, look)
        elif isinstance(number, datetime):
            sheet.write_datetime(row, column, number, look)
        elif number is not None:
            sheet.write_number(row, column, number, look)
        else:
            text = value if isinstance(value, str) else self._texts.figures.write(unit, value)
            sheet.write_string(row, column, cell_text(text), look)

    def _number(self, value: Value, unit: Unit) -> float | datetime | None:
        if isinstance(value, timedelta):
            days = value / timedelta(days=1)
            return days if days >= 0 else None
        if isinstance(value, datetime):
            local = self._texts.figures.local(value).replace(tzinfo=None)
            return local if local.year >= _FIRST_YEAR else None
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day) if value.year >= _FIRST_YEAR else None  # noqa: DTZ001
        if isinstance(value, (int, float)):
            return value - 1 if unit is Unit.CHANGE else value
        return None

    def _format(self, unit: Unit, style: str) -> Format:
        if (unit, style) not in self._formats:
            look = dict(_STYLES[style])
            pattern = _FORMATS.get(unit) or _DATES[self._texts.language].get(unit)
            if pattern:
                look |= {"num_format": pattern, "align": "left" if unit is Unit.DAY else "right"}
            self._formats[unit, style] = self.book.add_format(look)
        return self._formats[unit, style]


def cell_text(text: str) -> str:
    """`text` as a cell can hold it: at most `TEXT_AT_MOST` characters, no half of a surrogate pair."""
    whole = text.encode("utf-8", "replace").decode()
    return whole if len(whole) <= TEXT_AT_MOST else whole[: TEXT_AT_MOST - 1] + "…"
