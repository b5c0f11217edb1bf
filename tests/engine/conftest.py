"""A database of each kind, workers inside this process, and workers as processes that may be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from unticket.engine.client import Client
from unticket.engine.engine import Engine
from unticket.engine.run import Run


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'unticket.runs.db'}"


@pytest.fixture(scope="session")
def postgresql_admin(postgresql_server: str) -> Iterator[sa.Engine]:
    server = sa.make_url(postgresql_server).set(drivername="postgresql+psycopg")
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    yield admin
    admin.dispose()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_admin: sa.Engine) -> Iterator[str]:
    """A database with the engine's tables, to be copied: quicker than making them each time."""
    with new_database(postgresql_admin) as url:
        Client(url).close()
        yield url


@pytest.fixture
def postgresql_url(postgresql_admin: sa.Engine, postgresql_template: str) -> Iterator[str]:
    """A new database without any runs."""
    with new_database(postgresql_admin, f"TEMPLATE {sa.make_url(postgresql_template).database}") as url:
        yield url


@pytest.fixture
def empty_postgresql_url(postgresql_admin: sa.Engine) -> Iterator[str]:
    """A database in which nobody ever was."""
    with new_database(postgresql_admin) as url:
        yield url


@contextmanager
def new_database(admin: sa.Engine, options: str = "") -> Iterator[str]:
    name = f"engine_{uuid.uuid4().hex[:12]}"
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} {options}"))
    yield admin.url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The same test on both backends."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def work(url: str, closing: ExitStack) -> Callable[..., Engine]:
    """Launches a worker in this process: `work(runbook=function, …)`."""

    def launched(*, schedules: tuple[Any, ...] = (), **functions: Any) -> Engine:
        engine = Engine(url, lease_seconds=2.0)
        for name, function in functions.items():
            engine.register(name, function)
        for schedule in schedules:
            engine.schedule(*schedule)
        engine.launch()
        closing.callback(engine.close, 5.0)
        return engine

    return launched


@pytest.fixture
def client(url: str, closing: ExitStack) -> Client:
    """A client, as a process without a worker has one."""
    return closing.enter_context(Client(url))


@pytest.fixture
def until() -> Callable[..., Any]:
    """Waits until `seen()` is truthy and gives it; fails when it never is."""

    def wait(seen: Callable[[], Any], seconds: float = 60.0) -> Any:
        give_up_at = time.monotonic() + seconds
        while not (value := seen()):
            assert time.monotonic() < give_up_at, "waited in vain"
            time.sleep(0.02)
        return value

    return wait


@pytest.fixture
def ended(until: Callable[..., Any]) -> Callable[[Client, str], Run]:
    """Waits for the end of a run."""

    def wait(client: Client, run_id: str) -> Run:
        run: Run = until(lambda: (found := client.run(run_id)).ended_at and found)
        return run

    return wait


class WorkerProcess:
    """`worker_process.py` as a process of its own."""

    def __init__(self, url: str, folder: Path, *options: str, environment: dict[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("worker_process.py")), url, str(folder), *options],
            stdout=subprocess.PIPE,
            env=os.environ | (environment or {}),
            text=True,
        )
        self.pid = self._process.pid

    def ready(self) -> WorkerProcess:
        """Waits until it works."""
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "at work\n"
        return self

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def wait(self) -> int:
        """Its exit number."""
        return self._process.wait(timeout=60)

    def kill(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()


@pytest.fixture
def process(closing: ExitStack, tmp_path: Path) -> Callable[..., WorkerProcess]:
    """Starts a worker process on a database; it writes what it does into files of `tmp_path`."""

    def started(url: str, *options: str, environment: dict[str, str] | None = None) -> WorkerProcess:
        worker = WorkerProcess(url, tmp_path, *options, environment=environment)
        closing.callback(worker.kill)
        return worker

    return started
