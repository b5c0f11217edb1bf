"""A worker forgets the engine's record of runs that ended longer ago than the settings keep them, and of no others."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from unticket.demo.login_house import login_house
from unticket.doors import worker as worker_module
from unticket.doors.worker import Worker
from unticket.engine.client import Client
from unticket.engine.engine import Engine
from unticket.engine.run import Run, RunState

KEPT = 30


@pytest.fixture(params=["sqlite", "postgresql"])
def worker(request: pytest.FixtureRequest, closing: ExitStack, tmp_path: Path) -> Worker:
    """A worker that keeps runs for thirty days, on each database."""
    house = closing.enter_context(login_house([]))
    chosen: dict[str, Any] = {"folder": tmp_path}
    if request.param == "postgresql":
        chosen["database_url"] = request.getfixturevalue("empty_postgresql_url")
    chosen["worker"] = house.settings.worker.model_copy(update={"keep_run_days": KEPT})
    made = Worker(house.settings.model_copy(update=chosen), hooks=False)
    closing.callback(made.acting.close)
    closing.callback(made.engine.close, 5.0)
    return made


@pytest.fixture
def days_later(monkeypatch: pytest.MonkeyPatch) -> Callable[[Worker, float], None]:
    """Does the night's purge as it will be done in so many days."""

    def purge(worker: Worker, days: float) -> None:
        then = datetime.now(UTC) + timedelta(days=days)
        monkeypatch.setattr(worker_module, "now", lambda: then)
        worker._purge(then)

    return purge


def test_finished_runs_go_after_their_days_and_open_ones_stay(
    worker: Worker,
    days_later: Callable[[Worker, float], None],
    ended: Callable[[Client, str], Run],
    until: Callable[..., Any],
) -> None:
    gate = threading.Event()
    engine: Engine = worker.engine
    engine.register("done", lambda execution, argument: execution.step("say", lambda: "x"))
    engine.register("open", lambda execution, argument: execution.step("wait", gate.wait))
    engine.launch()
    engine.start("odoo:1", "done")
    engine.start("odoo:2", "open")
    ended(engine, "odoo:1")
    until(lambda: engine.runs(RunState.RUNNING))

    days_later(worker, KEPT - 0.01)
    assert known(engine) == {"odoo:1", "odoo:2"}, "its days are not over"
    days_later(worker, KEPT + 0.01)
    assert known(engine) == {"odoo:2"}, "open for as long, and kept"

    gate.set()
    ended(engine, "odoo:2")
    days_later(worker, KEPT + 0.01)
    assert known(engine) == set()


def known(engine: Engine) -> set[str]:
    """The runs of tickets: the ticks of schedules are runs of their own."""
    return {run.run_id for run in engine.runs(prefix="odoo:")}
