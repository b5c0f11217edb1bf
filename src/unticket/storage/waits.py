"""Runs that wait for their requester."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from unticket.runbooks.acting.record import Wait, WaitKind
from unticket.storage.acting_tables import WAITS
from unticket.storage.database import Database


class SqlWaits:
    """Implements `Waits`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(self, wait: Wait) -> None:
        with self._database.writing() as connection:
            try:
                with connection.begin_nested():
                    connection.execute(insert(WAITS).values(asdict(wait) | {"kind": str(wait.kind), "over": False}))
            except IntegrityError:
                return  # opened before a crash, or over already

    def all(self) -> Sequence[Wait]:
        with self._database.reading() as connection:
            rows = connection.execute(select(WAITS).where(WAITS.c.over.is_(False)).order_by(WAITS.c.since)).mappings()
            names = [name for name in Wait.__dataclass_fields__ if name != "kind"]
            return [Wait(**{name: row[name] for name in names}, kind=WaitKind(row["kind"])) for row in rows]

    def close(self, run_id: str) -> bool:
        with self._database.writing() as connection:
            waiting = update(WAITS).where(WAITS.c.run_id == run_id, WAITS.c.over.is_(False))
            return connection.execute(waiting.values(over=True)).rowcount == 1
