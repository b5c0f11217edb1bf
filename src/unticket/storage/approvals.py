"""What waits for a person's word: decided once, whoever clicks and however often."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from unticket.model.errors import NotFound
from unticket.runbooks.acting.record import Approval, ApprovalState, Entry
from unticket.storage.acting_tables import APPROVALS
from unticket.storage.audit_chain import AuditChain
from unticket.storage.database import Database


class SqlApprovals:
    """Implements `Approvals`."""

    def __init__(self, database: Database, chain: AuditChain) -> None:
        self._database = database
        self._chain = chain

    def ask(self, approval: Approval) -> None:
        names = ("run_id", "asked_at", "deadline", "by", "decided_at", "why")
        row = {name: getattr(approval, name) for name in names} | {"state": str(approval.state), "started": False}
        with self._database.writing() as connection:
            try:
                with connection.begin_nested():
                    connection.execute(insert(APPROVALS).values(row))
            except IntegrityError:
                return  # asked before a crash

    def find(self, run_id: str) -> Approval:
        with self._database.reading() as connection:
            row = connection.execute(select(APPROVALS).where(APPROVALS.c.run_id == run_id)).mappings().first()
        if row is None:
            raise NotFound(f"Nothing waits for approval under {run_id}.", "Run: unticket runs list")
        return _approval(row)

    def all(self, state: ApprovalState = ApprovalState.OPEN) -> Sequence[Approval]:
        chosen = select(APPROVALS).where(APPROVALS.c.state == str(state)).order_by(APPROVALS.c.asked_at)
        with self._database.reading() as connection:
            return [_approval(row) for row in connection.execute(chosen).mappings()]

    def decide(self, run_id: str, state: ApprovalState, entry: Entry, *, by: str, why: str, now: datetime) -> bool:
        in_time = APPROVALS.c.deadline <= now if state is ApprovalState.EXPIRED else APPROVALS.c.deadline > now
        chosen = update(APPROVALS).where(APPROVALS.c.run_id == run_id, APPROVALS.c.state == str(ApprovalState.OPEN), in_time)
        with self._chain.writing() as writing:
            decided = chosen.values(state=str(state), by=by, why=why, decided_at=now)
            first = writing.connection.execute(decided).rowcount == 1
            if first:
                writing.append(entry)
        return first

    def unstarted(self) -> Sequence[str]:
        approved = APPROVALS.c.state == str(ApprovalState.APPROVED)
        with self._database.reading() as connection:
            return list(connection.scalars(select(APPROVALS.c.run_id).where(approved, APPROVALS.c.started.is_(False))))

    def started(self, run_id: str) -> None:
        with self._database.writing() as connection:
            connection.execute(update(APPROVALS).where(APPROVALS.c.run_id == run_id).values(started=True))


def _approval(row: RowMapping) -> Approval:
    names = [name for name in Approval.__dataclass_fields__ if name != "state"]
    return Approval(**{name: row[name] for name in names}, state=ApprovalState(row["state"]))
