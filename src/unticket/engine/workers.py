"""The register of workers: who lives, by a lease that each renews, and who counts as dead for good."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import CreateTable

from unticket.engine.database import RunDatabase, storage_errors
from unticket.engine.reading import STATES
from unticket.engine.run import RunState, Worker


class Workers:
    """All workers of one database. Times come from the database's clock.

    A buried worker stays buried: it may not act, and whatever runs it still holds go to the others.
    """

    def __init__(self, database: RunDatabase) -> None:
        self._engine = database.engine
        self._table = sa.Table(
            "workers",
            sa.MetaData(schema=database.schema),
            sa.Column("worker_id", sa.Text, primary_key=True),
            sa.Column("started_at", sa.Double, nullable=False),  # seconds since 1970
            sa.Column("seen_at", sa.Double, nullable=False),
            sa.Column("buried_at", sa.Double),
        )
        postgresql = database.schema is not None
        self._now: sa.ColumnElement[float] = sa.literal_column(
            "extract(epoch from clock_timestamp())::float8" if postgresql else "(julianday('now') - 2440587.5) * 86400.0",
            sa.Double,
        )
        # The running workflows of dbos: a contract test pins these columns.
        runs = sa.table("workflow_status", *map(sa.column, ("workflow_uuid", "status", "executor_id")), schema=database.schema)
        mine: sa.BindParameter[str] = sa.bindparam("worker_id", type_=sa.Text)
        living = sa.exists().where(*self._living_one(mine))
        running = runs.c.status.in_(STATES[RunState.RUNNING])
        holding = sa.select(runs.c.workflow_uuid).where(
            runs.c.workflow_uuid == sa.bindparam("workflow_id"), running, runs.c.executor_id == mine
        )
        self._holding, self._holding_alive = holding, holding.where(living)
        with storage_errors(), self._engine.begin() as connection:
            if postgresql:  # IF NOT EXISTS alone may still collide when two processes create at once
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext('unticket_engine.workers'))"))
            connection.execute(CreateTable(self._table, if_not_exists=True))

    def enroll(self, worker_id: str) -> None:
        """A new worker begins."""
        row = {"worker_id": worker_id, "started_at": self._now, "seen_at": self._now}
        self._change(sa.insert(self._table).values(row))

    def renew(self, worker_id: str) -> bool:
        """The worker is alive: nobody buries it before another lease has passed. False: it was buried already."""
        return self._change(sa.update(self._table).where(*self._living_one(worker_id)).values(seen_at=self._now)) == 1

    def holds(self, worker_id: str, workflow_id: str, *, living: bool) -> bool:
        """Whether the workflow runs, neither cancelled nor ended, and is this worker's; `living`: and that is not buried."""
        asked = self._holding_alive if living else self._holding
        with storage_errors(), self._engine.connect() as connection:
            found = connection.execute(asked, {"worker_id": worker_id, "workflow_id": workflow_id})
            return found.first() is not None

    def bury(self, worker_id: str) -> None:
        """This worker is no more."""
        self._change(sa.update(self._table).where(*self._living_one(worker_id)).values(buried_at=self._now))

    def bury_silent(self, worker_id: str, seen_at: float) -> None:
        """Bury it unless it gave a sign of life since `seen_at`, be it at this very instant."""
        same = self._table.c.seen_at == seen_at
        self._change(sa.update(self._table).where(*self._living_one(worker_id), same).values(buried_at=self._now))

    def bury_others(self, worker_id: str) -> None:
        """Bury all but this one, which is known to be alone."""
        others = self._table.c.worker_id != worker_id
        self._change(sa.update(self._table).where(self._table.c.buried_at.is_(None), others).values(buried_at=self._now))

    def living(self) -> dict[str, float]:
        """All that are not buried, with their last sign of life."""
        chosen = sa.select(self._table.c.worker_id, self._table.c.seen_at).where(self._table.c.buried_at.is_(None))
        with storage_errors(), self._engine.connect() as connection:
            return {row.worker_id: row.seen_at for row in connection.execute(chosen)}

    def all(self) -> list[Worker]:
        """Every worker known, the newest first."""
        with storage_errors(), self._engine.connect() as connection:
            rows = connection.execute(sa.select(self._table).order_by(self._table.c.started_at.desc())).all()
        return [
            Worker(
                worker_id=row.worker_id,
                started_at=datetime.fromtimestamp(row.started_at, UTC),
                seen_at=datetime.fromtimestamp(row.seen_at, UTC),
                buried_at=None if row.buried_at is None else datetime.fromtimestamp(row.buried_at, UTC),
            )
            for row in rows
        ]

    def forget(self, before: datetime) -> None:
        """Drop those buried before `before`. Their runs were taken over long ago."""
        self._change(sa.delete(self._table).where(self._table.c.buried_at < before.timestamp()))

    def _living_one(self, worker_id: str | sa.BindParameter[str]) -> tuple[sa.ColumnElement[bool], ...]:
        return self._table.c.worker_id == worker_id, self._table.c.buried_at.is_(None)

    def _change(self, statement: Any) -> int:
        with storage_errors(), self._engine.begin() as connection:
            return int(connection.execute(statement).rowcount)
