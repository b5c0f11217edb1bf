"""What became of each report that was due: a mail is written down as begun before it is handed over, and never begun twice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, func, insert, or_, select, update

from unticket.model.errors import Conflict, NotFound
from unticket.model.period import Period
from unticket.model.report_schedule import Occasion
from unticket.model.sending import Due, Kind, Notice, OccasionState, Sending, SendingState
from unticket.runbooks.acting.record import Entry
from unticket.storage.audit_chain import AuditChain, AuditedWriting
from unticket.storage.database import Database
from unticket.storage.sending_tables import REPORT_OCCASIONS, SENDINGS
from unticket.storage.turn import take_turn

_DUE, _MAIL = REPORT_OCCASIONS.c, SENDINGS.c


class Sendings:
    """Every change is one transaction, with its line in the audit. What fails in the database is a `StorageError`."""

    def __init__(self, database: Database, chain: AuditChain) -> None:
        self._database = database
        self._chain = chain

    def last_due(self, schedule: str, now: datetime) -> datetime | None:
        """When the newest occasion that is known, and due at `now`, was due; None: the schedule is new."""
        with self._database.reading() as connection:
            wanted = and_(_DUE.schedule == schedule, _DUE.due_at <= now)
            found: datetime | None = connection.scalar(select(_DUE.due_at).where(wanted).order_by(_DUE.due_at.desc()).limit(1))
        return found

    def note(self, occasions: Sequence[tuple[Occasion, OccasionState]], notices: Iterable[Notice], *, now: datetime) -> None:
        """Keep that these were due, each once, and what is to be told of them."""
        with self._chain.writing() as writing:
            take_turn(writing.connection, "sendings")
            for occasion, state in occasions:
                known = _state_of(writing.connection, occasion.key)
                if known is None:
                    writing.connection.execute(insert(REPORT_OCCASIONS).values(**_occasion_row(occasion, state)))
                else:  # the hour was changed: the same period is due anew, and sent only where it never was to be
                    begins = known == OccasionState.BEFORE and state is OccasionState.OPEN
                    row = {"due_at": occasion.due_at, "state": str(state) if begins else known}
                    writing.connection.execute(update(REPORT_OCCASIONS).where(_DUE.key == occasion.key).values(row))
                if known is None and state is OccasionState.SKIPPED:
                    writing.append(_entry(occasion.key, "report_missed", "was not sent: a later one was due"))
            tell(writing, notices, now)

    def reopen(self, occasion: Occasion, *, by: str, now: datetime) -> None:
        """A person wants this one: keep it as open, and let what did not go out be tried. What went out stays so."""
        with self._chain.writing() as writing:
            connection = writing.connection
            take_turn(connection, "sendings")
            if _state_of(connection, occasion.key) is None:
                connection.execute(insert(REPORT_OCCASIONS).values(**_occasion_row(occasion, OccasionState.OPEN)))
            again = {"state": str(OccasionState.OPEN), "next_try_at": None}
            connection.execute(update(REPORT_OCCASIONS).where(_DUE.key == occasion.key).values(again))
            unsent = and_(_MAIL.occasion == occasion.key, _MAIL.kind == str(Kind.REPORT), _MAIL.state.in_(_TRIED_AGAIN))
            waiting = {"state": str(SendingState.WAITING), "next_try_at": None, "ended_at": None, "noted_at": now}
            connection.execute(update(SENDINGS).where(unsent).values(waiting))
            writing.append(_entry(occasion.key, "report_ordered", "was ordered by a person", facts={"by": by}))

    def open(self) -> Sequence[Due]:
        """Every occasion whose report is still to be made or sent, the longest due first."""
        return self._dues(_DUE.state == str(OccasionState.OPEN))

    def find(self, key: str) -> Due | None:
        """The occasion of that key, where it is known."""
        return next(iter(self._dues(_DUE.key == key)), None)

    def due(self, key: str) -> Due:
        """The occasion of that key. Raises `NotFound`."""
        found = self.find(key)
        if found is None:
            raise NotFound(f"No report {key} was due.", "unticket schedule list tells what was.")
        return found

    def known(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of `keys` whose occasion was to be sent, whatever came of it."""
        wanted = and_(_DUE.key.in_(keys), _DUE.state != str(OccasionState.BEFORE))
        with self._database.reading() as connection:
            return frozenset(connection.scalars(select(_DUE.key).where(wanted)))

    def newest(self, schedule: str) -> Due | None:
        """The occasion of `schedule` that was due last."""
        found = self._dues(_DUE.schedule == schedule)
        return found[-1] if found else None

    def frozen(self, key: str, report: int) -> None:
        """Keep under which number the report of this occasion is frozen."""
        with self._database.writing() as connection:
            connection.execute(
                update(REPORT_OCCASIONS).where(_DUE.key == key, _DUE.report.is_(None)).values(report=report, because="")
            )

    def put_off(self, key: str, because: str, *, next_try_at: datetime, notices: Iterable[Notice], now: datetime) -> None:
        """The report could not be made; it is tried again."""
        with self._chain.writing() as writing:
            take_turn(writing.connection, "sendings")
            row = {"attempts": _DUE.attempts + 1, "next_try_at": next_try_at, "because": because}
            writing.connection.execute(update(REPORT_OCCASIONS).where(_DUE.key == key).values(row))
            tell(writing, notices, now)

    def end(self, key: str, state: OccasionState, notices: Iterable[Notice], *, now: datetime) -> None:
        """Close an occasion. What still waits of it will not go out."""
        with self._chain.writing() as writing:
            take_turn(writing.connection, "sendings")
            writing.connection.execute(update(REPORT_OCCASIONS).where(_DUE.key == key).values(state=str(state)))
            waits = and_(_MAIL.occasion == key, _MAIL.kind == str(Kind.REPORT), _MAIL.state == str(SendingState.WAITING))
            unsent = {"state": str(SendingState.UNSENT), "ended_at": now}
            writing.connection.execute(update(SENDINGS).where(waits).values(unsent))
            if state is OccasionState.SKIPPED:
                writing.append(_entry(key, "report_missed", "did not go to everybody before the next was due"))
            tell(writing, notices, now)

    def addressed(self, occasion: Occasion, addresses: Sequence[str], *, now: datetime) -> Sequence[Sending]:
        """The mails of an occasion, those to `addresses` among them; to whom is no longer named, none goes out."""
        wanted = {f"{occasion.key}:{address.casefold()}": address for address in addresses}
        with self._database.writing() as connection:
            take_turn(connection, "sendings")
            known = {row.key: row.state for row in connection.execute(select(_MAIL.key, _MAIL.state).where(_of(occasion.key)))}
            for key, address in wanted.items():
                if key not in known:
                    row = _mail_row(key, occasion.key, Kind.REPORT, address, now)
                    connection.execute(insert(SENDINGS).values(**row))
            left_out = [key for key, state in known.items() if key not in wanted and state == SendingState.WAITING]
            unsent = {"state": str(SendingState.UNSENT), "ended_at": now, "because": "No longer named in the settings."}
            connection.execute(update(SENDINGS).where(_MAIL.key.in_(left_out)).values(unsent))
        return self._sendings(_of(occasion.key))

    def begin(self, key: str) -> None:
        """To be called right before the mail is handed over. Raises `Conflict` unless it waits."""
        with self._database.writing() as connection:
            begun = {"state": str(SendingState.BEGUN), "attempts": _MAIL.attempts + 1, "next_try_at": None}
            waits = and_(_MAIL.key == key, _MAIL.state == str(SendingState.WAITING))
            if not connection.execute(update(SENDINGS).where(waits).values(begun)).rowcount:
                raise Conflict(f"The mail {key} does not wait to be sent.")

    def ended(
        self,
        key: str,
        state: SendingState,
        because: str = "",
        *,
        now: datetime,
        next_try_at: datetime | None = None,
        notices: Iterable[Notice] = (),
    ) -> None:
        """What became of a begun mail. A late word that it was sent also counts where it had been held for doubtful."""
        with self._chain.writing() as writing:
            take_turn(writing.connection, "sendings")
            known = [str(SendingState.BEGUN), *([str(SendingState.DOUBTFUL)] if state is SendingState.SENT else [])]
            row = {
                "state": str(state),
                "because": because,
                "next_try_at": next_try_at,
                "ended_at": None if state is SendingState.WAITING else now,
            }
            chosen = and_(_MAIL.key == key, _MAIL.state.in_(known))
            found = writing.connection.execute(update(SENDINGS).where(chosen).values(row).returning(_MAIL.address, _MAIL.kind))
            for address, kind in found.all():
                facts = {"to": address, "mail": key, "because": because}
                about = key.removesuffix(f":{address.casefold()}")
                writing.append(_entry(about, f"{kind}_{state}", f"{kind}: {state}", facts=facts, subject=address))
            tell(writing, notices, now)

    def begun(self) -> Sequence[Sending]:
        """Mails in whose handing over a process is, or died."""
        return self._sendings(_MAIL.state == str(SendingState.BEGUN))

    def notices_to_send(self, now: datetime) -> Sequence[Sending]:
        """Notices whose time has come."""
        tried = or_(_MAIL.next_try_at.is_(None), _MAIL.next_try_at <= now)
        return self._sendings(and_(_MAIL.kind == str(Kind.NOTICE), _MAIL.state == str(SendingState.WAITING), tried))

    def of(self, occasion: str) -> Sequence[Sending]:
        """The report mails of an occasion."""
        return self._sendings(_of(occasion))

    def log(self, at_most: int = 100, *, schedule: str = "") -> Sequence[Sending]:
        """The newest mails, newest first."""
        chosen = select(SENDINGS).order_by(_MAIL.noted_at.desc(), _MAIL.key).limit(at_most)
        if schedule:
            chosen = chosen.where(_MAIL.occasion.startswith(f"{schedule}:", autoescape=True))
        with self._database.reading() as connection:
            return [_sending(row) for row in connection.execute(chosen).mappings()]

    def untold(self) -> int:
        """How many notices reached nobody's mail server yet, or were refused there."""
        states = [str(state) for state in (SendingState.WAITING, SendingState.REFUSED)]
        with self._database.reading() as connection:
            count = select(func.count()).where(_MAIL.kind == str(Kind.NOTICE), _MAIL.state.in_(states))
            return int(connection.scalar(count) or 0)

    def _dues(self, which: ColumnElement[bool]) -> Sequence[Due]:
        with self._database.reading() as connection:
            rows = connection.execute(select(REPORT_OCCASIONS).where(which).order_by(_DUE.due_at, _DUE.key)).mappings()
            return [_due(row) for row in rows]

    def _sendings(self, which: ColumnElement[bool]) -> Sequence[Sending]:
        with self._database.reading() as connection:
            rows = connection.execute(select(SENDINGS).where(which).order_by(_MAIL.noted_at, _MAIL.key)).mappings()
            return [_sending(row) for row in rows]


_TRIED_AGAIN = (str(SendingState.UNSENT), str(SendingState.WAITING))


def _of(occasion: str) -> ColumnElement[bool]:
    return and_(_MAIL.occasion == occasion, _MAIL.kind == str(Kind.REPORT))


def tell(writing: AuditedWriting, notices: Iterable[Notice], now: datetime) -> None:
    """Keep what people are to be told, in the transaction of what it tells of. Whoever calls has the turn "sendings"."""
    for notice in notices:
        for address in notice.to:
            key = f"notice:{notice.about}:{address.casefold()}"
            if writing.connection.scalar(select(_MAIL.key).where(_MAIL.key == key)) is None:
                row = _mail_row(key, notice.occasion, Kind.NOTICE, address, now)
                row |= {"subject": notice.subject, "text": notice.text}
                writing.connection.execute(insert(SENDINGS).values(**row))


def _state_of(connection: Connection, key: str) -> str | None:
    found: str | None = connection.scalar(select(_DUE.state).where(_DUE.key == key))
    return found


def _entry(about: str, kind: str, said: str, *, facts: dict[str, Any] | None = None, subject: str = "") -> Entry:
    return Entry(kind=kind, said=f"The report {about} {said}.", runbook="schedules", subject=subject, facts=facts or {})


def _occasion_row(occasion: Occasion, state: OccasionState) -> dict[str, Any]:
    return {
        "key": occasion.key,
        "schedule": occasion.schedule,
        "label": occasion.label,
        "period_first": occasion.period.first,
        "period_last": occasion.period.last,
        "timezone": occasion.period.timezone,
        "due_at": occasion.due_at,
        "state": str(state),
        "report": None,
        "attempts": 0,
        "next_try_at": None,
        "because": "",
    }


def _mail_row(key: str, occasion: str, kind: Kind, address: str, now: datetime) -> dict[str, Any]:
    return {
        "key": key,
        "occasion": occasion,
        "kind": str(kind),
        "address": address,
        "state": str(SendingState.WAITING),
        "attempts": 0,
        "next_try_at": None,
        "noted_at": now,
        "ended_at": None,
        "because": "",
        "subject": "",
        "text": "",
    }


def _due(row: RowMapping) -> Due:
    period = Period(first=row["period_first"], last=row["period_last"], timezone=row["timezone"])
    return Due(
        occasion=Occasion(schedule=row["schedule"], label=row["label"], period=period, due_at=row["due_at"]),
        state=OccasionState(row["state"]),
        report=row["report"],
        attempts=row["attempts"],
        next_try_at=row["next_try_at"],
        because=row["because"],
    )


def _sending(row: RowMapping) -> Sending:
    return Sending(**{**row, "kind": Kind(row["kind"]), "state": SendingState(row["state"])})
