"""The emergency stop: a row and a file, either of which is enough (guard rail 9)."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, insert, select, update

from unticket.model.errors import StorageError
from unticket.runbooks.acting.record import Entry, Stop
from unticket.storage.acting_tables import STOPS
from unticket.storage.audit_chain import AuditChain
from unticket.storage.database import Database

ALL = "*"


class SqlStops:
    """Implements `Stops`. The file `STOP` stops everything, `STOP.login` one runbook; what stands in it does not matter."""

    def __init__(self, database: Database, chain: AuditChain, folder: Path) -> None:
        self._database = database
        self._chain = chain
        self._folder = folder

    def file(self, runbook: str) -> Path:
        """The file whose mere being there stops `runbook`."""
        return self._folder / ("STOP" if runbook == ALL else f"STOP.{runbook}")

    def stop(self, runbook: str, *, by: str, why: str, now: datetime) -> None:
        self._write(runbook, by=by, why=why)
        with suppress(StorageError):  # the file does it
            self._keep(runbook, by=by, why=why, now=now)

    def resume(self, runbook: str, *, by: str, now: datetime) -> None:
        with self._chain.writing() as writing:
            stopped = STOPS.c.runbook == runbook
            row = {"runbook": runbook, "by": by, "why": "", "since": now, "resumed_at": now}
            writing.connection.execute(delete(STOPS).where(stopped))
            writing.connection.execute(insert(STOPS).values(row))
            writing.append(Entry(kind="resumed", said=f"{_named(runbook)} goes on.", runbook=runbook, facts={"by": by}))
        try:
            self.file(runbook).unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"{self.file(runbook)} cannot be removed: {error.strerror}.", "Remove it by hand.") from error

    def in_force(self, runbook: str) -> Stop | None:
        for name in (ALL, runbook):
            if os.path.lexists(self.file(name)):  # a broken link counts: in doubt it is a stop
                return self._told(name)
        in_row = select(STOPS).where(STOPS.c.runbook.in_([ALL, runbook]), STOPS.c.resumed_at.is_(None))
        with self._database.reading() as connection:
            row = connection.execute(in_row.order_by(STOPS.c.runbook)).first()
        return None if row is None else Stop(runbook=row.runbook, by=row.by, why=row.why, since=row.since)

    def resumed_at(self, runbook: str) -> datetime | None:
        with self._database.reading() as connection:
            moments = list(connection.scalars(select(STOPS.c.resumed_at).where(STOPS.c.runbook.in_([ALL, runbook]))))
        return max((moment for moment in moments if moment), default=None)

    def _keep(self, runbook: str, *, by: str, why: str, now: datetime) -> None:
        with self._chain.writing() as writing:
            row = {"by": by, "why": why, "since": now, "resumed_at": None}
            changed = writing.connection.execute(update(STOPS).where(STOPS.c.runbook == runbook).values(row))
            if not changed.rowcount:
                writing.connection.execute(insert(STOPS).values(runbook=runbook, **row))
            facts = {"by": by, "why": why}
            writing.append(Entry(kind="stopped", said=f"{_named(runbook)} is stopped.", runbook=runbook, facts=facts))

    def _write(self, runbook: str, *, by: str, why: str) -> None:
        file = self.file(runbook)
        try:
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as opened:
                opened.write(json.dumps({"by": by, "why": why}, ensure_ascii=False))
        except OSError as error:
            raise StorageError(f"{file} cannot be written: {error.strerror}.", f"Make it by hand: touch {file}") from error

    def _told(self, runbook: str) -> Stop:
        try:
            told = json.loads(self.file(runbook).read_text("utf-8"))
            return Stop(runbook=runbook, by=str(told["by"]), why=str(told["why"]))
        except (OSError, ValueError, KeyError, TypeError):
            return Stop(runbook=runbook, by="", why=f"the file {self.file(runbook).name} is there")


def _named(runbook: str) -> str:
    return "Everything" if runbook == ALL else f"The runbook {runbook}"
