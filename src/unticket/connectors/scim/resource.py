"""Reads a SCIM user as a server gave it: attribute names in any letter case, extensions below their URNs."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from unticket.model.errors import UnexpectedPayload

_LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3 with its brackets


def lower(address: str) -> str:
    """Lower case of A to Z alone: Unicode's would make an ASCII k of the Kelvin sign, and other look-alikes equal."""
    return address.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def is_address(text: str) -> bool:
    """Whether anybody can have this address; nothing else is asked for."""
    return 3 <= len(text) <= _LONGEST_ADDRESS and text.isprintable() and text.count("@") == 1 and " " not in text


def value(resource: dict[str, Any], path: str) -> Any:
    """What stands at `path`: "active", "name.formatted", or "urn:…:User:employeeNumber"; None where nothing does.

    RFC 7643, 2.1: attribute names mind no letter case.
    """
    where: Any = resource
    names = [*path.rpartition(":")[::2]] if path.lower().startswith("urn:") else ["", path]
    steps = [names[0], *names[1].split(".")] if names[0] else names[1].split(".")
    for step in steps:
        if not isinstance(where, dict):
            return None
        where = next((found for name, found in where.items() if name.lower() == step.lower()), None)
    return where


def text(resource: dict[str, Any], path: str) -> str:
    """The text or number at `path` as text; "" where there is none, or no path."""
    found = value(resource, path) if path else None
    return found.strip() if isinstance(found, str) else str(found) if type(found) is int else ""


def truth(resource: dict[str, Any], path: str) -> bool | None:
    """The truth at `path`. Some services write it as a word."""
    found = value(resource, path)
    if isinstance(found, str) and found.lower() in ("true", "false"):
        return found.lower() == "true"
    return found if isinstance(found, bool) else None


def addresses(resource: dict[str, Any], *, private: bool) -> tuple[str, ...]:
    """Every address, lower case, the primary one first; those of the type "home" only where `private` ones count."""
    listed = value(resource, "emails")
    rows = [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
    rows = [row for row in rows if private or text(row, "type").lower() != "home"]
    rows.sort(key=lambda row: truth(row, "primary") is not True)
    return tuple(dict.fromkeys(lower(found) for row in rows if (found := text(row, "value"))))


def name(resource: dict[str, Any]) -> str:
    """The displayed name, else the given and family name."""
    parts = (text(resource, "name.givenName"), text(resource, "name.familyName"))
    return text(resource, "displayName") or text(resource, "name.formatted") or " ".join(part for part in parts if part)


def moment(resource: dict[str, Any], path: str, place: str) -> datetime | None:
    """The time at `path`, in UTC. Raises `UnexpectedPayload` where something else stands there."""
    found = text(resource, path)
    if not found:
        return None
    try:
        read = datetime.fromisoformat(found)
    except ValueError:
        raise UnexpectedPayload(f"{place} gives a time in {path} that cannot be read.", "RFC 7643 wants ISO 8601.") from None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def day(resource: dict[str, Any], path: str, place: str) -> date | None:
    """The day at `path`, as written there. Raises `UnexpectedPayload` where something else stands there."""
    found = text(resource, path)
    if not found:
        return None
    try:
        return datetime.fromisoformat(found).date()
    except ValueError:
        raise UnexpectedPayload(f"{place} gives a day in {path} that cannot be read.", "Have it written 2026-02-18.") from None
