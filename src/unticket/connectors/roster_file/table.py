"""A file's bytes as a table: headings and rows of cells, whether they came as CSV or XLSX."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from unticket.connectors.roster_file.encoding import decoded
from unticket.connectors.roster_file.faults import WrongRoster
from unticket.connectors.roster_file.settings import TableFileSettings
from unticket.model.errors import ConnectorError, UnexpectedPayload

Cell = str | int | float | bool | datetime | date | time | timedelta
Numbered = tuple[int, Sequence[Cell]]  # a row with its number, as a spreadsheet counts
Fits = Callable[[Sequence[str]], None]  # raises `WrongRoster` where these are not the headings of a roster

LARGEST_UNFOLDED = 256_000_000  # bytes of all parts of a workbook together
_SIGNS = ",;\t|"
_ABOVE = 10  # rows in which the headings are looked for: a title may stand above them
_AGAIN = "Export the roster again, as CSV (UTF-8) or XLSX."


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` below the headings, blank ones left out."""

    headings: Sequence[str]
    rows: Sequence[Numbered]
    form: str  # how it was read, for people: "CSV, utf-8"
    ends_open: bool = False  # no line break at the end: it may not be all there yet


def read_table(content: bytes, settings: TableFileSettings, fits: Fits) -> Table:
    """The table in `content`. Raises `UnexpectedPayload` or `WrongRoster`."""
    if not content.strip():
        raise UnexpectedPayload("the roster is empty.", _AGAIN)
    if content.startswith(b"PK"):
        return _workbook(content, settings.sheet, fits)
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b")) or b"<html" in content[:2000].lower():
        raise UnexpectedPayload("the roster is no table: an old or locked workbook, a PDF, a web page?", _AGAIN)
    return _text(content, settings, fits)


def shown(cell: Cell) -> str:
    """The cell as a person reads it: letters composed, ends trimmed, 17.0 as 17."""
    if isinstance(cell, str):
        return unicodedata.normalize("NFC", cell).strip()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def _text(content: bytes, settings: TableFileSettings, fits: Fits) -> Table:
    text, encoding = decoded(content, settings.encoding)
    lines = text.removeprefix("\ufeff")
    if lines.startswith("sep="):  # Excel's own way to say the delimiter
        lines = lines.partition("\n")[2]
    headings, rows = _parted(lines, settings.delimiter or _SIGNS, fits)
    ends_open = not text.endswith(("\n", "\r"))
    if ends_open and rows and len(rows[-1][1]) < len(headings):
        raise UnexpectedPayload(f"the roster is cut off: its last row {rows[-1][0]} ends early.", _AGAIN)
    return Table(headings, rows, f"CSV, {encoding}", ends_open)


def _parted(lines: str, signs: str, fits: Fits) -> tuple[list[str], list[Numbered]]:
    """By the first sign that makes known headings; else the fault of the one that parts the most, for a clear message."""
    faults: list[tuple[int, ConnectorError]] = []
    for sign in signs:
        try:
            rows = _parsed(lines, sign)
        except UnexpectedPayload as error:
            faults.append((0, error))
            continue
        try:
            return headed(rows, fits)
        except WrongRoster as error:
            faults.append((max((len(cells) for _, cells in rows[:_ABOVE]), default=0), error))
    raise max(faults, key=lambda fault: fault[0])[1]


def headed(rows: Sequence[Numbered], fits: Fits) -> tuple[list[str], list[Numbered]]:
    """The headings, which may stand below a title, and the rows after them. Raises what `fits` raises of the widest row."""
    faults: list[tuple[int, WrongRoster]] = []
    for place, (_, cells) in enumerate(rows[:_ABOVE]):
        headings = [shown(cell) for cell in cells]
        try:
            fits(headings)
        except WrongRoster as error:
            faults.append((sum(map(bool, headings)), error))
        else:
            return headings, list(rows[place + 1 :])
    raise max(faults, key=lambda fault: fault[0])[1] if faults else WrongRoster("the roster is empty.", _AGAIN)


def _parsed(lines: str, sign: str) -> list[Numbered]:
    """Every row that holds anything. Quotation marks that do not match make all that follows doubtful: nothing is read then."""
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=sign, strict=True)
    try:
        return [(number, row) for number, row in enumerate(reader, 1) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise UnexpectedPayload(
            f"the quotation marks of the roster do not match near line {reader.line_num}: it is cut off, or one is missing.",
            "Mend that line, or export it again.",
        ) from error


def _workbook(content: bytes, chosen: str, fits: Fits) -> Table:
    # Imported here: only those who use it pay for it.
    import python_calamine as calamine

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_UNFOLDED:
                raise UnexpectedPayload("the roster unfolds into more than a list of people can be.", _AGAIN)
            if archive.testzip():
                raise zipfile.BadZipFile
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [chosen] if chosen else book.sheet_names
        if chosen and chosen not in book.sheet_names:
            raise WrongRoster(f"the roster has no sheet {chosen!r}.", f"It has: {', '.join(map(repr, book.sheet_names))}.")
        sheets = [(name, _rows(book.get_sheet_by_name(name))) for name in names]
    except (calamine.CalamineError, zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise UnexpectedPayload("the roster is a damaged, cut-off or locked XLSX file.", _AGAIN) from error
    return _fitting([(name, rows) for name, rows in sheets if rows], fits)


def _rows(sheet: object) -> list[Numbered]:
    rows = sheet.iter_rows()  # type: ignore[attr-defined]
    return [(number, cells) for number, cells in enumerate(rows, 1) if any(shown(cell) for cell in cells)]


def _fitting(sheets: list[tuple[str, list[Numbered]]], fits: Fits) -> Table:
    if not sheets:
        raise UnexpectedPayload("the roster is an empty workbook.", _AGAIN)
    found: list[Table] = []
    wrong: WrongRoster | None = None
    for name, rows in sheets:
        try:
            headings, rest = headed(rows, fits)
        except WrongRoster as error:
            wrong = wrong or error
        else:
            found.append(Table(headings, rest, f"XLSX, sheet {name!r}"))
    if len(found) == 1:
        return found[0]
    if wrong and not found:
        raise wrong
    raise WrongRoster("several sheets hold people.", f"Set sheet to one of: {', '.join(name for name, _ in sheets)}.")
