"""Times as the desk keeps them: UTC text, microseconds kept, seconds shown and compared."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

from unticket.demo.desk.refusal import value_error

SHOWN = 19
"""Letters of `2026-02-18 01:40:00`: Odoo 19 compares and answers in whole seconds."""

_ZONED = re.compile(r"(Z|[+-]\d\d:?\d\d)$")


def kept(moment: datetime) -> str:
    """The text that the desk keeps of an aware moment."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def shown(text: str) -> str:
    return text[:SHOWN]


def parsed(text: str) -> datetime:
    """The naive UTC moment of a kept or shown text."""
    return datetime.fromisoformat(text)


def datetime_value(value: Any, operator: str = "=") -> Any:
    """A datetime given by a caller, as shown text. Raises Odoo's ValueError for a zone or nonsense.

    A bare date means its first second, and its last where the operator looks at what is after or up to it.
    """
    if not isinstance(value, str):
        return value
    if _ZONED.search(value) and len(value) > 10:
        raise value_error(f"expecting only datetimes with no timezone: {value!r}")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise value_error(f"Invalid isoformat string: {value!r}") from None
    if len(value) == 10 and operator in {">", "<="}:
        return f"{value} 23:59:59"
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def date_value(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        raise value_error(f"Invalid isoformat string: {value!r}") from None
