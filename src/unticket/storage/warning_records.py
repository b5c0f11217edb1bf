"""What became of each warning: it is written down as begun before it is handed over, and never begun twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, insert, select, update

from unticket.model.errors import Conflict
from unticket.model.sending import Notice
from unticket.runbooks.acting.record import Entry
from unticket.runbooks.plan import Mode
from unticket.runbooks.pre_deactivation.record import TOLD, LookRecord, LookState, Sequel, WarningRecord, WarningState
from unticket.storage.audit_chain import AuditChain
from unticket.storage.database import Database
from unticket.storage.sendings import tell
from unticket.storage.turn import take_turn
from unticket.storage.warning_tables import WARNING_LOOKS, WARNINGS

_W, _L = WARNINGS.c, WARNING_LOOKS.c
_DAY = timedelta(days=1)
_TOLD = tuple(str(state) for state in TOLD)
_NOT_TOLD = tuple(str(state) for state in WarningState if state not in TOLD)
RUNBOOK = "pre_deactivation"


class Warnings:
    """Every change is one transaction, with its line in the audit. What fails in the database is a `StorageError`."""

    def __init__(self, database: Database, chain: AuditChain) -> None:
        self._database = database
        self._chain = chain

    def look(self, day: date) -> LookRecord | None:
        """The look of that day, where there was one."""
        return next(iter(self._looks(_L.day == day)), None)

    def looks(self, at_most: int = 100) -> Sequence[LookRecord]:
        """The newest, newest first."""
        return self._looks(_L.day.is_not(None), at_most)

    def was_told(self, account_id: str, began_at: datetime, *, besides: str = "") -> bool:
        """Whether a warning of this inactivity of the account, or of a later one, went out or may have. `besides`: the key of
        one that does not count."""
        chosen = and_(_W.account_id == account_id, _W.state.in_(_TOLD), _W.began_at >= began_at, _W.key != besides)
        with self._database.reading() as connection:
            return connection.scalar(select(_W.key).where(chosen).limit(1)) is not None

    def keep(self, look: LookRecord, warnings: Iterable[WarningRecord], notices: Iterable[Notice], *, by: str = "") -> None:
        """A day's look with the warnings it came to, each once, and what is to be told of them: all or nothing. `by`: who
        ordered it, where a person did."""
        with self._chain.writing() as writing:
            connection = writing.connection
            take_turn(connection, "sendings")
            _put(connection, look)
            for warning in warnings:
                known = connection.scalar(select(_W.state).where(_W.key == warning.key))
                if known is None:
                    connection.execute(insert(WARNINGS).values(**_row(warning)))
                elif known in _NOT_TOLD:  # it was shown, or dropped, and is wanted now
                    again = {**_row(warning), "attempts": 0, "ended_at": None, "because": ""}
                    connection.execute(update(WARNINGS).where(_W.key == warning.key).values(again))
            said = f"Looked at {look.counts.get('accounts', 0)} accounts in {look.mode}: {look.state}"
            told = ", ".join(f"{name} {count}" for name, count in sorted(look.counts.items()) if count)
            writing.append(_entry("looked", f"{said} ({told})." if told else f"{said}.", because=look.because, by=by))
            tell(writing, notices, look.at)

    def put_off(self, look: LookRecord, notices: Iterable[Notice]) -> None:
        """A day's look failed; it is tried again."""
        with self._chain.writing() as writing:
            take_turn(writing.connection, "sendings")
            _put(writing.connection, look)
            if look.attempts == 1:  # the later ones say the same
                writing.append(_entry("look_failed", "The look at everybody failed; it is tried again.", because=look.because))
            tell(writing, notices, look.at)

    def in_state(self, *states: WarningState) -> Sequence[WarningRecord]:
        """Those in one of `states`, the nearest end first."""
        return self._warnings(_W.state.in_([str(state) for state in states]))

    def put_off_one(self, warning: WarningRecord, because: str, *, next_try_at: datetime) -> None:
        """It could not be looked at again right before it was to go out; it is tried again."""
        row = {"because": because, "next_try_at": next_try_at, "attempts": _W.attempts + 1}
        with self._database.writing() as connection:
            waits = and_(_W.key == warning.key, _W.state == str(WarningState.WAITING))
            connection.execute(update(WARNINGS).where(waits).values(row))

    def begin(self, key: str, *, per_day: int, now: datetime) -> bool:
        """To be called right before the mail is handed over. False: so many went out in 24 hours that it must wait.

        Raises `Conflict` unless it waits.
        """
        with self._database.writing() as connection:
            take_turn(connection, "warning")  # not the lock that a look holds: on PostgreSQL both are numbers of one kind
            none = (str(WarningState.WAITING), str(WarningState.DROPPED))
            out = and_(_W.begun_at > now - _DAY, _W.state.not_in(none), _W.key != key)
            if (connection.scalar(select(func.count()).where(out)) or 0) >= per_day:
                return False
            begun = {"state": str(WarningState.BEGUN), "attempts": _W.attempts + 1, "next_try_at": None, "begun_at": now}
            waits = and_(_W.key == key, _W.state == str(WarningState.WAITING))
            if not connection.execute(update(WARNINGS).where(waits).values(begun)).rowcount:
                raise Conflict(f"The warning {key} does not wait to be sent.")
        return True

    def ended(
        self,
        warning: WarningRecord,
        state: WarningState,
        because: str = "",
        *,
        now: datetime,
        next_try_at: datetime | None = None,
        notices: Iterable[Notice] = (),
    ) -> None:
        """What became of a begun warning, or of one that waited and is dropped. A late word that it was sent counts even
        where it had been held for doubtful."""
        dropped = state is WarningState.DROPPED
        before = [WarningState.WAITING, WarningState.ASKED] if dropped else [WarningState.BEGUN]
        before += [WarningState.DOUBTFUL] if state is WarningState.SENT else []
        with self._chain.writing() as writing:
            take_turn(writing.connection, "sendings")
            row: dict[str, Any] = {"state": str(state), "because": because, "next_try_at": next_try_at}
            row["ended_at"] = None if state is WarningState.WAITING else now
            chosen = and_(_W.key == warning.key, _W.state.in_([str(one) for one in before]))
            if writing.connection.execute(update(WARNINGS).where(chosen).values(row)).rowcount:
                facts = {"to": warning.address, "account": warning.account_id, "because": because}
                said = f"A warning is {state}."
                writing.append(Entry(kind=f"warning_{state}", said=said, runbook=RUNBOOK, subject=warning.address, facts=facts))
            tell(writing, notices, now)

    def unfollowed(self) -> Sequence[WarningRecord]:
        """Those that went out, or would have, and of whose accounts it is not yet known what they came to."""
        states = (WarningState.SHADOW, WarningState.SENT, WarningState.DOUBTFUL, WarningState.REFUSED)
        wanted = and_(_W.sequel == str(Sequel.OPEN), _W.address != "", _W.state.in_([str(state) for state in states]))
        return self._warnings(wanted)

    def follow(self, sequels: Mapping[str, Sequel]) -> None:
        """Keep what accounts came to, by the keys of their warnings."""
        with self._database.writing() as connection:
            for key, sequel in sequels.items():
                connection.execute(update(WARNINGS).where(_W.key == key).values(sequel=str(sequel)))

    def log(self, at_most: int = 100) -> Sequence[WarningRecord]:
        """The newest, newest first."""
        chosen = select(WARNINGS).order_by(_W.noted_at.desc(), _W.key).limit(at_most)
        with self._database.reading() as connection:
            return [_warning(row) for row in connection.execute(chosen).mappings()]

    def figures(self) -> Mapping[tuple[WarningState, Sequel], int]:
        """How many warnings there are, by what became of them and of their accounts."""
        chosen = select(_W.state, _W.sequel, func.count()).group_by(_W.state, _W.sequel)
        with self._database.reading() as connection:
            return Counter({(WarningState(s), Sequel(q)): int(n) for s, q, n in connection.execute(chosen)})

    def forget(self, before: datetime) -> int:
        """Take the address from warnings that were over before that; how many."""
        over = and_(_W.ends_at < before, _W.address != "", _W.state.not_in((WarningState.BEGUN, WarningState.WAITING)))
        with self._database.writing() as connection:
            return connection.execute(update(WARNINGS).where(over).values(address="")).rowcount

    def _looks(self, which: ColumnElement[bool], at_most: int = 1) -> Sequence[LookRecord]:
        with self._database.reading() as connection:
            chosen = select(WARNING_LOOKS).where(which).order_by(_L.day.desc()).limit(at_most)
            return [_look(row) for row in connection.execute(chosen).mappings()]

    def _warnings(self, which: ColumnElement[bool]) -> Sequence[WarningRecord]:
        with self._database.reading() as connection:
            rows = connection.execute(select(WARNINGS).where(which).order_by(_W.ends_at, _W.key)).mappings()
            return [_warning(row) for row in rows]


def _put(connection: Connection, look: LookRecord) -> None:
    names = ("mode", "counts", "attempts", "next_try_at", "because", "at")
    row = {**{name: getattr(look, name) for name in names}, "state": str(look.state), "mode": str(look.mode)}
    row["counts"] = dict(look.counts)
    if not connection.execute(update(WARNING_LOOKS).where(_L.day == look.day).values(row)).rowcount:
        connection.execute(insert(WARNING_LOOKS).values(day=look.day, **row))


def _entry(kind: str, said: str, **facts: str) -> Entry:
    return Entry(kind=kind, said=said, runbook=RUNBOOK, facts={name: value for name, value in facts.items() if value})


def _row(warning: WarningRecord) -> dict[str, Any]:
    names = [name for name in WarningRecord.__dataclass_fields__ if name not in ("state", "sequel")]
    return {**{name: getattr(warning, name) for name in names}, "state": str(warning.state), "sequel": str(warning.sequel)}


def _warning(row: RowMapping) -> WarningRecord:
    return WarningRecord(**{**row, "state": WarningState(row["state"]), "sequel": Sequel(row["sequel"])})


def _look(row: RowMapping) -> LookRecord:
    return LookRecord(**{**row, "state": LookState(row["state"]), "mode": Mode(row["mode"])})
