"""JSON pointers (RFC 6901), and the plain facts that stand where they point."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from unticket.model.errors import UnexpectedPayload

_TRUE, _FALSE = {"true", "1", "yes"}, {"false", "0", "no"}


def at(document: Any, pointer: str) -> Any:
    """What stands at `pointer`; None where nothing does. "" is the document itself."""
    where = document
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(where, dict):
            where = where.get(name)
        elif isinstance(where, list) and name.isascii() and name.isdecimal() and int(name) < len(where):
            where = where[int(name)]
        else:
            return None
    return where


def text(document: Any, pointer: str) -> str:
    """A text, number or truth as text; "" where there is none, or no pointer."""
    found = at(document, pointer) if pointer else None
    if isinstance(found, bool):
        return "true" if found else "false"
    return found.strip() if isinstance(found, str) else str(found) if type(found) is int else ""


def truth(document: Any, pointer: str) -> bool | None:
    """A truth, also written as a word or number; None where it is neither."""
    word = text(document, pointer).casefold()
    return True if word in _TRUE else False if word in _FALSE else None


def moment(document: Any, pointer: str, place: str) -> datetime | None:
    """A time in UTC, from ISO 8601 or seconds since 1970; None where there is none (null, "", 0).

    Raises `UnexpectedPayload` where something else stands there.
    """
    found = text(document, pointer)
    if found in ("", "0"):
        return None
    try:
        if found.isascii() and found.isdecimal():
            return datetime.fromtimestamp(int(found), UTC)
        read = datetime.fromisoformat(found)
    except (ValueError, OverflowError, OSError):
        hint = "Seconds since 1970 and ISO 8601 are understood."
        raise UnexpectedPayload(f"{place} gives a time at {pointer} that cannot be read.", hint) from None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
