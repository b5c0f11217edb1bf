"""The emergency stop: a row and a file, either of which is enough (guard rail 9)."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, or_, select, update

from unticket.model.errors import StorageError
from unticket.runbooks.acting.record import Entry, Stop
from unticket.storage.acting_tables import STOPS
from unticket.storage.audit_chain import AuditChain
from unticket.storage.database import Database
from unticket.storage.stop_files import ALL, StopFiles

# Asked twice for every effect, so built once: building a statement costs as much as asking it.
_IN_FORCE = (
    select(STOPS)
    .where(or_(STOPS.c.runbook == bindparam("all"), STOPS.c.runbook == bindparam("runbook")), STOPS.c.resumed_at.is_(None))
    .order_by(STOPS.c.runbook)
)


class SqlStops:
    """Implements `Stops`."""

    def __init__(self, database: Database, chain: AuditChain, files: StopFiles) -> None:
        self._database = database
        self._chain = chain
        self._files = files

    def stop(self, runbook: str, *, by: str, why: str, now: datetime) -> None:
        self._files.write(runbook, by=by, why=why)
        with suppress(StorageError):  # the file does it
            self.keep(runbook, by=by, why=why, now=now)

    def keep(self, runbook: str, *, by: str, why: str, now: datetime) -> None:
        """The row alone. Raises `StorageError`."""
        with self._chain.writing() as writing:
            row = {"by": by, "why": why, "since": now, "resumed_at": None}
            changed = writing.connection.execute(update(STOPS).where(STOPS.c.runbook == runbook).values(row))
            if not changed.rowcount:
                writing.connection.execute(insert(STOPS).values(runbook=runbook, **row))
            facts = {"by": by, "why": why}
            writing.append(Entry(kind="stopped", said=f"{_named(runbook)} is stopped.", runbook=runbook, facts=facts))

    def resume(self, runbook: str, *, by: str, now: datetime) -> None:
        with self._chain.writing() as writing:
            row = {"runbook": runbook, "by": by, "why": "", "since": now, "resumed_at": now}
            writing.connection.execute(delete(STOPS).where(STOPS.c.runbook == runbook))
            writing.connection.execute(insert(STOPS).values(row))
            writing.append(Entry(kind="resumed", said=f"{_named(runbook)} goes on.", runbook=runbook, facts={"by": by}))
        self._files.remove(runbook)

    def in_force(self, runbook: str) -> Stop | None:
        by_file = self._files.in_force(runbook)
        if by_file is not None:
            return by_file
        with self._database.reading() as connection:
            row = connection.execute(_IN_FORCE, {"all": ALL, "runbook": runbook}).first()
        return None if row is None else Stop(runbook=row.runbook, by=row.by, why=row.why, since=row.since)

    def resumed_at(self, runbook: str) -> datetime | None:
        with self._database.reading() as connection:
            moments = list(connection.scalars(select(STOPS.c.resumed_at).where(STOPS.c.runbook.in_([ALL, runbook]))))
        return max((moment for moment in moments if moment), default=None)


def _named(runbook: str) -> str:
    return "Everything" if runbook == ALL else f"The runbook {runbook}"
