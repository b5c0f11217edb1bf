"""The rejects file: the rows that could not be read, as they stood, each with its place and reason."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from unticket.connectors.ticket_file.faults import WrongMapping
from unticket.connectors.ticket_file.table import Cell, Row
from unticket.model.errors import Unreachable

_HEAD = ("file", "row", "line", "reason", "cells")


class Rejects:
    """Collects wrong rows beside their final place, and puts the whole list there at once, or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._stream: IO[str] | None = None

    def add(self, file: Path, row: Row, reason: str) -> None:
        """Put one row aside. Raises `Unreachable` where it cannot be written: no row is lost in silence."""
        try:
            if self._stream is None:
                self._begin()
            csv.writer(self._stream).writerow((file.name, row.number, row.line, reason, *map(_harmless, row.cells)))  # type: ignore[arg-type]
        except OSError as error:
            raise self._unwritable(error) from error
        self.count += 1

    def commit(self) -> None:
        """Replace the list of the last reading; without a wrong row, take an old one away."""
        try:
            if self._stream is None:
                if self._is_ours():
                    self.path.unlink(missing_ok=True)
                return
            if self.path.exists() and not self._is_ours():
                raise WrongMapping(
                    f"{self.path} is no list of rejected rows, and is left alone.", "Set rejects to another file."
                )
            self._stream.flush()
            os.fsync(self._stream.fileno())
            Path(self._stream.name).replace(self.path)
            self._stream.close()
            self._stream = None
        except OSError as error:
            raise self._unwritable(error) from error

    def discard(self) -> None:
        """Forget what was collected and not yet put in place."""
        if self._stream is not None:
            with suppress(OSError):
                self._stream.close()
                Path(self._stream.name).unlink(missing_ok=True)
            self._stream = None

    def _begin(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._stream = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed by commit or discard
            "w", encoding="utf-8-sig", newline="", dir=self.path.parent, prefix=f".{self.path.name}.", delete=False
        )
        csv.writer(self._stream).writerow(_HEAD)

    def _is_ours(self) -> bool:
        if not self.path.is_file():
            return False
        with self.path.open("rb") as stream:
            return stream.read(64).removeprefix(b"\xef\xbb\xbf").startswith(",".join(_HEAD).encode())

    def _unwritable(self, error: OSError) -> Unreachable:
        return Unreachable(
            f"Rows that cannot be read cannot be put aside in {self.path}: {error.strerror or error}.",
            "Make room or give leave to write there, or set rejects to another file.",
        )


def _harmless(cell: Cell) -> str:
    """The cell as a text that no spreadsheet runs as a formula."""
    text = str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def listed(reasons: Sequence[str], most: int = 3) -> str:
    """The first few reasons, and how many there are beyond."""
    more = len(reasons) - most
    return "; ".join(reasons[:most]) + (f"; and {more} more" if more > 0 else "")
