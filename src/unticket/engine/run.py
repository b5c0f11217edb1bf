"""A run as its record tells it: what was asked, each step with its times and result, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from unticket.engine.failure import Failure
from unticket.engine.plain import Plain


class RunState(StrEnum):
    """Where a run stands. A run that waits for a person is DONE with a result that says so; its next phase is a new run."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    ABANDONED = "abandoned"  # begun again over and over without ever ending: it takes its worker down


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One recorded step. Times are UTC; a step in flight has no record yet."""

    name: str
    started_at: datetime
    ended_at: datetime
    attempts: int = 1
    result: Plain = None
    failure: Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run. Times are UTC; None: not yet."""

    run_id: str
    runbook: str
    state: RunState
    queue: str  # "" once cancelled
    argument: Plain
    created_at: datetime
    started_at: datetime | None = None  # its latest start: a run that changed its worker started anew
    ended_at: datetime | None = None
    worker: str = ""  # who runs it, or ran it last
    starts: int = 0  # 1 unless a worker died or was stopped meanwhile
    result: Plain = None
    failure: Failure | None = None
    steps: tuple[Step, ...] = ()  # in their order; empty in a listing


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A process that runs runs. Times are UTC, by the database's clock."""

    worker_id: str
    started_at: datetime
    seen_at: datetime
    buried_at: datetime | None = None  # since when it counts as dead; it never comes back under this id
