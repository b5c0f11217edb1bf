"""One transaction at a time for what must be read and then written as one: the audit's chain, the ledger's counts."""

from __future__ import annotations

from sqlalchemy import Connection, text

from unticket.storage.locks import lock_number


def take_turn(connection: Connection, purpose: str) -> None:
    """Wait until no other transaction has this turn; kept to the end of this one. Whoever needs both takes the ledger's first.

    On SQLite every writing transaction is alone already.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": lock_number(purpose)})
