"""The engine's own database: a SQLite file beside ours, or a schema of its own in our PostgreSQL database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from unticket.engine.vendor import DBOS
from unticket.model.errors import ConfigurationError, StorageError

SCHEMA = "unticket_engine"  # PostgreSQL only
_POOL = 10  # connections a process; dbos's own 20 would use up PostgreSQL's usual 100 with five workers


@dataclass(frozen=True, slots=True)
class RunDatabase:
    """An open database whose tables are those of this version."""

    engine: sa.Engine
    schema: str | None  # None: SQLite
    file: Path | None  # None: PostgreSQL

    def close(self) -> None:
        self.engine.dispose()


def url_beside(database_url: str, folder: Path) -> str:
    """Where the engine keeps its runs when all else is kept at `database_url`.

    unticket.db → unticket.runs.db beside it, a relative one beginning at `folder`; PostgreSQL: the same database.
    """
    url = _parsed(database_url)
    if url.get_backend_name() != "sqlite":
        return database_url
    file = folder / (url.database or "unticket.db")
    return f"sqlite:///{file.with_suffix('.runs' + file.suffix)}"


def open_run_database(url: str) -> RunDatabase:
    """Open the database at `url`, creating or migrating its tables. Raises `StorageError` and `ConfigurationError`."""
    parsed = _parsed(url)
    with storage_errors():
        if parsed.get_backend_name() == "sqlite":
            return _open_sqlite(parsed)
        return _open_postgresql(parsed)


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turns what a database says into `StorageError`, without its statement and values. Transient: a database comes back."""
    try:
        yield
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or type(error).__name__).partition("\n")[0]
        raise StorageError(
            f"The engine's database did not do what was asked: {reason}.",
            "Is the server up, or the disk full? The engine goes on by itself when it answers again.",
            transient=True,
        ) from error


def _parsed(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
        known = parsed.get_backend_name() in ("sqlite", "postgresql")
    except ArgumentError:
        known = False
    if not known:
        raise ConfigurationError("database_url is neither SQLite nor PostgreSQL.", "For example sqlite:///unticket.db")
    return parsed


def _open_sqlite(url: sa.URL) -> RunDatabase:
    file = Path(url.database or "").absolute()
    if not url.database or url.database == ":memory:":
        raise ConfigurationError("The engine cannot work in memory: its runs must outlive the process.", "Name a file.")
    try:
        os.close(os.open(file, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))  # holds personal data: the owner's alone
    except OSError as error:
        raise StorageError(
            f"{file} cannot be opened: {error.strerror}.", "Check the folder and who may write there."
        ) from error
    engine = sa.create_engine(f"sqlite:///{file}", pool_size=_POOL, max_overflow=0)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    with engine.connect():  # sets the journal before anything is written
        pass
    DBOS.migrate(f"sqlite:///{file}")
    return RunDatabase(engine, None, file)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # IMMEDIATE: dbos reads before it writes in one transaction, and two such would otherwise refuse each other. FULL: in WAL
    # mode with less, a power cut may lose the newest checkpoints, and their effects would be repeated.
    connection.isolation_level = "IMMEDIATE"
    connection.execute("PRAGMA busy_timeout=30000")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _open_postgresql(url: sa.URL) -> RunDatabase:
    url = url.set(drivername="postgresql+psycopg")
    # A worker whose server vanished must notice within its lease, not after the kernel's quarter of an hour.
    cut_off = {"connect_timeout": 10, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
    engine = sa.create_engine(
        url,
        pool_size=_POOL,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"application_name": "unticket", "tcp_user_timeout": 15000} | cut_off,
    )
    sa.event.listen(engine, "connect", _prepare_postgresql)
    with engine.connect():
        pass
    DBOS.migrate(url.set(drivername="postgresql").render_as_string(hide_password=False), schema=SCHEMA)
    return RunDatabase(engine, SCHEMA, None)


def _prepare_postgresql(connection: Any, _record: object) -> None:
    # A worker that is suspended inside a transaction would keep its locks, and so keep others from taking its runs over.
    connection.execute("SET idle_in_transaction_session_timeout = '10s'")
    connection.commit()
