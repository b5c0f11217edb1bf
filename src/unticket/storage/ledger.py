"""The ledger: every effect outside has a row here before it is begun, and no key is used twice (guard rail 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, bindparam, func, insert, select, update

from unticket.model.errors import Conflict
from unticket.runbooks.acting.limits import DAY, HOUR, MAIL_CLASS, Counts, Limits, refused_by
from unticket.runbooks.acting.record import EffectRecord, EffectState, Entry, RunRecord
from unticket.runbooks.plan import CHANGES_ACCOUNT, JSON, Effect, EffectKind
from unticket.storage.acting_tables import EFFECTS
from unticket.storage.audit_chain import AuditChain
from unticket.storage.audit_key import AuditKey
from unticket.storage.database import Database
from unticket.storage.turn import take_turn

# Asked before every effect, so built once: building a statement costs as much as asking it.
_OF_TICKET = select(EFFECTS).where(EFFECTS.c.ticket_key == bindparam("wanted")).order_by(EFFECTS.c.begun_at, EFFECTS.c.key)
_COUNTS = tuple(str(state) for state in (EffectState.BEGUN, EffectState.DONE, EffectState.DOUBTFUL))


class SqlLedger:
    """Implements `Ledger`. Limits are counted in the transaction that begins an effect, one at a time over all workers."""

    def __init__(self, database: Database, chain: AuditChain, key: AuditKey) -> None:
        self._database = database
        self._chain = chain
        self._key = key

    def find(self, key: str) -> EffectRecord | None:
        return next(iter(self._read(EFFECTS.c.key == key)), None)

    def of_run(self, run_id: str) -> Sequence[EffectRecord]:
        return self._read(EFFECTS.c.run_id == run_id)

    def of_ticket(self, ticket_key: str) -> Sequence[EffectRecord]:
        with self._database.reading() as connection:
            return [_record(row) for row in connection.execute(_OF_TICKET, {"wanted": ticket_key}).mappings()]

    def begin(self, effect: Effect, run: RunRecord, *, person: str, account_id: str, limits: Limits, now: datetime) -> str:
        with self._database.writing() as connection:
            take_turn(connection, "ledger")
            state = connection.execute(select(EFFECTS.c.state).where(EFFECTS.c.key == effect.key).with_for_update()).scalar()
            if state not in (None, EffectState.WITHDRAWN):
                raise Conflict(f"The effect {effect.key} was begun before ({state}).")
            digest = self._key.digest(person) if person else ""
            forbidden = refused_by(effect.kind, self._counts(connection, effect.kind, digest, now), limits)
            if forbidden:
                return forbidden
            if state is None:
                connection.execute(insert(EFFECTS).values(**_row(effect, run, digest, account_id, now)))
            else:
                again = {"state": str(EffectState.BEGUN), "attempts": EFFECTS.c.attempts + 1, "begun_at": now, "ended_at": None}
                connection.execute(update(EFFECTS).where(EFFECTS.c.key == effect.key).values(again))
        return ""

    def end(
        self,
        key: str,
        state: EffectState,
        entry: Entry,
        *,
        because: str = "",
        outcome: Mapping[str, JSON] | None = None,
        now: datetime,
    ) -> None:
        ended = {"state": str(state), "because": because, "outcome": dict(outcome or {}), "ended_at": now}
        with self._chain.writing() as writing:
            begun = and_(EFFECTS.c.key == key, EFFECTS.c.state == str(EffectState.BEGUN))
            if writing.connection.execute(update(EFFECTS).where(begun).values(ended)).rowcount != 1:
                raise Conflict(f"The effect {key} is not under way.")
            writing.append(entry)

    def refuse(self, effect: Effect, run: RunRecord, entry: Entry, *, because: str, now: datetime) -> None:
        row = _row(effect, run, "", "", now) | {"state": str(EffectState.REFUSED), "because": because, "ended_at": now}
        with self._chain.writing() as writing:
            take_turn(writing.connection, "ledger")
            state = writing.connection.scalar(select(EFFECTS.c.state).where(EFFECTS.c.key == effect.key))
            if state is None:
                writing.connection.execute(insert(EFFECTS).values(row))
            elif state == EffectState.WITHDRAWN:
                values = {name: row[name] for name in ("state", "because", "ended_at")}
                writing.connection.execute(update(EFFECTS).where(EFFECTS.c.key == effect.key).values(values))
            else:
                return
            writing.append(entry)

    def _counts(self, connection: Connection, kind: EffectKind, digest: str, now: datetime) -> Counts:
        def count(*conditions: ColumnElement[bool]) -> int:
            chosen = select(func.count()).select_from(EFFECTS).where(EFFECTS.c.state.in_(_COUNTS), *conditions)
            return connection.scalar(chosen) or 0

        today, theirs = EFFECTS.c.begun_at > now - DAY, EFFECTS.c.person == digest
        if kind in CHANGES_ACCOUNT:
            changes = EFFECTS.c.kind.in_([str(each) for each in CHANGES_ACCOUNT])
            return Counts(
                changes_last_hour=count(changes, EFFECTS.c.begun_at > now - HOUR),
                changes_last_day=count(changes, today),
                changes_of_person=count(changes, today, theirs),
            )
        if kind in MAIL_CLASS:
            of_class = [str(each) for each, named in MAIL_CLASS.items() if named == MAIL_CLASS[kind]]
            return Counts(mails_of_class=count(EFFECTS.c.kind.in_(of_class), today, theirs))
        return Counts()

    def _read(self, condition: ColumnElement[bool]) -> list[EffectRecord]:
        with self._database.reading() as connection:
            rows = connection.execute(select(EFFECTS).where(condition).order_by(EFFECTS.c.begun_at, EFFECTS.c.key)).mappings()
            return [_record(row) for row in rows]


def _record(row: RowMapping) -> EffectRecord:
    values = {name: row[name] for name in EffectRecord.__dataclass_fields__ if name != "state"}
    return EffectRecord(**values, state=EffectState(row["state"]))


def _row(effect: Effect, run: RunRecord, digest: str, account_id: str, now: datetime) -> dict[str, Any]:
    return {
        "key": effect.key,
        "run_id": run.run_id,
        "runbook": run.runbook,
        "kind": str(effect.kind),
        "ticket_key": run.ticket_key,
        "account_id": account_id,
        "person": digest,
        "state": str(EffectState.BEGUN),
        "attempts": 1,
        "begun_at": now,
        "ended_at": None,
        "because": "",
        "outcome": {},
    }
