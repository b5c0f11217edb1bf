"""Single-use links that were mailed: only digests of their tokens and addresses are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from unticket.runbooks.acting.record import Confirmed, Entry, RunRecord
from unticket.storage.acting_tables import CONFIRMATIONS
from unticket.storage.audit_chain import AuditChain
from unticket.storage.audit_key import AuditKey
from unticket.storage.database import Database


class SqlConfirmations:
    """Implements `Confirmations`."""

    def __init__(self, database: Database, chain: AuditChain, key: AuditKey) -> None:
        self._database = database
        self._chain = chain
        self._key = key

    def issue(
        self, key: str, token: str, *, run: RunRecord, account_id: str, address: str, now: datetime, expires_at: datetime
    ) -> None:
        row = {
            "key": key,
            "digest": _digest(token),
            "run_id": run.run_id,
            "ticket_key": run.ticket_key,
            "account_id": account_id,
            "address": self._key.digest(address),
            "made_at": now,
            "expires_at": expires_at,
            "used_at": None,
            "started": False,
        }
        with self._database.writing() as connection:
            connection.execute(delete(CONFIRMATIONS).where(CONFIRMATIONS.c.key == key))
            connection.execute(insert(CONFIRMATIONS).values(row))

    def use(self, token: str, now: datetime) -> bool:
        table = CONFIRMATIONS.c
        unused = table.used_at.is_(None), table.expires_at > now, table.made_at <= now
        with self._chain.writing() as writing:
            chosen = update(CONFIRMATIONS).where(table.digest == _digest(token), *unused).values(used_at=now)
            row = writing.connection.execute(chosen.returning(table.run_id, table.ticket_key)).first()
            if row is None:
                return False
            said = "The link that was mailed to the address on file was confirmed."
            writing.append(Entry(kind="confirmed", said=said, run_id=row.run_id, ticket_key=row.ticket_key))
        return True

    def unstarted(self) -> Sequence[Confirmed]:
        used = CONFIRMATIONS.c.used_at.is_not(None), CONFIRMATIONS.c.started.is_(False)
        with self._database.reading() as connection:
            rows = connection.execute(select(CONFIRMATIONS).where(*used).order_by(CONFIRMATIONS.c.used_at)).mappings()
            return [Confirmed(**{name: row[name] for name in Confirmed.__dataclass_fields__}) for row in rows]

    def started(self, key: str) -> None:
        with self._database.writing() as connection:
            connection.execute(update(CONFIRMATIONS).where(CONFIRMATIONS.c.key == key).values(started=True))

    def was_sent_to(self, key: str, address: str) -> bool:
        with self._database.reading() as connection:
            kept = connection.scalar(select(CONFIRMATIONS.c.address).where(CONFIRMATIONS.c.key == key))
        return kept is not None and kept == self._key.digest(address)


def _digest(token: str) -> str:
    # 32 random bytes need no key and no salt. Looking the digest up, not the token, leaves no timing to learn from.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
