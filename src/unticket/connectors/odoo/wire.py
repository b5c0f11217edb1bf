"""How Odoo writes things: times without a zone, links as [id, name], `false` for nothing, addresses as mail headers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import getaddresses
from functools import lru_cache
from typing import Any

from unticket.model.errors import UnexpectedPayload

Row = Mapping[str, Any]
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[^\s@<>()\[\],;:\"\\]+")
ARCHIVED_TOO = ["active", "in", [True, False]]  # archived records vanish from a search that does not say this


def rows(answer: Any, call: str) -> list[dict[str, Any]]:
    """`answer` as records. Raises `UnexpectedPayload` where one is no record with an id."""
    if not isinstance(answer, list) or not all(isinstance(row, dict) and type(row.get("id")) is int for row in answer):
        raise UnexpectedPayload(f"Odoo's answer to {call} is not a list of records.")
    return answer


def ids(answer: Any, call: str) -> list[int]:
    """`answer` as ids. Raises `UnexpectedPayload` where it is none."""
    if not isinstance(answer, list) or not all(type(number) is int for number in answer):
        raise UnexpectedPayload(f"Odoo's answer to {call} is not a list of ids.")
    return answer


def moment(value: Any) -> datetime | None:
    """A time: "2026-02-18 01:40:00" is UTC, `false` is None. Raises `UnexpectedPayload`."""
    if not value:
        return None
    try:
        return datetime.fromisoformat(f"{value}+00:00")
    except (TypeError, ValueError) as error:
        raise UnexpectedPayload(f"Odoo sent {value!r} as a time.") from error


def written(time: datetime) -> str:
    """`time` as Odoo reads it; a zone in it would be an error there (and a 500)."""
    return time.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def link(value: Any) -> tuple[int, str] | None:
    """A many2one: id and name of the record it points to."""
    if not isinstance(value, list) or len(value) != 2 or type(value[0]) is not int:
        return None
    return value[0], text(value[1])  # a record without a name comes as [5, false]


def text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def address(value: Any) -> str:
    """The one bare address in `"Cust 9" <Cust9@customer.example>`, lower case; "" where there is none or more than one."""
    return _bare(value) if value and isinstance(value, str) else ""


@lru_cache(maxsize=50_000)  # the same people write again and again
def _bare(header: str) -> str:
    found = {bare for _, bare in getaddresses([header]) if bare}
    only = found.pop().lower() if len(found) == 1 else ""
    return only if _ADDRESS.fullmatch(only) else ""
