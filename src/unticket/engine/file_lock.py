"""One worker a SQLite file: a lock that ends with its process, however that ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from unticket.model.errors import Conflict


class FileLock:
    """Held from its making until `release`, or until the process is gone. Raises `Conflict` where another holds it."""

    def __init__(self, file: Path) -> None:
        path = file.with_name(file.name + ".worker")
        self._descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._descriptor, 20, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(self._descriptor)
            raise Conflict(
                f"Another worker (process {holder}) already works on {file}.",
                "One worker a SQLite file: stop that one first, or set database_url to PostgreSQL for several.",
            ) from None
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        os.close(self._descriptor)
