"""The one door for errors of the command line: what a person reads, and the exit number a script reads."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from pathlib import Path

from unticket.model.errors import UnticketError, UserError

STOPPED = 130  # as shells say it: 128 + SIGINT
USER = 2
KNOWN = 1
BUG = 3


def exit_number(error: BaseException) -> int:
    """2 what the user asked for cannot be done as asked, 1 a known failure, 3 a bug, 130 stopped by the user."""
    if isinstance(error, KeyboardInterrupt):
        return STOPPED
    if isinstance(error, UserError):
        return USER
    return KNOWN if isinstance(error, UnticketError) else BUG


def told(error: BaseException) -> str:
    """What happened, to what, and the next move."""
    if isinstance(error, KeyboardInterrupt):
        return "Stopped. What was finished is kept; run the same command again to go on."
    if isinstance(error, UnticketError):
        return str(error)
    return f"Unticket has a bug: {type(error).__name__}: {error}\n  → Please report it with this log: {_bug_log(error)}"


def _bug_log(error: BaseException) -> str:
    """A file with the traceback; the traceback itself where no file can be written."""
    text = "".join(traceback.format_exception(error))
    file = Path(".unticket") / f"bug-{datetime.now(UTC):%Y%m%d-%H%M%S}.log"
    try:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
    except OSError:
        return f"\n{text}"
    return str(file)
