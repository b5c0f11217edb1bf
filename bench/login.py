"""The login runbook at the demo's peers: from hook to finished ticket, and runs a second against the bare engine's."""

from __future__ import annotations

import json
import logging
import os
import pickle
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import func, select

from bench import engine as bare_engine
from bench._waits import Waits, waits
from unticket.app.acting import LOGIN, now
from unticket.doors.worker import Worker
from unticket.runbooks.acting.order import run_id_of
from unticket.runbooks.acting.record import RunStage
from unticket.runbooks.plan import Mode
from unticket.settings import Settings
from unticket.storage.acting_tables import ACTING_RUNS

ONE_BY_ONE = 50
AT_ONCE = 60


@dataclass(frozen=True, slots=True)
class Found:
    """Seconds of tickets that came one by one, and what a run is made of when many came at once."""

    to_finish: list[float]
    own_work: list[float]  # of the steps, without waiting for peers
    peers: list[float]  # waited for, at our sockets
    waiting: list[float]  # in the queue
    steps: int
    rate: float  # runs a second
    processor_alone: float  # seconds of our process a run, of those that came one by one; idle polling is part of it
    of_processor: float  # the same of many
    peers_of_many: float  # seconds of answering a run


def run() -> Iterator[str]:
    """Three lines a database."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    load = os.getloadavg()[0]
    yield f"login: tickets that end with a reactivation, at demo peers of another process; load before: {load:.1f}"
    for backend, databases in (("SQLite", bare_engine.sqlite_files), ("PostgreSQL", bare_engine.postgresql_databases)):
        with databases() as new_database:
            found = _measured(new_database())
            bare_engine.STEPS = found.steps
            bare = max(bare_engine.bare_rate(new_database(), AT_ONCE) for _ in range(2))
        median = statistics.median
        yield (
            f"  {backend:<11} hook to finished ticket: half within {median(found.to_finish):.2f} s, all within "
            f"{max(found.to_finish):.2f} s (aim: half under 1 s), {len(found.to_finish)} tickets one by one"
        )
        yield (
            f"  {'':<11} of a run: own work {median(found.own_work) * 1000:.0f} ms (best {min(found.own_work) * 1000:.0f}; "
            f"aim: under 100), waiting for peers {median(found.peers) * 1000:.0f} ms, in the queue "
            f"{median(found.waiting) * 1000:.0f} ms; processor {found.processor_alone * 1000:.0f} ms"
        )
        yield (
            f"  {'':<11} {AT_ONCE} at once: {found.rate:.1f} runs a second = {found.rate / bare:.0%} of bare dbos with "
            f"{found.steps} empty steps ({bare:.1f}; aim: at least 50 %)"
        )
        whole = 1 / found.rate * 1000
        yield (
            f"  {'':<11} where the rest goes: of {whole:.0f} ms a run, {1000 / bare:.0f} are the engine's; our process works "
            f"{found.of_processor * 1000:.0f} ms of them, the peers answer for {found.peers_of_many * 1000:.0f} ms"
        )


def _measured(url: str) -> Found:
    with _peers(ONE_BY_ONE + AT_ONCE + 1) as peers, _at_work(peers, url) as worker:
        peers.ask("write 1")  # loads what is loaded once
        _until_ended(worker, 1)
        with waits() as waiting:
            before = time.process_time()
            singles = [_one(peers, worker, number, waiting) for number in range(ONE_BY_ONE)]
            alone = (time.process_time() - before) / ONE_BY_ONE
        return _many(peers, worker, singles, alone)


def _one(peers: _Peers, worker: Worker, number: int, waiting: Waits) -> tuple[float, float, float, float, int]:
    waiting.taken()
    (key,), (hook, *_) = peers.ask("write 1")
    _until_ended(worker, number + 2)
    record = worker.acting.records.runs.run(run_id_of(LOGIN, key, 1))
    seconds = waiting.taken()
    run = worker.engine.run(record.run_id)
    assert record.outcome == "resolved", record
    assert record.ended_at is not None
    assert run.started_at is not None
    in_steps = sum((step.ended_at - step.started_at).total_seconds() for step in run.steps)
    waited = (run.started_at - run.created_at).total_seconds()
    return record.ended_at.timestamp() - hook, max(0.0, in_steps - seconds), seconds, waited, len(run.steps)


def _many(peers: _Peers, worker: Worker, singles: list[Any], alone: float) -> Found:
    worker.dispatching.end()  # until all are noted
    peers.ask("hooks 1")  # and no hook arrives
    keys, _ = peers.ask(f"write {AT_ONCE}")
    peers.ask("took")
    worker.acting.records.looks.note(keys, now())
    before = time.process_time()
    worker.acting.machine().dispatcher.dispatch()
    first = _until_ended(worker, ONE_BY_ONE + 2)
    began = time.perf_counter()
    last = _until_ended(worker, ONE_BY_ONE + 1 + AT_ONCE)
    seconds = time.perf_counter() - began
    of_processor = (time.process_time() - before) / AT_ONCE
    columns = list(zip(*singles, strict=True))
    return Found(
        *(list(column) for column in columns[:4]),
        max(columns[4]),
        (last - first) / seconds,
        alone,
        of_processor,
        peers.ask("took") / AT_ONCE,
    )


def _until_ended(worker: Worker, runs: int) -> int:
    """Wait for so many ended runs; how many there are."""
    counting = select(func.count()).select_from(ACTING_RUNS).where(ACTING_RUNS.c.stage == str(RunStage.ENDED))
    while True:
        with worker.acting.database.reading() as connection:
            ended = int(connection.scalar(counting) or 0)
        if ended >= runs:
            return ended
        time.sleep(0.02)


class _Peers:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.settings: Settings = pickle.loads(bytes.fromhex(self._line()))

    def ask(self, command: str) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
        return self._line()

    def _line(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


@contextmanager
def _peers(tickets: int) -> Iterator[_Peers]:
    command = [sys.executable, "-m", "bench._login_peers", str(tickets)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield _Peers(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()


@contextmanager
def _at_work(peers: _Peers, url: str) -> Iterator[Worker]:
    settings = peers.settings
    login = settings.runbooks.login
    limits = login.limits.model_copy(update={"per_hour": 100_000, "per_day": 100_000})
    login = login.model_copy(update={"limits": limits})
    worker = Worker(
        settings.model_copy(update={"database_url": url, "runbooks": settings.runbooks.model_copy(update={"login": login})}),
        hooks=True,
    )
    worker.begin()
    worker.engine.launch()
    try:
        while worker.acting.standing(LOGIN).mode is not Mode.AUTOMATIC:
            worker.acting.promote(LOGIN, by="Theo", why="measured")
        time.sleep(1.01 - now().microsecond / 1_000_000)  # Odoo tells whole seconds
        peers.ask(f"hooks {worker.port}")
        yield worker
    finally:
        worker.end()
        worker.engine.close(drain_seconds=5)
        worker.acting.close()
