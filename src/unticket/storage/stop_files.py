"""The stop as a file: it works while no database does, and anybody can make it by hand."""

from __future__ import annotations

import json
import os
from pathlib import Path

from unticket.model.errors import StorageError
from unticket.runbooks.acting.record import Stop

ALL = "*"


class StopFiles:
    """`STOP` stops everything, `STOP.login` one runbook; that the file is there is enough, whatever stands in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def file(self, runbook: str) -> Path:
        """The file whose mere being there stops `runbook`."""
        return self._folder / ("STOP" if runbook == ALL else f"STOP.{runbook}")

    def write(self, runbook: str, *, by: str, why: str) -> None:
        """Stop. Raises `StorageError` where the file cannot be made."""
        file = self.file(runbook)
        try:
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
                opened.write(json.dumps({"by": by, "why": why}, ensure_ascii=False))
        except OSError as error:
            raise StorageError(f"{file} cannot be written: {error.strerror}.", f"Make it by hand: touch {file}") from error

    def remove(self, runbook: str) -> None:
        """Let go on, as far as the file goes."""
        file = self.file(runbook)
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"{file} cannot be removed: {error.strerror}.", "Remove it by hand.") from error

    def in_force(self, runbook: str) -> Stop | None:
        """Why nothing is done, where a file says so."""
        for name in (ALL, runbook):
            if os.path.lexists(self.file(name)):  # a broken link counts: in doubt it is a stop
                return self._told(name)
        return None

    def _told(self, runbook: str) -> Stop:
        try:
            told = json.loads(self.file(runbook).read_text("utf-8"))
            return Stop(runbook=runbook, by=str(told["by"]), why=str(told["why"]))
        except (OSError, ValueError, KeyError, TypeError):
            return Stop(runbook=runbook, by="", why=f"the file {self.file(runbook).name} is there")
