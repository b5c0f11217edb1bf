"""A person as a directory (HR, the register of students) knows them: employed, leaving, gone or unknown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Employment(StrEnum):
    """What the directories together say of a person. Only `ACTIVE` may lead to an action without a person."""

    ACTIVE = "active"
    LEAVING = "leaving"  # still here, with a last day that is known
    TERMINATED = "terminated"  # gone, by any one directory
    UNKNOWN = "unknown"  # no directory knows this address
    AMBIGUOUS = "ambiguous"  # one directory gives several people for it, or two directories give two people
    UNREACHABLE = "unreachable"  # a directory did not answer
    STALE = "stale"  # a directory's data is older than its settings allow


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """One person in one directory. Names are as written there; addresses are lower case."""

    directory: str  # the name of the connection: "hr", "students"
    id: str
    name: str
    emails: tuple[str, ...]
    employment: Employment  # ACTIVE, LEAVING or TERMINATED: what this one record says
    staff_number: str = ""
    starts_on: date | None = None  # the first day, where known
    leaves_on: date | None = None  # the last day, where known
    language: str = ""  # "en" or "vi", where the directory knows that this person reads it
    as_of: datetime  # UTC: how old this knowledge is (a file's time; the moment of the question for a live system)
