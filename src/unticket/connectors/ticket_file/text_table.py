"""A CSV file, row by row, however large."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from unticket.connectors.ticket_file.encoding import find_encoding
from unticket.connectors.ticket_file.faults import WrongMapping
from unticket.connectors.ticket_file.headings import knows_foreign_heading
from unticket.connectors.ticket_file.table import LARGEST_CELL, Fits, Row
from unticket.model.errors import UnexpectedPayload

_SIGNS = {",": "comma", ";": "semicolon", "\t": "tab"}


class TextTable:
    """A CSV (or tab-separated) file. Cells are all texts; a row that the CSV rules cannot part carries its fault."""

    escaped = True

    def __init__(self, file: Path, *, encoding: str, delimiter: str, fits: Fits) -> None:
        self._file = file
        self._encoding, remark = (encoding, "") if encoding else find_encoding(file, self._tells_headings)
        if self._encoding.lower().replace("_", "-") in {"utf-8", "utf8"}:
            self._encoding = "utf-8-sig"  # a mark at the start is no part of the first heading
        self._delimiter, headings = self._find_delimiter(delimiter, fits)
        self.headings: Sequence[str] = headings
        self.remarks: Sequence[str] = (remark,) if remark else ()
        name = self._encoding.removesuffix("-sig").upper() if self._encoding.startswith("utf") else self._encoding
        self.form = f"CSV, {name}, {_SIGNS.get(self._delimiter, self._delimiter)}"

    def rows(self) -> Iterator[Row]:
        parts = self._parts(self._delimiter)
        for row in parts:
            if any(cell.strip() for cell in row.cells if isinstance(cell, str)):
                break  # the headings
        yield from (row for row in parts if row.fault or any(str(cell).strip() for cell in row.cells))

    def close(self) -> None:
        """Nothing stays open between two readings."""

    def _parts(self, delimiter: str) -> Iterator[Row]:
        csv.field_size_limit(LARGEST_CELL)  # Python's own 128 KB is less than a long mail; the limit is the process's
        with self._file.open(encoding=self._encoding, newline="") as stream:
            lines = _Lines(stream, self._file.name)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            number = 0
            while True:
                number += 1
                first = lines.begin()
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    if lines.ended:
                        raise UnexpectedPayload(
                            f"{self._file.name} ends inside a quoted cell that begins in line {first}: "
                            "it is cut off, or a quotation mark is missing.",
                            "Export it again, or mend that line.",
                        ) from error
                    last = first + len(lines.taken) - 1
                    spread = f" (lines {first} to {last})" if last > first else ""
                    yield Row(number, first, ["".join(lines.taken)], f"its quotation marks do not match{spread}")
                    continue
                except UnicodeDecodeError as error:
                    raise WrongMapping(
                        f"{self._file.name} is not {self._encoding}: a byte near line {first} has no letter there.",
                        "Set encoding to what the file is in, or save it as UTF-8.",
                    ) from error
                if number == 1 and (found := re.fullmatch(r"sep=(.)", delimiter.join(cells))) and found[1]:
                    continue  # Excel's own way to say the delimiter
                yield Row(number, first, [cell if cell.isascii() else unicodedata.normalize("NFC", cell) for cell in cells])

    def _first(self, delimiter: str) -> list[str]:
        for row in self._parts(delimiter):
            cells = [str(cell) for cell in row.cells]
            if row.fault or any(cell.strip() for cell in cells):
                return [cell.strip() for cell in cells]
        return []

    def _find_delimiter(self, chosen: str, fits: Fits) -> tuple[str, list[str]]:
        if chosen:
            return chosen, self._first(chosen)
        tried = []
        for sign in _SIGNS:
            headings = self._first(sign)
            if fits(headings):
                return sign, headings
            tried.append((len(headings), sign, headings))
        # None fits: the one that parts the most headings makes the clearest message.
        _, sign, headings = max(tried, key=lambda each: each[0])
        return sign, headings

    def _tells_headings(self, encoding: str) -> bool:
        self._encoding = encoding
        with suppress(WrongMapping, UnexpectedPayload):
            return any(knows_foreign_heading(heading) for sign in _SIGNS for heading in self._first(sign))
        return False


class _Lines:
    """The lines of a file, remembering those of the row that is being read."""

    def __init__(self, stream: TextIO, name: str) -> None:
        self._stream = stream
        self._name = name
        self._number = 0
        self._length = 0
        self.taken: list[str] = []
        self.ended = False

    def begin(self) -> int:
        """A new row begins; returns the number of its first line."""
        self.taken = []
        self._length = 0
        return self._number + 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(LARGEST_CELL + 1)
        if not line:
            self.ended = True
            raise StopIteration
        self._number += 1
        self._length += len(line)
        if self._length > 2 * LARGEST_CELL:
            raise UnexpectedPayload(
                f"{self._name}: the row that begins in line {self._number - len(self.taken)} is longer than "
                f"{2 * LARGEST_CELL // 1_000_000} million characters.",
                "A quotation mark may be missing there, or this is no table of tickets.",
            )
        self.taken.append(line)
        return line
