"""The promotion ledger: who let a runbook act, when, and on which figures (guard rail 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, bindparam, insert, select

from unticket.model.errors import Conflict
from unticket.runbooks.acting.modes import ACTS, check_step
from unticket.runbooks.acting.record import Entry, Promotion, Standing
from unticket.runbooks.plan import JSON, Mode
from unticket.storage.acting_tables import PROMOTIONS
from unticket.storage.audit_chain import AuditChain
from unticket.storage.database import Database
from unticket.storage.instance import Instance, Mark
from unticket.storage.turn import take_turn

# Asked before every effect, so built once.
_NEWEST_FIRST = select(PROMOTIONS).where(PROMOTIONS.c.runbook == bindparam("wanted")).order_by(PROMOTIONS.c.number.desc())
_NEWEST = _NEWEST_FIRST.limit(1)
_OURS = _NEWEST_FIRST.where(PROMOTIONS.c.instance == bindparam("instance"))


class SqlPromotions:
    """Implements `Promotions`. Without a row made in this very database, a runbook is in shadow."""

    def __init__(self, database: Database, chain: AuditChain, instance: Instance) -> None:
        self._database = database
        self._chain = chain
        self._instance = instance

    def standing(self, runbook: str) -> Standing:
        mark = self._instance.mark()  # before the database: it may only have come further since
        with self._database.reading() as connection:
            return self._standing(connection, runbook, mark)

    def change(self, runbook: str, after: Mode, *, by: str, why: str, evidence: Mapping[str, JSON], now: datetime) -> Promotion:
        if not by.strip():
            raise Conflict("A promotion is a person's: it needs a name.", "Give --by NAME.")
        mark = self._instance.mark()
        with self._chain.writing() as writing:
            take_turn(writing.connection, "promotions")
            standing = self._standing(writing.connection, runbook, mark)
            check_step(standing.mode, after)
            instance = self._instance.id_of(writing.connection)
            if self._instance.distrust(writing.connection, mark):
                instance = self._instance.renew(writing.connection)
            row = {"runbook": runbook, "before": str(standing.mode), "after": str(after), "at": now, "by": by, "why": why}
            made = insert(PROMOTIONS).values(**row, evidence=dict(evidence), instance=instance).returning(PROMOTIONS)
            promotion = _promotion(writing.connection.execute(made).mappings().one())
            said = f"{runbook} goes from {standing.mode} to {after}."
            writing.append(Entry(kind="mode", said=said, runbook=runbook, facts={"by": by, "why": why, "evidence": evidence}))
            head = writing.head
        assert head is not None
        if mark is None or mark.instance != instance:
            self._instance.write(Mark(instance, head.sequence, head.mac))
        return promotion

    def history(self, runbook: str) -> Sequence[Promotion]:
        chosen = select(PROMOTIONS).where(PROMOTIONS.c.runbook == runbook).order_by(PROMOTIONS.c.number)
        with self._database.reading() as connection:
            return [_promotion(row) for row in connection.execute(chosen).mappings()]

    def trust(self, *, by: str) -> None:
        """A person's word that this machine is new and the database is no copy put back: it may act from here too."""
        with self._chain.writing() as writing:
            instance = self._instance.id_of(writing.connection)
            if not instance:
                raise Conflict("Nothing was ever promoted in this database.", "Promote a runbook.")
            writing.append(Entry(kind="trusted", said="A new machine was let in by a person.", facts={"by": by}))
            head = writing.head
        assert head is not None
        self._instance.write(Mark(instance, head.sequence, head.mac))

    def _standing(self, connection: Connection, runbook: str, mark: Mark | None) -> Standing:
        newest = connection.execute(_NEWEST, {"wanted": runbook}).mappings().first()
        if newest is None:
            return Standing(mode=Mode.SHADOW, because="never promoted")
        doubt = self._instance.distrust(connection, mark)
        if doubt:
            return Standing(mode=min(Mode(newest["after"]), Mode.SHADOW, key=tuple(Mode).index), because=doubt)
        instance = mark.instance if mark else ""
        ours = [_promotion(row) for row in connection.execute(_OURS, {"wanted": runbook, "instance": instance}).mappings()]
        if not ours:
            return Standing(mode=Mode.SHADOW, because="promoted only in the database from which this one was put back")
        mode = ours[0].after
        return Standing(mode=mode, promoted_at=_acting_since(ours) if mode in ACTS else None)


def _acting_since(newest_first: Sequence[Promotion]) -> datetime:
    """When it began to act, without a pause since: going up from supervised does not make tickets older."""
    since = newest_first[0].at
    for promotion in newest_first:
        if promotion.after not in ACTS:
            break
        since = promotion.at
    return since


def _promotion(row: RowMapping) -> Promotion:
    names = [name for name in Promotion.__dataclass_fields__ if name not in ("before", "after")]
    return Promotion(**{name: row[name] for name in names}, before=Mode(row["before"]), after=Mode(row["after"]))
