"""One employee's record, as Odoo answers it, made a person of the directory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from unticket.connectors.odoo.wire import Row, text
from unticket.model.errors import UnexpectedPayload
from unticket.model.person import Employment, PersonRecord

DEPARTURE = "departure_date"
ADDRESSES = ("work_email", "private_email")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is the same for all records of one question."""

    directory: str
    as_of: datetime
    today: date  # the desk's local day: a last day counts to its end
    staff_number_field: str = ""


def addresses(row: Row) -> tuple[str, ...]:
    """The addresses of a record, plain ones, each once."""
    return tuple(dict.fromkeys(found for field in ADDRESSES if (found := plain(text(row.get(field))))))


def plain(address: str) -> str:
    """`address` for comparing: letter case aside, and only in ASCII: "K" (the Kelvin sign) is no k."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in address.strip())


def person(row: Row, reading: Reading, starts: Mapping[int, date]) -> PersonRecord:
    """The record of an employee. Raises `UnexpectedPayload` where Odoo does not say whether it is archived."""
    if not isinstance(row.get("active"), bool):
        raise UnexpectedPayload(f"Odoo sent employee {row['id']} without saying whether it is archived.")
    leaves_on = day(row.get(DEPARTURE), DEPARTURE)
    return PersonRecord(
        directory=reading.directory,
        id=str(row["id"]),
        name=text(row.get("name")),
        emails=addresses(row),
        employment=_employment(row["active"], leaves_on, reading.today),
        staff_number=_number(row.get(reading.staff_number_field)),
        starts_on=starts.get(row["id"]),
        leaves_on=leaves_on,
        as_of=reading.as_of,
    )


def day(value: Any, field: str) -> date | None:
    """A date: "2026-12-31", `false` is None. Raises `UnexpectedPayload`."""
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise UnexpectedPayload(f"Odoo sent {value!r} as {field}.") from error


def _employment(active: bool, leaves_on: date | None, today: date) -> Employment:
    """Archived is gone, whatever the date says; a date in the future leaves the record active in Odoo."""
    if not active or (leaves_on is not None and leaves_on < today):
        return Employment.TERMINATED
    return Employment.ACTIVE if leaves_on is None else Employment.LEAVING


def _number(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
