"""What we rely on in dbos beyond its documents. A new version that breaks one of these must not be taken."""

from __future__ import annotations

import importlib.metadata
import inspect
import threading
from collections.abc import Callable
from typing import Any

import pytest

from unticket.engine.client import Client
from unticket.engine.engine import Engine
from unticket.engine.run import Run
from unticket.engine.vendor import DBOS


def test_the_version_is_the_one_that_was_tried() -> None:
    assert importlib.metadata.version("dbos") == "3.4.0"


def test_the_private_recovery_takes_a_list_of_workers() -> None:
    assert list(inspect.signature(DBOS._recover_pending_workflows).parameters) == ["executor_ids"]


def test_recovery_moves_the_runs_of_the_named_workers_and_of_no_other(
    work: Callable[..., Engine], ended: Callable[[Client, str], Run], until: Callable[..., Any]
) -> None:
    inside, go = threading.Event(), threading.Event()

    def look(execution: Any, _argument: None) -> None:
        inside.set()
        execution.step("wait", lambda: go.wait(30))

    engine = work(look=look)
    engine.start("odoo:1", "look")
    until(inside.is_set)
    DBOS._recover_pending_workflows(["another-worker"])
    assert engine.run("odoo:1").worker == engine.worker_id
    go.set()
    run = ended(engine, "odoo:1")
    assert run.starts == 1, "it was never queued again"


def test_a_worker_that_no_longer_owns_a_run_cannot_record_in_it(
    work: Callable[..., Engine], ended: Callable[[Client, str], Run], until: Callable[..., Any]
) -> None:
    """Taken from a living worker, the run begins a second time; the first execution's record is refused."""
    entered: list[int] = []
    gates = [threading.Event(), threading.Event()]

    def wait() -> int:
        turn = len(entered)
        entered.append(turn)
        gates[turn].wait(30)
        return turn

    engine = work(look=lambda execution, _argument: execution.step("wait", wait))
    engine.start("odoo:1", "look")
    until(lambda: len(entered) == 1)
    DBOS._recover_pending_workflows([engine.worker_id])
    until(lambda: len(entered) == 2)
    gates[0].set()
    gates[1].set()
    assert ended(engine, "odoo:1").result == 1


@pytest.mark.parametrize("name", ["register_queue", "apply_schedules", "enqueue", "list_workflows", "delete_workflows"])
def test_the_client_has_what_the_engine_calls(name: str) -> None:
    from unticket.engine.vendor import DBOSClient

    assert callable(getattr(DBOSClient, name))
