"""Locks between processes that the operating system or the server lets go when their holder dies."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError


@contextmanager
def file_lock(file: Path, *, wait: bool = False) -> Iterator[bool]:
    """Whether this caller alone holds `file` (made where it is missing, and left there). `wait`: until it does."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)  # also lets go of the lock


@contextmanager
def server_lock(engine: Engine, purpose: str) -> Iterator[bool]:
    """Whether this caller alone, of all that use this PostgreSQL database, holds `purpose`. Keeps one connection."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        key = {"key": lock_number(purpose)}
        got = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), key))
        try:
            yield got
        finally:
            if got:
                with suppress(SQLAlchemyError):  # where the connection is lost, the server has let go already
                    connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)


def lock_number(purpose: str) -> int:
    """The 64-bit number by which PostgreSQL knows our lock of that purpose."""
    digest = hashlib.blake2b(f"unticket {purpose}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
