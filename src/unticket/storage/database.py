"""The operational database: one SQLite file by default, PostgreSQL where `database_url` says so."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from unticket.model.errors import ConfigurationError
from unticket.storage import locks
from unticket.storage.failures import told
from unticket.storage.schema import bring_up_to_date

_BUSY_SECONDS = 30  # how long a write waits for another process's write before it gives up
_ANSWER_SECONDS = 10  # how long a PostgreSQL server may take to answer the first knock


class Database:
    """An open database with the schema of now. What goes wrong inside `reading` and `writing` is a `StorageError`."""

    def __init__(self, engine: Engine, place: str, lock: Callable[[str], AbstractContextManager[bool]]) -> None:
        self.engine = engine
        self.place = place  # for people: a path, or a url without its password
        self._lock = lock
        self._writer = engine.execution_options(writes=True)

    @property
    def dialect(self) -> str:
        """ "sqlite" or "postgresql"."""
        return self.engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one unchanging state, however long it reads and whoever writes meanwhile."""
        with told(self.place), self.engine.connect() as connection:
            if self.dialect == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is saved at the end, whole or, after any error, not at all."""
        with told(self.place), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def alone(self, purpose: str) -> Iterator[bool]:
        """Whether nobody else, in any process, holds `purpose`; held to the end, and let go when this process dies."""
        with ExitStack() as held:
            with told(self.place, files=True):  # not around the work that is done meanwhile
                got = held.enter_context(self._lock(purpose))
            yield got

    def close(self) -> None:
        self.engine.dispose()

    def __repr__(self) -> str:
        return f"Database({self.place!r})"


def open_database(url: str, folder: Path) -> Database:
    """The database at `url`, made or brought to the schema of now. `sqlite:///name.db` is relative to `folder`.

    Raises `ConfigurationError` for a url that names neither SQLite nor PostgreSQL, `StorageError` for all else.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise _not_usable() from None  # the cause would show the url, and with it a password
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        database = _open_file(parsed, folder)
    elif backend in ("postgresql", "postgres"):
        database = _open_server(parsed.set(drivername="postgresql+psycopg"))
    else:
        raise _not_usable()
    try:
        bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return database


def _not_usable() -> ConfigurationError:
    return ConfigurationError(
        "database_url names no database that Unticket can use.",
        "Write sqlite:///unticket.db, or postgresql://user:password@host/name.",
    )


def _open_file(url: URL, folder: Path) -> Database:
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise ConfigurationError("database_url names no file.", "Write it as sqlite:///unticket.db.")
    path = folder / url.database
    with told(str(path), files=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # people's words and names: for their keeper only
        engine = create_engine(
            URL.create("sqlite", database=str(path.resolve())),
            connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
            poolclass=QueuePool,
            **_json(),
        )
        event.listen(engine, "connect", _prepare_connection)
        event.listen(engine, "begin", _begin)
        database = Database(engine, str(path), lambda purpose: locks.file_lock(Path(f"{path}-{purpose}")))
        # Alone, because switching a new file to WAL does not wait for another process: it fails.
        with locks.file_lock(Path(f"{path}-opening"), wait=True), closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
    return database


def _prepare_connection(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the module's own transactions begin too late; `_begin` begins them
    connection.execute("PRAGMA synchronous = FULL")  # a kept report and a recorded act outlive a power cut
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -65536")


def _begin(connection: Connection) -> None:
    # A transaction that reads before it writes must take the write lock first: SQLite cannot wait for it later.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _open_server(url: URL) -> Database:
    place = url.set(drivername="postgresql").difference_update_query(("password",)).render_as_string(hide_password=True)
    arguments: dict[str, Any] = {"application_name": "unticket"}
    if "connect_timeout" not in url.query:
        arguments["connect_timeout"] = _ANSWER_SECONDS
    with told(place):
        engine = create_engine(url, connect_args=arguments, pool_pre_ping=True, pool_size=5, **_json())
    return Database(engine, place, lambda purpose: locks.server_lock(engine, purpose))


def _json() -> dict[str, Any]:
    return {
        "json_serializer": lambda value: orjson.dumps(value).decode(),
        "json_deserializer": orjson.loads,
        "hide_parameters": True,  # an error's text must not carry people's words into a log
    }
