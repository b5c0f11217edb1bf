"""The audit: every line sealed with a key from outside the database and chained to the one before it (guard rail 11)."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, delete, desc, func, insert, or_, select, update

from unticket.model.errors import StorageError
from unticket.runbooks.acting.ports import Clock
from unticket.runbooks.acting.record import Entry
from unticket.runbooks.acting.redaction import redacted, redacted_facts
from unticket.storage.acting_tables import ACTING_RUNS, AUDIT, AUDIT_FACTS
from unticket.storage.audit_key import AuditKey
from unticket.storage.database import Database
from unticket.storage.instance import Instance
from unticket.storage.instant import to_microseconds
from unticket.storage.sending_tables import REPORT_OCCASIONS, SENDINGS
from unticket.storage.turn import take_turn
from unticket.storage.warning_tables import WARNINGS

_BEGINNING = "the beginning"
_HEAD = select(AUDIT.c.sequence, AUDIT.c.mac).order_by(desc(AUDIT.c.sequence)).limit(1)


@dataclass(frozen=True, slots=True)
class Head:
    """The newest line: its number and its seal."""

    sequence: int
    mac: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the audit as it is kept. `facts` None: erased, or there were none."""

    sequence: int
    at: datetime
    kind: str
    runbook: str
    run_id: str
    ticket_key: str
    said: str
    facts: dict[str, Any] | None
    mac: str


class AuditedWriting:
    """A transaction in which lines of the audit are written too."""

    def __init__(self, connection: Connection, chain: AuditChain) -> None:
        self.connection = connection
        self.head: Head | None = None
        self._chain = chain

    def append(self, entry: Entry) -> int:
        """Keep `entry` with the rest of the transaction; its number."""
        self.head = self._chain.append_in(self.connection, entry)
        return self.head.sequence


class AuditChain:
    """Appends from any number of processes; nothing here changes or removes a line, but `erase` what a person is named by."""

    def __init__(self, database: Database, key: AuditKey, instance: Instance, clock: Clock) -> None:
        self._database = database
        self._key = key
        self._instance = instance
        self._clock = clock

    def append(self, entry: Entry) -> int:
        """Keep `entry`; its number. Raises `StorageError`."""
        with self.writing() as writing:
            return writing.append(entry)

    @contextmanager
    def writing(self) -> Iterator[AuditedWriting]:
        """A transaction of the database whose audit lines are kept with what it changes, or not at all."""
        with self._database.writing() as connection:
            writing = AuditedWriting(connection, self)
            yield writing
        if writing.head is not None:
            try:
                self._instance.advance(writing.head.sequence, writing.head.mac)
            except StorageError as error:  # an older mark is true as well
                structlog.get_logger("unticket.audit").warning("its mark stays behind", because=error.what)

    def append_in(self, connection: Connection, entry: Entry) -> Head:
        """For `AuditedWriting` alone."""
        take_turn(connection, "audit")
        head = self._head(connection)
        sequence = head.sequence + 1
        row = {
            "sequence": sequence,
            "at": self._clock(),
            "kind": entry.kind,
            "runbook": entry.runbook,
            "run_id": entry.run_id,
            "ticket_key": entry.ticket_key,
            "said": redacted(entry.said),
            "facts": self._keep_facts(connection, sequence, entry),
        }
        mac = self._sealed(head.mac, row)
        connection.execute(insert(AUDIT), {**row, "mac": mac})
        return Head(sequence, mac)

    def head(self) -> Head:
        """The newest line; number 0 where there is none."""
        with self._database.reading() as connection:
            return self._head(connection)

    def lines(self, *, first: int = 1) -> Iterator[Line]:
        """Every line from number `first` on, oldest first."""
        with self._database.reading() as connection:
            chosen = (
                select(AUDIT, AUDIT_FACTS.c.body)
                .outerjoin(AUDIT_FACTS, AUDIT.c.sequence == AUDIT_FACTS.c.sequence)
                .where(AUDIT.c.sequence >= first)
                .order_by(AUDIT.c.sequence)
            )
            for row in connection.execution_options(yield_per=500).execute(chosen):
                values = {name: getattr(row, name) for name in Line.__dataclass_fields__ if name != "facts"}
                yield Line(**values, facts=None if row.body is None else json.loads(row.body))

    def faults(self, heads: tuple[Head, ...] = ()) -> Iterator[str]:
        """What is wrong with the audit, line by line; nothing where it is whole. `heads`: seals kept outside the database."""
        outside = {head.sequence: head.mac for head in heads}
        mark = self._instance.mark()
        if mark is not None and mark.sequence:
            outside.setdefault(mark.sequence, mark.mac)
        previous, expected = _BEGINNING, 1
        with self._database.reading() as connection:
            chosen = (
                select(AUDIT, AUDIT_FACTS.c.salt, AUDIT_FACTS.c.body)
                .outerjoin(AUDIT_FACTS, AUDIT.c.sequence == AUDIT_FACTS.c.sequence)
                .order_by(AUDIT.c.sequence)
            )
            for row in connection.execution_options(yield_per=500).execute(chosen):
                if row.sequence != expected:
                    yield f"lines {expected} to {row.sequence - 1} are missing"
                elif row.mac != self._sealed(previous, row._mapping):
                    yield f"line {row.sequence} was changed, or one before it"
                if row.body is not None and row.facts != _digest(row.salt, row.body):
                    yield f"the facts of line {row.sequence} were changed"
                if row.sequence in outside and outside.pop(row.sequence) != row.mac:
                    yield f"line {row.sequence} is not the one whose seal was kept outside"
                previous, expected = row.mac, row.sequence + 1
        for sequence in sorted(outside):
            yield f"line {sequence}, whose seal was kept outside, is missing: the end was cut off, or an old copy put back"

    def erase(self, subject: str) -> int:
        """Forget what names a person, by address; how many lines lost their facts. The chain still holds.

        Facts of the same tickets go too, and the plans of their runs. That it was done is a line of its own.
        """
        address = subject.strip().casefold()
        with self.writing() as writing:
            connection = writing.connection
            found = select(AUDIT_FACTS.c.ticket_key).where(AUDIT_FACTS.c.subject == address, AUDIT_FACTS.c.ticket_key != "")
            tickets = list(connection.scalars(found.distinct()))
            theirs = or_(AUDIT_FACTS.c.subject == address, AUDIT_FACTS.c.ticket_key.in_(tickets))
            gone = connection.execute(delete(AUDIT_FACTS).where(theirs)).rowcount
            connection.execute(update(ACTING_RUNS).where(ACTING_RUNS.c.ticket_key.in_(tickets)).values(plan=None))
            connection.execute(update(WARNINGS).where(WARNINGS.c.address == address).values(address=""))
            take_turn(connection, "sendings")
            _erase_sendings(connection, address)
            writing.append(Entry(kind="erased", said=f"The facts of {gone} lines were erased on request."))
        return gone

    def _keep_facts(self, connection: Connection, sequence: int, entry: Entry) -> str:
        if not entry.facts:
            return ""
        body = json.dumps(redacted_facts(entry.facts), ensure_ascii=False, sort_keys=True)
        salt = secrets.token_hex(16)
        row = {"sequence": sequence, "salt": salt, "subject": entry.subject.strip().casefold(), "body": body}
        connection.execute(insert(AUDIT_FACTS), {**row, "ticket_key": entry.ticket_key})
        return _digest(salt, body)

    def _head(self, connection: Connection) -> Head:
        row = connection.execute(_HEAD).first()
        return Head(0, _BEGINNING) if row is None else Head(row.sequence, row.mac)

    def _sealed(self, previous: str, row: Any) -> str:
        values = [row[name] for name in ("sequence", "kind", "runbook", "run_id", "ticket_key", "said", "facts")]
        line = json.dumps([previous, to_microseconds(row["at"]), *values], ensure_ascii=False, separators=(",", ":"))
        return self._key.seal(line.encode())


def _digest(salt: str, body: str) -> str:
    return hashlib.sha256(f"{salt}\0{body}".encode()).hexdigest()


def _erase_sendings(connection: Connection, address: str) -> None:
    """Takes an address out of mails that are over; of one that still waits, it says to whom it goes.

    The key holds the address too; what takes its place tells nobody apart, and no mail goes out anew for it: an occasion that
    is closed writes to nobody, unless a person orders it again.
    """
    theirs = select(SENDINGS.c.key, SENDINGS.c.occasion).where(
        func.lower(SENDINGS.c.address) == address,
        SENDINGS.c.ended_at.is_not(None),
        SENDINGS.c.occasion.not_in(select(REPORT_OCCASIONS.c.key).where(REPORT_OCCASIONS.c.state == "open")),
    )
    for key, occasion in connection.execute(theirs).all():
        gone = {"key": f"{occasion}:erased:{secrets.token_hex(8)}", "address": "", "subject": "", "text": "", "because": ""}
        connection.execute(update(SENDINGS).where(SENDINGS.c.key == key).values(gone))
