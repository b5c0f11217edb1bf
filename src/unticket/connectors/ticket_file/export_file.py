"""One exported file: what it is now, and the tickets in it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from unticket.connectors.ticket_file.clock import Clock
from unticket.connectors.ticket_file.faults import WrongRow
from unticket.connectors.ticket_file.headings import find_columns
from unticket.connectors.ticket_file.opening import open_table
from unticket.connectors.ticket_file.settings import TicketFileSettings
from unticket.connectors.ticket_file.table import Row
from unticket.connectors.ticket_file.ticket_row import Record, TicketRows
from unticket.model.errors import Unreachable
from unticket.model.period import zone
from unticket.model.ticket import Ticket


@dataclass(frozen=True, slots=True)
class FileState:
    """What tells one version of a file from the next."""

    path: Path
    size: int
    written_ns: int
    arrived_ns: int  # when it came to stand under this name; a copy may keep an old time of writing
    inode: int

    @classmethod
    def now(cls, path: Path) -> FileState:
        """Raises `Unreachable`."""
        try:
            found = path.stat()
        except OSError as error:
            raise Unreachable(
                f"{path} cannot be read: {error.strerror or error}.", "Check the path and its permissions."
            ) from error
        return cls(path, found.st_size, found.st_mtime_ns, max(found.st_mtime_ns, found.st_ctime_ns), found.st_ino)

    @property
    def written_at(self) -> datetime:
        return datetime.fromtimestamp(self.written_ns / 1e9, UTC)

    @property
    def arrived_at(self) -> datetime:
        return datetime.fromtimestamp(self.arrived_ns / 1e9, UTC)


class ExportFile:
    """A file whose headings are understood. Raises `ConnectorError` where they cannot be, or the file cannot be read."""

    def __init__(self, state: FileState, settings: TicketFileSettings, timezone: str) -> None:
        self.state = state
        self.table = open_table(state.path, settings)
        self.columns = find_columns(self.table.headings, settings.columns, state.path.name)
        self.remarks: Counter[tuple[str, str]] = Counter()  # kind and place of what people should know → how often
        self.counting = True  # a file is read several times, and counted once
        self.rows = TicketRows(
            self.columns,
            Clock(zone(timezone), settings.date_format, self._remark),
            self._remark,
            priorities=settings.priorities,
            tag_separator=settings.tag_separator,
            escaped=self.table.escaped,
        )

    @property
    def name(self) -> str:
        return self.state.path.name

    @property
    def tells_changes(self) -> bool:
        """Whether a column says when each ticket was last changed."""
        return "changed_at" in self.columns.places

    def entries(self) -> Iterator[tuple[Record, Ticket | WrongRow]]:
        """Every ticket's record with the ticket, or with the reason why it is none, in the file's order."""
        record: Record | None = None
        for row in self.table.rows():
            if self.rows.is_group_heading(row):
                self._remark("group_heading", "")
            elif not self.rows.continues(row):
                if record is not None:
                    yield record, self._made(record)
                record = Record(row)
            elif record is not None:
                record.more.append(row)
            else:
                yield Record(row), WrongRow("nothing but further tags, and no ticket above them")
        if record is not None:
            yield record, self._made(record)

    def number(self, row: Row) -> str:
        return "" if row.fault else self.rows.number(row)

    def close(self) -> None:
        self.table.close()

    def _remark(self, kind: str, place: str) -> None:
        self.remarks[kind, place] += self.counting

    def _made(self, record: Record) -> Ticket | WrongRow:
        try:
            return self.rows.ticket(record, self.state.arrived_at)
        except WrongRow as reason:
            return reason


def found_files(path: str, folder: Path, rejects: Path) -> tuple[list[Path], list[Path]]:
    """The files that `path` means (a file, a folder or a pattern), and those in the folder that are no exports by their names.

    Raises `Unreachable` where there is none.
    """
    place = folder / Path(path).expanduser()
    if any(sign in path for sign in "*?[") and not place.exists():
        anchor = Path(place.anchor or ".")
        found = sorted(anchor.glob(os.fspath(place.relative_to(anchor) if place.anchor else place)))
        inside = [file for file in found if file.is_file()]
        chosen = [file for file in inside if not _is_hidden(file) and not _same(file, rejects)]
        others: list[Path] = []
    elif place.is_dir():
        inside = [
            file for file in sorted(place.iterdir()) if file.is_file() and not _is_hidden(file) and not _same(file, rejects)
        ]
        chosen = [file for file in inside if file.suffix.lower() in {".csv", ".tsv", ".xlsx", ".xlsm"}]
        others = [file for file in inside if file not in chosen]
    else:
        chosen, others = [place], []
    if not chosen:
        raise Unreachable(f"{place} holds no CSV or XLSX file.", "Put the desk's export there, or mend desk.path.")
    return chosen, others


def _is_hidden(file: Path) -> bool:
    return file.name.startswith((".", "~$"))  # "~$…" is Excel's lock on an open workbook


def _same(file: Path, other: Path) -> bool:
    return file.resolve() == other.resolve()
