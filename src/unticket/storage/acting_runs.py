"""The runs of runbooks, a row a ticket and generation: they outlive the engine's own record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, bindparam, insert, select, update

from unticket.model.errors import NotFound
from unticket.runbooks.acting import plan_record
from unticket.runbooks.acting.record import Entry, Outcome, Recent, RunRecord, RunStage
from unticket.runbooks.plan import JSON, Mode, Plan, Verdict
from unticket.storage.acting_tables import ACTING_RUNS
from unticket.storage.audit_chain import AuditChain, AuditedWriting
from unticket.storage.database import Database
from unticket.storage.turn import take_turn

_ONE = select(ACTING_RUNS).where(ACTING_RUNS.c.run_id == bindparam("wanted"))  # in every step of a run, so built once
_FAILED = frozenset({Outcome.DOUBTFUL})
_WITH_A_PERSON = frozenset({Outcome.ESCALATED, Outcome.DOUBTFUL})
_JUDGED = (Outcome.RESOLVED, Outcome.WAITING, Outcome.ROUTED, Outcome.ESCALATED, Outcome.DOUBTFUL)


class SqlRuns:
    """Implements `Runs`."""

    def __init__(self, database: Database, chain: AuditChain) -> None:
        self._database = database
        self._chain = chain

    def open(self, record: RunRecord, entry: Entry) -> RunRecord:
        row = asdict(record) | {"plan": None, "mode": str(record.mode), "stage": str(record.stage), "outcome": None}
        with self._chain.writing() as writing:
            take_turn(writing.connection, "runs")
            found = (
                writing.connection.execute(select(ACTING_RUNS).where(ACTING_RUNS.c.run_id == record.run_id)).mappings().first()
            )
            if found is not None:
                return _run(found)
            writing.connection.execute(insert(ACTING_RUNS).values(row))
            writing.append(entry)
        return record

    def run(self, run_id: str) -> RunRecord:
        with self._database.reading() as connection:
            found = connection.execute(_ONE, {"wanted": run_id}).mappings().first()
        if found is None:
            raise NotFound(f"There is no run {run_id}.", "Run: unticket runs list")
        return _run(found)

    def of_ticket(self, runbook: str, ticket_key: str) -> Sequence[RunRecord]:
        return self._read(ACTING_RUNS.c.runbook == runbook, ACTING_RUNS.c.ticket_key == ticket_key)

    def planned(self, run_id: str, plan: Plan, entry: Entry) -> str:
        values = {
            "plan": plan_record.written(plan),
            "row": plan.decision.row if plan.decision else "",
            "reason": plan.reason,
            "account_id": plan.account_id,
        }
        with self._chain.writing() as writing:
            if plan.verdict is not Verdict.SKIPPED:
                take_turn(writing.connection, "runs")
                others = select(ACTING_RUNS).where(
                    ACTING_RUNS.c.ticket_key == plan.ticket_key, ACTING_RUNS.c.runbook != plan.runbook
                )
                taken = [run for run in map(_run, writing.connection.execute(others).mappings()) if run.has_taken]
                if taken:
                    return taken[0].runbook
            self._changed(writing, run_id, values, entry)
        return ""

    def set(self, run_id: str, stage: RunStage, entry: Entry, *, outcome: Outcome | None = None, now: datetime) -> None:
        ended = now if stage is RunStage.ENDED else None
        self._change(run_id, {"stage": str(stage), "outcome": outcome and str(outcome), "ended_at": ended}, entry)

    def in_stage(self, stage: RunStage) -> Sequence[RunRecord]:
        return self._read(ACTING_RUNS.c.stage == str(stage))

    def hold(self, run_id: str, order: Mapping[str, JSON], entry: Entry) -> None:
        self._change(run_id, {"stage": str(RunStage.HELD), "held_order": dict(order)}, entry)

    def go_on(self, run_id: str, tries: int) -> None:
        with self._database.writing() as connection:
            paused = ACTING_RUNS.c.stage.in_([str(RunStage.HELD), str(RunStage.AWAITING_APPROVAL)])
            chosen = update(ACTING_RUNS).where(ACTING_RUNS.c.run_id == run_id, paused)
            connection.execute(chosen.values(stage=str(RunStage.OPEN), tries=tries))

    def recent(self, runbook: str, *, since: datetime, at_most: int) -> Recent:
        judged = ACTING_RUNS.c.outcome.in_([str(outcome) for outcome in _JUDGED])
        newest = (
            select(ACTING_RUNS.c.stage, ACTING_RUNS.c.outcome)
            .where(ACTING_RUNS.c.runbook == runbook, ACTING_RUNS.c.begun_at >= since)
            .where(judged | (ACTING_RUNS.c.stage == str(RunStage.HELD)))
            .order_by(ACTING_RUNS.c.begun_at.desc())
            .limit(at_most)
        )
        with self._database.reading() as connection:
            rows = connection.execute(newest).all()
        held = [row for row in rows if row.stage == RunStage.HELD]
        return Recent(
            runs=len(rows),
            failed=len(held) + sum(row.outcome in _FAILED for row in rows),
            escalated=sum(row.outcome in _WITH_A_PERSON for row in rows),
        )

    def newest(self, at_most: int = 100, *, ticket_key: str = "") -> Sequence[RunRecord]:
        """The runs begun last, the newest first."""
        chosen = select(ACTING_RUNS).order_by(ACTING_RUNS.c.begun_at.desc(), ACTING_RUNS.c.run_id).limit(at_most)
        with self._database.reading() as connection:
            rows = connection.execute(chosen.where(ACTING_RUNS.c.ticket_key == ticket_key) if ticket_key else chosen)
            return [_run(row) for row in rows.mappings()]

    def _change(self, run_id: str, values: dict[str, Any], entry: Entry) -> None:
        with self._chain.writing() as writing:
            self._changed(writing, run_id, values, entry)

    def _changed(self, writing: AuditedWriting, run_id: str, values: dict[str, Any], entry: Entry) -> None:
        chosen = update(ACTING_RUNS).where(ACTING_RUNS.c.run_id == run_id)
        if writing.connection.execute(chosen.values(values)).rowcount != 1:
            raise NotFound(f"There is no run {run_id}.")
        writing.append(entry)

    def _read(self, *conditions: ColumnElement[bool]) -> list[RunRecord]:
        chosen = select(ACTING_RUNS).where(*conditions).order_by(ACTING_RUNS.c.begun_at, ACTING_RUNS.c.generation)
        with self._database.reading() as connection:
            return [_run(row) for row in connection.execute(chosen).mappings()]


def _run(row: RowMapping) -> RunRecord:
    read: dict[str, Any] = {
        "mode": Mode(row["mode"]),
        "stage": RunStage(row["stage"]),
        "outcome": Outcome(row["outcome"]) if row["outcome"] else None,
        "plan": plan_record.read(row["plan"]) if row["plan"] else None,
    }
    return RunRecord(**{name: row[name] for name in RunRecord.__dataclass_fields__ if name not in read}, **read)
