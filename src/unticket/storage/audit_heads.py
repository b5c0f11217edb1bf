"""The audit's heads, written outside the database: what was sealed by then can no longer be cut off unseen."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from unticket.model.errors import StorageError
from unticket.storage.audit_chain import Head


class AuditHeads:
    """A text file to which a line a day is added: time, number, seal. Keep a copy where the worker cannot write."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def write(self, head: Head, at: datetime) -> None:
        """Add a line, unless the audit has none yet. Raises `StorageError`."""
        if head.sequence == 0:
            return
        line = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ} {head.sequence} {head.mac}\n"
        try:
            handle = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            try:
                os.write(handle, line.encode())
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise StorageError(f"{self.file} cannot be written: {error.strerror}.", "Check audit.heads_file.") from error

    def all(self) -> tuple[Head, ...]:
        """Every head that was written. Raises `StorageError`, also for a line that is none."""
        try:
            lines = self.file.read_text("ascii").splitlines()
            return tuple(Head(int(number), mac) for _, number, mac in (line.split(" ") for line in lines))
        except FileNotFoundError:
            return ()
        except (OSError, ValueError) as error:
            raise StorageError(f"{self.file} cannot be read as heads of the audit.", "Put back a copy of it.") from error
