"""From dbos's rows to our runs and steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from unticket.engine.failure import Failure
from unticket.engine.run import Run, RunState, Step
from unticket.engine.vendor import PortableWorkflowError, StepInfo, WorkflowStatus

RUN_PREFIX = "run:"  # before the ids of runs, so that the ticks of schedules, which dbos names itself, stay out of listings

STATES: Mapping[RunState, tuple[str, ...]] = {
    RunState.QUEUED: ("ENQUEUED", "DELAYED"),
    RunState.RUNNING: ("PENDING",),
    RunState.DONE: ("SUCCESS",),
    RunState.FAILED: ("ERROR",),
    RunState.CANCELLED: ("CANCELLED",),
    RunState.ABANDONED: ("MAX_RECOVERY_ATTEMPTS_EXCEEDED",),
}
ENDED = [name for state in (RunState.DONE, RunState.FAILED, RunState.CANCELLED, RunState.ABANDONED) for name in STATES[state]]
_STATE_OF = {name: state for state, names in STATES.items() for name in names}


def run_of(status: WorkflowStatus, steps: list[StepInfo] | None = None) -> Run:
    """One run, with its steps where they were read."""
    return Run(
        run_id=status.workflow_id.removeprefix(RUN_PREFIX),
        runbook=status.name,
        state=_STATE_OF[status.status],
        queue=status.queue_name or "",
        argument=_argument(status.input),
        created_at=_time(status.created_at),
        started_at=None if status.dequeued_at is None else _time(status.dequeued_at),
        ended_at=None if status.completed_at is None else _time(status.completed_at),
        worker=status.executor_id or "",
        starts=status.recovery_attempts or 0,
        result=status.output,
        failure=None if status.error is None else _failure(status.error),
        steps=tuple(_step(step) for step in steps or ()),
    )


def _argument(recorded: Any) -> Any:
    try:
        return recorded["args"][0]
    except (TypeError, KeyError, IndexError):
        return None  # a row that is not ours: its run has failed and says why


def _failure(error: object) -> Failure:
    if isinstance(error, PortableWorkflowError) and error.data is not None:
        return Failure.read(error.data)
    if isinstance(error, Exception):
        return Failure(code="engine", what=str(error).partition("\n")[0])
    return Failure.read(error)


def _step(info: StepInfo) -> Step:
    record: Any = info["output"]
    if info["error"] is not None:
        record = {"failure": _failure(info["error"]).written()}
    elif not isinstance(record, dict):
        record = {"failure": None}  # not of our writing
    return Step(
        name=info["function_name"],
        started_at=_time(info["started_at_epoch_ms"]),
        ended_at=_time(info["completed_at_epoch_ms"]),
        attempts=record.get("attempts", 1),
        result=record.get("result"),
        failure=Failure.read(record["failure"]) if "failure" in record else None,
    )


def _time(milliseconds: int | None) -> datetime:
    return datetime.fromtimestamp((milliseconds or 0) / 1000, UTC)
