"""Tells this database from a copy of it that was put back later, in which nothing may act (guard rail 1)."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Connection, bindparam, delete, insert, select

from unticket.model.errors import StorageError
from unticket.storage.acting_tables import AUDIT
from unticket.storage.tables import BOOKMARKS

_ROW = "acting.instance"
# Asked before every effect, so built once.
_ID = select(BOOKMARKS.c.value).where(BOOKMARKS.c.name == _ROW)
_SEAL = select(AUDIT.c.mac).where(AUDIT.c.sequence == bindparam("sequence"))


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the audit had come, by a file that no backup of the database holds."""

    instance: str
    sequence: int = 0
    mac: str = ""


class Instance:
    """An id in a row and in a file beside the database, and in the file the newest seal of the audit that this machine saw.

    A database that was put back has another id, or lacks that seal. Do not put the file into backups of the database.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._seen = 0

    def mark(self) -> Mark | None:
        """What the file says; None where there is none that can be read. To be read before the database, never after."""
        try:
            found = json.loads(self.file.read_text("utf-8"))
            return Mark(str(found["instance"]), int(found["sequence"]), str(found["mac"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def distrust(self, connection: Connection, mark: Mark | None) -> str:
        """Why this database may be a copy put back, or ""."""
        if mark is None:
            return f"{self.file.name} is missing: the database may have been put back, or this machine is new"
        if self.id_of(connection) != mark.instance:
            return f"the database is not the one that {self.file.name} belongs to"
        if mark.sequence:
            found = connection.scalar(_SEAL, {"sequence": mark.sequence})
            if found != mark.mac:
                return f"the database lacks what {self.file.name} has seen: an older copy was put back"
        return ""

    def id_of(self, connection: Connection) -> str:
        """The id in the row, or ""."""
        return connection.scalar(_ID) or ""

    def renew(self, connection: Connection) -> str:
        """A new id in the row: what was promoted under the old one counts no more. The file follows with `write`."""
        new = secrets.token_hex(16)
        connection.execute(delete(BOOKMARKS).where(BOOKMARKS.c.name == _ROW))
        connection.execute(insert(BOOKMARKS).values(name=_ROW, value=new))
        return new

    def write(self, mark: Mark) -> None:
        """Put `mark` into the file, whole or not at all. Raises `StorageError`."""
        beside = self.file.with_name(f"{self.file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        try:
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as opened:
                opened.write(json.dumps(asdict(mark)))
            beside.replace(self.file)
        except OSError as error:
            raise StorageError(f"{self.file} cannot be written: {error.strerror}.") from error

    def advance(self, sequence: int, mac: str) -> None:
        """The audit has come further. Only where this machine has a file already: a missing one is never made by itself."""
        mark = self.mark() if sequence > self._seen else None
        if mark is not None and mark.sequence < sequence:
            self.write(Mark(mark.instance, sequence, mac))
            self._seen = sequence
