"""A run while it runs: what a runbook may ask of the engine."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any, TypeVar

import structlog

from unticket.engine.failure import Failure, frames
from unticket.engine.life import Life
from unticket.engine.plain import plain
from unticket.engine.retries import Retries
from unticket.engine.vendor import DBOS
from unticket.model.errors import UnticketError

T = TypeVar("T")
_PATIENT = Retries()


class StandDown(BaseException):
    """This worker must not go on with this run: it stops, was given up for dead, or the run was cancelled.

    Not an `Exception`, so that no `except Exception` on its way holds it up. Nothing is recorded, so the run goes on elsewhere,
    from its last recorded step.
    """


class Execution:
    """Given to a runbook's function. All that is not repeatable, effects, clocks and chance, belongs inside a step.

    Steps run one after another, in the same order each time: after a crash the function runs again from its first line, and
    recorded steps give their result without being done again.
    """

    def __init__(self, run_id: str, life: Life) -> None:
        self.run_id = run_id
        self._life = life

    def step(self, name: str, function: Callable[..., T], *args: object, retries: Retries = _PATIENT) -> T:
        """The plain JSON that `function(*args)` gives, done and recorded once; at least once where a worker dies inside it.

        A transient failure is tried again as `retries` says. One that stands is recorded and raised as the `UnticketError` it
        was, the same after a crash. What business decides upon is a result, never an error.
        """
        if self._life.over.is_set():
            raise StandDown
        record = DBOS.run_step({"name": name}, self._attempt, name, function, args, retries)
        if "failure" in record:
            raise Failure.read(record["failure"]).error()
        result: T = record["result"]
        return result

    def assert_alive(self) -> None:
        """To be called right before every effect: returns only while the run is this worker's and not cancelled.

        Nobody takes the run over within half a lease after it. While the database does not answer it waits, for nobody can
        tell. No check closes the gap between itself and the effect: keys at the peer do.
        """
        if not self._life.holds(self.run_id):
            raise StandDown

    def _attempt(
        self, name: str, function: Callable[..., object], args: tuple[object, ...], retries: Retries
    ) -> dict[str, Any]:
        log = structlog.get_logger("unticket.engine").bind(run=self.run_id, step=name)
        for attempt in count(1):
            try:
                return {"result": plain(function(*args), f"What step {name!r} gives"), "attempts": attempt}
            except UnticketError as error:
                failure, wait = Failure.of(error), retries.wait_after(attempt, error)
            except Exception as error:  # noqa: BLE001 - whatever it is, the record tells
                failure, wait = Failure.of(error), None
                log.error(f"bug in a step: {frames(error)}")
            if wait is None:
                return {"failure": failure.written(), "attempts": attempt}
            log.info("will be tried again", attempt=attempt, wait=round(wait, 1), because=failure.what)
            if self._life.draining.wait(wait):
                raise StandDown
        raise AssertionError


class RunFailed(Exception):
    """How a failed run is recorded: dbos keeps `data`, and no class of ours, over a crash."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.what)
        self.code = failure.code
        self.data = failure.written()


def carried_out(function: Callable[[Execution, Any], object], execution: Execution, argument: object) -> Any:
    """What `function` gives, as plain JSON. Raises `RunFailed` for every error of its own."""
    try:
        return plain(function(execution, argument), "The result of a run")
    except UnticketError as error:
        raise RunFailed(Failure.of(error)) from None
    except Exception as error:
        if type(error).__module__.startswith(("dbos.", "sqlalchemy.")):
            raise  # the engine's own: it knows what to do with it
        structlog.get_logger("unticket.engine").error(f"bug in a runbook: {frames(error)}", run=execution.run_id)
        raise RunFailed(Failure.of(error)) from None
