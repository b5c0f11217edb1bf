"""What runbooks did, read for reports: no key of the audit is needed, and nothing can be written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from unticket.runbooks.acting.record import EffectState, Outcome
from unticket.runbooks.plan import EffectKind, Mode
from unticket.storage.acting_tables import ACTING_RUNS, EFFECTS
from unticket.storage.database import Database
from unticket.storage.upsert import some_at_once

NOT_TAKEN = (Outcome.SKIPPED, Outcome.NOT_FRESH, Outcome.SHADOW)  # ends in which nothing was done and nobody was asked


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRun:
    """One run that has ended, as far as reports need it. Times are UTC."""

    runbook: str
    ticket_key: str
    generation: int
    cause: str
    since: datetime | None
    mode: Mode
    outcome: Outcome
    row: str
    begun_at: datetime
    ended_at: datetime | None


class RecordedRuns:
    """The runs of one operational database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def first_acted(self) -> Mapping[str, datetime]:
        """By runbook that ever took a ticket: when it first did."""
        took = select(ACTING_RUNS.c.runbook, func.min(ACTING_RUNS.c.begun_at)).where(_took()).group_by(ACTING_RUNS.c.runbook)
        with self._database.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(took)}

    def ended(self, begun_from: datetime, begun_before: datetime) -> Sequence[RecordedRun]:
        """All runs begun in that time that have ended, oldest first."""
        begun = ACTING_RUNS.c.begun_at
        return list(self._read(begun >= begun_from, begun < begun_before))

    def of_tickets(self, keys: Sequence[str]) -> Sequence[RecordedRun]:
        """All ended runs of these tickets, whenever begun, oldest first."""
        found = [run for some in some_at_once(sorted(set(keys))) for run in self._read(ACTING_RUNS.c.ticket_key.in_(some))]
        return sorted(found, key=lambda run: (run.begun_at, run.ticket_key, run.generation))

    def acknowledged(self, keys: Sequence[str]) -> Mapping[str, datetime]:
        """By ticket: when its first acknowledgement went out."""
        sent = (EFFECTS.c.kind == str(EffectKind.ACKNOWLEDGE), EFFECTS.c.state == str(EffectState.DONE))
        found: dict[str, datetime] = {}
        with self._database.reading() as connection:
            for some in some_at_once(sorted(set(keys))):
                asked = select(EFFECTS.c.ticket_key, EFFECTS.c.ended_at).where(EFFECTS.c.ticket_key.in_(some), *sent)
                for key, ended_at in connection.execute(asked.order_by(EFFECTS.c.ended_at)):
                    if ended_at is not None:
                        found.setdefault(key, ended_at)
        return found

    def _read(self, *conditions: ColumnElement[bool]) -> Iterator[RecordedRun]:
        columns = [ACTING_RUNS.c[name] for name in RecordedRun.__dataclass_fields__]
        chosen = select(*columns).where(ACTING_RUNS.c.outcome.is_not(None), *conditions)
        with self._database.reading() as connection:
            for row in connection.execute(chosen.order_by(ACTING_RUNS.c.begun_at, ACTING_RUNS.c.run_id)).mappings():
                yield RecordedRun(**{**row, "mode": Mode(row["mode"]), "outcome": Outcome(row["outcome"])})


def _took() -> ColumnElement[bool]:
    return ACTING_RUNS.c.outcome.is_not(None) & ACTING_RUNS.c.outcome.not_in([str(outcome) for outcome in NOT_TAKEN])
