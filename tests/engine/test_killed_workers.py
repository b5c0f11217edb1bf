"""Workers that are killed, suspended, stopped or shut out: nothing is lost, nothing recorded is done again."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from unticket.engine.client import Client
from unticket.engine.engine import Engine
from unticket.engine.queue import DEFAULT
from unticket.engine.run import Run, RunState
from unticket.model.errors import Conflict

Process = Callable[..., Any]
STEPS = 7


def effects(folder: Path) -> list[list[str]]:
    """Each effect as [run, step, process, token], in the order in which they happened."""
    file = folder / "effects"
    return [line.split() for line in file.read_text().splitlines()] if file.exists() else []


def assert_nothing_lost_or_repeated(client: Client, folder: Path, run_ids: list[str], kills: int) -> None:
    done = {(run, step): token for run, step, _process, token in effects(folder)}  # the last of each
    for run_id in run_ids:
        run = client.run(run_id)
        assert run.state is RunState.DONE
        # What was recorded is the last that happened: a recorded step that was done again would have left a later line.
        assert run.result == [done[run_id, f"step_{number}"] for number in range(STEPS)]
    assert len({process for _run, _step, process, _token in effects(folder)}) > 2, "the kills fell into the work"
    times = Counter((run, step) for run, step, *_ in effects(folder))
    assert len(times) == len(run_ids) * STEPS
    in_flight = sum(times.values()) - len(times)
    assert in_flight <= kills * DEFAULT.at_once, "only what was under way at a kill may happen twice"


@pytest.mark.slow
def test_a_lone_worker_killed_at_random_instants_loses_nothing_on_sqlite(
    sqlite_url: str, process: Process, until: Callable[..., Any], tmp_path: Path
) -> None:
    instants = random.Random(20260218)
    run_ids = [f"odoo:{number}" for number in range(60)]
    with Client(sqlite_url) as client:
        for run_id in run_ids:
            client.start(run_id, "chain")
        for _kill in range(10):
            worker = process(sqlite_url).ready()
            time.sleep(instants.uniform(0.05, 0.6))
            worker.kill()
        process(sqlite_url).ready()
        until(lambda: len(client.runs(RunState.DONE)) == len(run_ids))
        assert_nothing_lost_or_repeated(client, tmp_path, run_ids, kills=10)


@pytest.mark.slow
def test_workers_killed_at_random_instants_lose_nothing_on_postgresql_though_one_never_returns(
    postgresql_url: str, process: Process, until: Callable[..., Any], tmp_path: Path
) -> None:
    instants = random.Random(20260219)
    run_ids = [f"odoo:{number}" for number in range(100)]
    with Client(postgresql_url) as client:
        for run_id in run_ids:
            client.start(run_id, "chain")
        workers = [process(postgresql_url).ready() for _ in range(2)]
        for kill in range(5):
            time.sleep(instants.uniform(0.05, 0.4))
            workers[kill % 2].kill()
            if kill < 4:
                workers[kill % 2] = process(postgresql_url).ready()
        until(lambda: len(client.runs(RunState.DONE)) == len(run_ids))
        assert_nothing_lost_or_repeated(client, tmp_path, run_ids, kills=5)


def test_runs_of_a_machine_that_disappeared_are_taken_over(
    postgresql_url: str, process: Process, until: Callable[..., Any], tmp_path: Path
) -> None:
    with Client(postgresql_url) as client:
        client.start("odoo:1", "gate")
        gone = process(postgresql_url).ready()
        until(lambda: len(effects(tmp_path)) == 2)  # entered, and waiting at the gate
        gone.kill()
        other = process(postgresql_url).ready()
        (tmp_path / "open").touch()
        run = until(lambda: (found := client.run("odoo:1")).ended_at and found)
        assert (run.state, run.starts) == (RunState.DONE, 2)
        assert [(step, process == str(other.pid)) for _run, step, process, _token in effects(tmp_path)] == [
            ("entered", False),
            ("waiting", False),
            ("waiting", True),
            ("acted", True),
        ]


def test_a_worker_that_slept_while_others_took_its_runs_does_not_act_and_ends(
    postgresql_url: str, process: Process, until: Callable[..., Any], tmp_path: Path
) -> None:
    with Client(postgresql_url) as client:
        client.start("odoo:1", "gate")
        asleep = process(postgresql_url).ready()
        until(lambda: len(effects(tmp_path)) == 2)
        asleep.signal(signal.SIGSTOP)
        awake = process(postgresql_url).ready()
        until(lambda: len(effects(tmp_path)) == 3)  # the other waits at the gate, too
        (tmp_path / "open").touch()
        until(lambda: client.run("odoo:1").ended_at)
        asleep.signal(signal.SIGCONT)
        assert asleep.wait() == 75, "start me again"
        assert [process for _run, step, process, _token in effects(tmp_path) if step == "acted"] == [str(awake.pid)]


def test_a_second_worker_on_one_sqlite_file_is_refused_and_told_who_works(
    sqlite_url: str, process: Process, tmp_path: Path
) -> None:
    first = process(sqlite_url).ready()
    second = Engine(sqlite_url)
    with pytest.raises(Conflict, match=rf"process {first.pid}\) already works on .*unticket\.runs\.db"):
        second.launch()
    first.kill()
    second.launch()  # the lock went with the process
    second.close()


def test_a_stop_signal_lets_runs_at_work_end_and_leaves_the_rest_queued(
    url: str, client: Client, process: Process, until: Callable[..., Any], tmp_path: Path
) -> None:
    run_ids = [f"odoo:{number}" for number in range(DEFAULT.at_once + 3)]
    for run_id in run_ids:
        client.start(run_id, "gate")
    worker = process(url).ready()
    until(lambda: len(effects(tmp_path)) == 2 * DEFAULT.at_once)
    at_work = {run.run_id for run in client.runs(RunState.RUNNING)}
    worker.signal(signal.SIGTERM)
    time.sleep(0.5)  # it takes no more from now on
    (tmp_path / "open").touch()
    assert worker.wait() == 0
    assert {run.run_id for run in client.runs(RunState.DONE)} == at_work
    assert {run.run_id for run in client.runs(RunState.QUEUED)} == set(run_ids) - at_work
    assert [worker.buried_at is None for worker in client.workers()] == [False]


def test_a_run_that_does_not_end_in_time_goes_on_with_the_next_worker(
    url: str, client: Client, process: Process, until: Callable[..., Any], tmp_path: Path
) -> None:
    client.start("odoo:1", "gate")
    worker = process(url, "--drain", "0.5").ready()
    until(lambda: len(effects(tmp_path)) == 2)
    worker.signal(signal.SIGTERM)
    assert worker.wait() == 0, "though a run still waits"
    assert client.run("odoo:1").state is RunState.RUNNING
    (tmp_path / "open").touch()
    process(url).ready()
    until(lambda: client.run("odoo:1").state is RunState.DONE)
    assert [step for _run, step, *_ in effects(tmp_path)] == ["entered", "waiting", "waiting", "acted"]


def test_a_failure_comes_back_as_the_same_error_after_a_crash(
    url: str, client: Client, process: Process, ended: Callable[[Client, str], Run], tmp_path: Path
) -> None:
    client.start("odoo:1", "refused")
    assert process(url).ready().wait() == 9, "it dies on the other way, once"
    process(url).ready()
    run = ended(client, "odoo:1")
    assert run.result == "Make a new one."
    assert [step.name for step in run.steps] == ["ask", "other way"]
