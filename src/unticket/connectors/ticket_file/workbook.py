"""An XLSX file, looked over before it is opened: a small one may unfold into more than a machine can hold."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import python_calamine as calamine

from unticket.connectors.ticket_file.faults import WrongMapping
from unticket.connectors.ticket_file.table import Fits, Row, is_blank, text_of
from unticket.model.errors import UnexpectedPayload

LARGEST_UNFOLDED = 512_000_000  # bytes of all parts together
LARGEST_SHEET = 30_000_000  # cells from the first to the last; the library holds the whole rectangle in memory
_CHUNK = 1 << 20
_PLACE = re.compile(rb"""\sr=["']([A-Z]{1,3})(\d{1,7})["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")


class Workbook:
    """One sheet of an XLSX file. Dates, numbers and truth values keep their types."""

    escaped = False

    def __init__(self, file: Path, *, sheet: str, fits: Fits) -> None:
        self._file = file
        formulas = _look_over(file)
        try:
            self._book = calamine.load_workbook(file)
            self._sheet, headings = self._find_sheet(sheet, fits)
        except (calamine.CalamineError, OSError) as error:
            raise _damaged(file) from error
        self.headings: Sequence[str] = headings
        self.form = f"XLSX, sheet {self._sheet.name!r}"
        lost = (
            f"{file.name}: {formulas} cells hold formulas, of which only the last computed value can be read. Odoo's XLSX "
            "export writes a text that begins with = as a formula and so loses it; its CSV export keeps it"
        )
        self.remarks: Sequence[str] = (lost,) if formulas else ()

    def rows(self) -> Iterator[Row]:
        begun = False
        try:
            for number, cells in enumerate(self._sheet.iter_rows(), 1):
                if all(map(is_blank, cells)):
                    continue
                if begun:
                    yield Row(number, number, cells)
                begun = True
        except calamine.CalamineError as error:
            raise _damaged(self._file) from error

    def close(self) -> None:
        self._book.close()

    def _find_sheet(self, chosen: str, fits: Fits) -> tuple[calamine.CalamineSheet, list[str]]:
        names = self._book.sheet_names
        if chosen:
            if chosen not in names:
                raise WrongMapping(f"{self._file.name} has no sheet {chosen!r}.", f"It has: {', '.join(map(repr, names))}.")
            sheet = self._book.get_sheet_by_name(chosen)
            return sheet, _first(sheet)
        opened = [self._book.get_sheet_by_name(name) for name in names]
        held = [(sheet, headings) for sheet in opened if (headings := _first(sheet))]
        fitting = [(sheet, headings) for sheet, headings in held if fits(headings)]
        if len(fitting) > 1:
            both = " and ".join(repr(sheet.name) for sheet, _ in fitting)
            raise WrongMapping(f"{self._file.name}: sheets {both} both hold tickets.", f'Set sheet = "{fitting[0][0].name}".')
        if not held:
            raise UnexpectedPayload(f"{self._file.name} is an empty workbook.", "Export the tickets again.")
        return (fitting or held)[0]


def _first(sheet: calamine.CalamineSheet) -> list[str]:
    for cells in sheet.iter_rows():
        if not all(map(is_blank, cells)):
            headings = [text_of(cell) for cell in cells]
            while headings and not headings[-1]:
                headings.pop()
            return headings
    return []


def _look_over(file: Path) -> int:
    """Read every part once, to its end, in small pieces. Returns how many cells hold formulas.

    The sizes that a ZIP states may lie; reading through it proves them, and each part's checksum with them.
    """
    formulas = 0
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise UnexpectedPayload(
                    f"{file.name} is {_other_archive(archive, names)}, not an XLSX workbook.",
                    "Export the tickets as XLSX or CSV.",
                )
            if any(part.flag_bits & 1 for part in parts):
                raise UnexpectedPayload(f"{file.name} is encrypted.", "Save it without a password.")
            if sum(part.file_size for part in parts) > LARGEST_UNFOLDED:
                raise UnexpectedPayload(
                    f"{file.name} unfolds to more than {LARGEST_UNFOLDED // 1_000_000} MB.", "Export fewer tickets, or as CSV."
                )
            for part in parts:
                formulas += _look_through(file, archive, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise _damaged(file) from error
    return formulas


def _look_through(file: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    formulas = width = height = 0
    rest = b""
    is_xml = not part.filename.startswith("xl/media/")
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if not is_xml:
                continue
            # A piece ends where its last tag begins, so that no tag is cut in two.
            chunk = rest + chunk
            end = chunk.rfind(b"<")
            piece, rest = (chunk[:end], chunk[end:]) if end > 0 else (chunk, b"")
            for found in _PLACE.finditer(piece if chunk else b""):
                height = max(height, int(found[2]))
                width = max(width, _column(found[1]))
            formulas += len(_FORMULA.findall(piece))
            if width * height > LARGEST_SHEET:
                raise UnexpectedPayload(
                    f"{file.name}: a sheet of {height} rows and {width} columns is larger than Unticket reads "
                    f"({LARGEST_SHEET // 1_000_000} million cells).",
                    "Delete stray cells far below or right of the table, or export as CSV.",
                )
    return formulas if part.filename.startswith("xl/worksheets/") else 0


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _other_archive(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "mimetype" in names and b"opendocument" in archive.read("mimetype")[:200]:
        return "an OpenDocument file (ODS)"
    return "a Word document" if "word/document.xml" in names else "a ZIP archive"


def _damaged(file: Path) -> UnexpectedPayload:
    return UnexpectedPayload(f"{file.name} is a damaged or cut-off XLSX file.", "Export or download it again.")
