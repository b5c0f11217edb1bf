"""What a database or a file system says when it fails, told so that a person can act on it."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from unticket.model.errors import StorageError

_FULL = ("is full", "Free some space there, then run the same command again: nothing that was saved is lost.")
_READ_ONLY = ("cannot be written", "Give the user that runs Unticket write access to the file and to its folder.")
_CORRUPT = (
    "is damaged or is no database of Unticket",
    "Put a backup in its place, or move it away: the copy of the desk is then read again, kept reports are lost.",
)
_LOCKED = ("is in use by another program", "Wait until that program is done, then run the same command again.")
_BROKEN_DISK = ("cannot be read or written: the disk reports a fault", "Check the disk and the space that is left on it.")
_NOT_OPENED = ("cannot be opened", "Check that its folder exists and that the user that runs Unticket may use it.")

# SQLite's primary result codes (https://sqlite.org/rescode.html).
_SQLITE = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: _READ_ONLY,
    sqlite3.SQLITE_CORRUPT: _CORRUPT,
    sqlite3.SQLITE_NOTADB: _CORRUPT,
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_IOERR: _BROKEN_DISK,
    sqlite3.SQLITE_CANTOPEN: _NOT_OPENED,
}

# PostgreSQL's SQLSTATE, by its beginning (appendix A of its manual).
_POSTGRES = {
    "53100": _FULL,
    "53300": ("has no free connection", "Close other programs that use it, or raise its max_connections."),
    "25006": ("cannot be written: it is read-only", "Name the primary server, not a replica, in database_url."),
    "28": ("refused the user or the password", "Check database_url."),
    "3D": ("does not exist on its server", "Create it (createdb), or check the name in database_url."),
    "42501": ("does not let this user create or write tables", "Grant the user CREATE and USAGE on its schema."),
    "42P07": ("already has a table of that name from another program", "Give Unticket a database of its own."),
    "55P03": _LOCKED,
    "XX001": _CORRUPT,
    "XX002": _CORRUPT,
}

_FILE = {errno.ENOSPC: _FULL, errno.EDQUOT: _FULL, errno.EFBIG: _FULL, errno.EACCES: _READ_ONLY, errno.EPERM: _READ_ONLY}
_FILE |= {errno.EROFS: _READ_ONLY, errno.EIO: _BROKEN_DISK}
_TRANSIENT = (_FULL, _LOCKED)


@contextmanager
def told(place: str, *, files: bool = False) -> Iterator[None]:
    """Turn what the database at `place` raises into `StorageError`. `place` never holds a password.

    `files`: what the file system raises too. Not around other people's work, whose files are not the database.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        if isinstance(error, OSError) and not files:
            raise
        raise _translated(error, place) from error


def _translated(error: Exception, place: str) -> StorageError:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(error, PoolTimeoutError):
        found = _LOCKED
    elif isinstance(cause, sqlite3.Error):
        found = _SQLITE.get((getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF, ("failed", ""))
    elif isinstance(cause, OSError):
        found = _FILE.get(cause.errno or 0, _NOT_OPENED)
    else:
        found = _of_postgres(cause)
    what, hint = found
    detail = _first_line(cause)
    return StorageError(
        f"The database {place} {what}" + (f" ({detail})." if detail else "."), hint, transient=found in _TRANSIENT
    )


def _of_postgres(cause: BaseException | None) -> tuple[str, str]:
    state = getattr(cause, "sqlstate", None) or ""
    for begins, found in _POSTGRES.items():
        if state.startswith(begins):
            return found
    if not state or state.startswith(("08", "57P")):
        text = str(cause)
        for words, like in (("password authentication", "28"), ("does not exist", "3D"), ("no pg_hba.conf entry", "28")):
            if words in text:  # libpq gives no SQLSTATE when a connection is refused
                return _POSTGRES[like]
        return "did not answer, or cut the connection", "Check that the server runs and that database_url names it."
    return "failed", ""


def _first_line(cause: BaseException | None) -> str:
    if isinstance(cause, OSError):
        return cause.strerror or ""
    return next(iter(str(cause or "").strip().splitlines()), "").rstrip(".")
