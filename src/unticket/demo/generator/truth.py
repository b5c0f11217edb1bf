"""What is true about a generated desk, beside what its tickets say: the answers that an analysis is measured against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Employment = Literal["active", "leaving", "terminated", "unknown"]
Account = Literal["active", "deactivated", "suspended", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """A cause was mended: from `first_day` on it brings `ratio` times the tickets that it would have brought."""

    cause: str
    first_day: date
    ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueCause:
    """A recurring cause. `rare` ones make up the long tail."""

    id: str
    title: str
    rare: bool
    team: str
    tags: tuple[str, ...]  # those that a careful agent puts on
    tickets: int
    daily_rates: tuple[float, ...]  # expected tickets on each local day from the first on, effects included


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueIncident:
    """One thing that hit several people at once. Times are aware and in UTC."""

    id: int
    cause: str
    start: datetime
    end: datetime
    tickets: tuple[int, ...]  # ids, the first report first
    repeats: int | None  # the incident of a week before that came back


@dataclass(frozen=True, slots=True, kw_only=True)
class TruePerson:
    """A requester. Employment and account are those at the end of the last day."""

    partner_id: int
    name: str
    email: str
    role: str  # student, parent, teacher, office
    language: str
    employment: Employment  # unknown: no directory has this person
    left_on: date | None  # last day of work or school, past or coming
    account: Account
    last_access: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueTicket:
    """What stands behind one ticket."""

    id: int
    cause: str
    incident: int | None
    duplicate_of: int | None  # an earlier ticket: the first of the same incident, or the same person's first of the same matter
    duplicate_kind: Literal["incident", "person"] | None
    person: int  # partner_id, whether or not the ticket shows it
    language: str
    stated_people: int | None  # the number of affected people that the text states
    reopened: bool
    worked_minutes: float | None  # agent's working time, None while unfinished
    right_tags: tuple[str, ...]
