"""What the adapter keeps out: pickled rows, dbos's environment, its log lines, other people's secrets."""

from __future__ import annotations

import base64
import logging
import os
import pickle
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from unticket.engine.client import Client
from unticket.engine.database import url_beside
from unticket.engine.engine import Engine
from unticket.engine.execution import Execution
from unticket.engine.queue import Queue
from unticket.engine.run import Run, RunState
from unticket.model.errors import ConfigurationError, Conflict, StorageError


class Trap:
    """Unpickling it makes a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mknod, (str(self.file),)


def test_a_pickled_row_is_refused_and_never_unpickled(
    client: Client, work: Callable[..., Engine], ended: Callable[[Client, str], Run], tmp_path: Path
) -> None:
    sprung = tmp_path / "sprung"
    row = base64.b64encode(pickle.dumps(Trap(sprung))).decode()
    client.start("odoo:1", "look")
    schema = f"{client._database.schema}." if client._database.schema else ""
    with client._database.engine.begin() as connection:
        changed = connection.execute(
            sa.text(f"UPDATE {schema}workflow_status SET serialization = 'py_pickle', inputs = :row"), {"row": row}
        )
        connection.execute(sa.text(f"UPDATE {schema}workflow_input SET inputs = :row"), {"row": row})
        assert changed.rowcount == 1
    assert client.run("odoo:1").argument is None
    work(look=lambda execution, argument: argument)
    run = ended(client, "odoo:1")
    assert run.state is RunState.FAILED
    assert run.failure is not None
    assert run.failure.code == "unreadable"
    assert not sprung.exists()


def test_variables_for_dbos_change_nothing_in_a_worker(
    url: str, client: Client, process: Callable[..., Any], until: Callable[..., Any], tmp_path: Path
) -> None:
    mischief = {"DBOS__VMID": "local", "DBOS__APPVERSION": "mine", "DBOS__CLOUD": "true", "DBOS__APPID": "theirs"}
    process(url, environment=mischief).ready()
    (tmp_path / "open").touch()
    client.start("odoo:1", "gate")
    run = until(lambda: (found := client.run("odoo:1")).ended_at and found)
    assert run.state is RunState.DONE
    assert run.worker == client.workers()[0].worker_id != "local"


def test_dbos_says_nothing_on_the_terminal(
    work: Callable[..., Engine], ended: Callable[[Client, str], Run], capfd: pytest.CaptureFixture[str]
) -> None:
    engine = work(look=lambda execution, _argument: execution.step("see", lambda: "seen"))
    engine.start("odoo:1", "look")
    ended(engine, "odoo:1")
    logging.getLogger("dbos").info("DBOS launched!")
    engine.close()
    assert capfd.readouterr() == ("", "")


def test_a_process_has_one_worker(work: Callable[..., Engine], tmp_path: Path) -> None:
    work()
    with Engine(f"sqlite:///{tmp_path / 'other.db'}") as second, pytest.raises(Conflict, match="already has a worker"):
        second.launch()


def test_the_file_of_runs_is_its_owners_alone_and_survives_a_power_cut(sqlite_url: str, tmp_path: Path) -> None:
    with Client(sqlite_url) as client, client._database.engine.connect() as connection:
        file = tmp_path / "unticket.runs.db"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert connection.execute(sa.text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(sa.text("PRAGMA synchronous")).scalar() == 2  # FULL


def test_a_server_that_does_not_answer_is_a_transient_failure_without_the_password() -> None:
    with pytest.raises(StorageError) as caught:
        Client("postgresql://unticket:hunter2@127.0.0.1:9/unticket")
    assert caught.value.transient
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("url", ["mysql://host/database", "nonsense", "sqlite://"])
def test_a_database_that_cannot_keep_runs_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError):
        Client(url)


@pytest.mark.parametrize(
    ("house", "engine"),
    [
        ("sqlite:///unticket.db", "sqlite:////etc/school/unticket.runs.db"),
        ("sqlite:////var/lib/u.sqlite", "sqlite:////var/lib/u.runs.sqlite"),
        ("postgresql://db/unticket", "postgresql://db/unticket"),
    ],
)
def test_runs_are_kept_beside_all_else(house: str, engine: str) -> None:
    assert url_beside(house, Path("/etc/school")) == engine


def test_limits_that_cannot_be_kept_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="per 10 seconds"):
        Queue(name="login", starts=5, per_seconds=10)
    with pytest.raises(ConfigurationError, match="4 runs in one worker but 2 overall"):
        Queue(name="login", at_once_overall=2)


def test_a_queue_keeps_its_limits(
    url: str, closing: Any, ended: Callable[[Client, str], Run], until: Callable[..., Any]
) -> None:
    engine = Engine(url, queues=[Queue(name="one", at_once=1), Queue(name="three", starts=3)])
    closing.callback(engine.close)
    inside: list[int] = []
    most: list[int] = []

    def look(execution: Execution, _argument: None) -> None:
        inside.append(1)
        most.append(len(inside))
        execution.step("see", lambda: None)
        inside.pop()

    engine.register("look", look)
    engine.launch()
    for number in range(4):
        engine.start(f"one:{number}", "look", queue="one")
    for number in range(4):
        ended(engine, f"one:{number}")
    assert max(most) == 1
    for number in range(5):
        engine.start(f"three:{number}", "look", queue="three")
    until(lambda: len(engine.runs(RunState.DONE, prefix="three")) == 3)
    engine.start("one:5", "look", queue="one")
    ended(engine, "one:5")
    assert len(engine.runs(RunState.QUEUED, prefix="three")) == 2
