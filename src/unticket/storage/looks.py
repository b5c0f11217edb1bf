"""Tickets to look at, as hooks and the poller note them; one row a ticket however often it is noted."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from unticket.runbooks.acting.record import Look
from unticket.storage.acting_tables import LOOKS
from unticket.storage.database import Database
from unticket.storage.tables import BOOKMARKS


class SqlLooks:
    """Implements `Looks`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = postgresql.insert if database.dialect == "postgresql" else sqlite.insert

    def note(self, ticket_keys: Sequence[str], now: datetime) -> None:
        token = secrets.token_hex(8)
        # In one order everywhere, so that two transactions never wait for each other.
        rows = [{"ticket_key": key, "noted_at": now, "token": token} for key in sorted(set(ticket_keys))]
        if not rows:
            return
        noted = self._insert(LOOKS)
        again = noted.on_conflict_do_update(index_elements=["ticket_key"], set_={"token": noted.excluded.token})
        with self._database.writing() as connection:
            connection.execute(again, rows)

    def all(self, at_most: int = 200) -> Sequence[Look]:
        with self._database.reading() as connection:
            rows = connection.execute(select(LOOKS).order_by(LOOKS.c.noted_at, LOOKS.c.ticket_key).limit(at_most)).mappings()
            return [Look(**row) for row in rows]

    def done(self, looks: Sequence[Look]) -> None:
        if looks:
            same = [and_(LOOKS.c.ticket_key == look.ticket_key, LOOKS.c.token == look.token) for look in looks]
            with self._database.writing() as connection:
                connection.execute(delete(LOOKS).where(or_(*same)))

    def bookmark(self, runbook: str) -> datetime | None:
        with self._database.reading() as connection:
            kept = connection.scalar(select(BOOKMARKS.c.value).where(BOOKMARKS.c.name == f"acting.poll.{runbook}"))
        return datetime.fromisoformat(kept) if kept else None

    def set_bookmark(self, runbook: str, moment: datetime) -> None:
        kept = self._insert(BOOKMARKS).values(name=f"acting.poll.{runbook}", value=moment.isoformat())
        with self._database.writing() as connection:
            connection.execute(kept.on_conflict_do_update(index_elements=["name"], set_={"value": kept.excluded.value}))
