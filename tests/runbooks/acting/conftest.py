"""A runbook's machinery over a real SQLite database, a world outside that counts, and an engine that runs on command."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from unticket.model.errors import UnticketError
from unticket.runbooks.acting.machine import Machine
from unticket.runbooks.acting.outside import Outside
from unticket.runbooks.acting.policy import ActingPolicy
from unticket.runbooks.plan import Mode
from unticket.storage.acting_records import ActingRecords
from unticket.storage.audit_key import audit_key
from unticket.storage.database import Database, open_database

LOGIN = "login"


def _world_module() -> ModuleType:
    name = "acting_world"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("world.py"))
        assert spec is not None and spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


class Time:
    """A clock that a test moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)  # so that what comes later is later
        return self.now

    def passes(self, **units: float) -> None:
        self.now += timedelta(**units)


class Execution:
    """The engine's, in short: transient failures are tried four times, at once; `alive` False stands it down."""

    def __init__(self, run_id: str) -> None:
        self.run_id = run_id
        self.steps: list[str] = []

    def step(self, name: str, function: Callable[..., Any], *args: Any) -> Any:
        self.steps.append(name)
        for attempt in range(4):
            try:
                return function(*args)
            except UnticketError as error:
                if not error.transient or attempt == 3:
                    raise
        raise AssertionError

    def assert_alive(self) -> None:
        return


class Queue:
    """Keeps what was started; each id once."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.waiting: list[tuple[str, Any]] = []

    def start(self, run_id: str, runbook: str, argument: Any) -> bool:
        if run_id in self.known:
            return False
        self.known.add(run_id)
        self.waiting.append((run_id, argument))
        return True

    def is_at_work(self, run_id: str) -> bool:
        return any(waiting == run_id or waiting.startswith(f"{run_id}:") for waiting, _ in self.waiting)


class House:
    """Everything together, for a test."""

    def __init__(self, world: Any, time: Time, records: ActingRecords, policy: ActingPolicy, module: ModuleType) -> None:
        self.world = world
        self.time = time
        self.records = records
        self.queue = Queue()
        self.desk = module.WorldDesk(world)
        self.platform = module.WorldPlatform(world)
        self.mailer = module.WorldMailer(world)
        self.module = module
        self.policy = policy
        self.machine = self.machine_of(LOGIN)

    def machine_of(self, runbook: str, **changes: Any) -> Machine:
        """A runbook's machinery: login's planner over the whole world, where nothing else is given."""
        module = self.module
        return Machine(
            runbook,
            **{
                "outside": Outside(desk=self.desk, platform=self.platform, mailer=self.mailer),
                "planner": module.WorldPlanner(self.world),
                "freshness": module.freshness,
                "letters": module.letters,
                "employed": lambda email: module.Employment(self.world.state["people"].get(email, "unknown")),
                "records": self.records,
                "queue": self.queue,
                "policy": self.policy,
                "clock": self.time,
            }
            | changes,
        )

    def promote(self, *modes: Mode) -> None:
        for mode in modes or (Mode.SUPERVISED, Mode.AUTOMATIC):
            self.records.promotions.change(
                LOGIN, mode, by="Theo", why="it agrees", evidence={"agreement": 0.98}, now=self.time()
            )
        self.time.passes(seconds=1)

    def work(self, runner: Callable[[str], Any] | None = None) -> list[dict[str, Any]]:
        """Run everything that is queued, and what that queues; `runner`: by the run's id, where there are several."""
        results = []
        while self.queue.waiting:
            run_id, argument = self.queue.waiting.pop(0)
            run = runner(run_id) if runner else self.machine.runner.run
            results.append(run(Execution(run_id), argument))
        return results

    def look(self, *keys: str) -> list[dict[str, Any]]:
        """A look at these tickets, to the end."""
        self.records.looks.note(keys, self.time())
        self.machine.dispatcher.dispatch()
        return self.work()

    def sweep(self) -> list[dict[str, Any]]:
        self.machine.dispatcher.sweep()
        self.machine.dispatcher.dispatch()
        return self.work()

    def outcome(self, run_id: str = "login:odoo:1:1") -> str:
        return str(self.records.runs.run(run_id).outcome)

    def ticket(self, key: str = "odoo:1") -> dict[str, Any]:
        row: dict[str, Any] = self.world.state["tickets"][key]
        return row

    def audit(self) -> list[str]:
        return [line.kind for line in self.records.audit.lines()]


@pytest.fixture
def time() -> Time:
    return Time(_world_module().START)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database("sqlite:///unticket.db", tmp_path)
    yield database
    database.close()


@pytest.fixture
def records(database: Database, tmp_path: Path, time: Time) -> ActingRecords:
    key = audit_key(tmp_path / "audit.key")
    return ActingRecords(database, key, instance=tmp_path / "unticket.db.instance", folder=tmp_path, clock=time)


@pytest.fixture
def policy() -> ActingPolicy:
    stages = {"resolved": "Done", "waiting": "Waiting", "escalated": "Escalated"}
    return ActingPolicy(stages=stages, assignee="7", public_url="https://help.example", tell=("theo@school.example",))


@pytest.fixture
def make_house(time: Time, records: ActingRecords, policy: ActingPolicy) -> Callable[..., House]:
    """A house in shadow, with Cora's deactivated account; `changes` to the policy."""
    from dataclasses import replace

    def make(**changes: Any) -> House:
        module = _world_module()
        world = module.World(clock=time)
        world.add_account()
        return House(world, time, records, replace(policy, **changes), module)

    return make


@pytest.fixture
def house(make_house: Callable[..., House]) -> House:
    """A house in automatic mode."""
    made = make_house()
    made.promote()
    return made
