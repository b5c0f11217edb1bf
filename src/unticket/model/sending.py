"""A sending: one report for one person, or one notice to those who look after the schedules, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from unticket.model.report_schedule import Occasion


class OccasionState(StrEnum):
    """How far a report that is due has come."""

    BEFORE = "before"  # was due before the schedule was known: never sent by itself
    OPEN = "open"  # is to be made and sent
    ENDED = "ended"  # each mail was sent, was refused or is doubtful
    SKIPPED = "skipped"  # the next was due before this one went to everybody


class SendingState(StrEnum):
    """What is known of one mail."""

    WAITING = "waiting"  # certain that it did not go out; it will be tried
    BEGUN = "begun"  # being handed over now; of a process that died in it nobody knows
    SENT = "sent"
    REFUSED = "refused"  # for good
    DOUBTFUL = "doubtful"  # it may have gone out; a report is not sent again
    UNSENT = "unsent"  # given up: it did not go out and will not


class Kind(StrEnum):
    REPORT = "report"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """An occasion as it is kept."""

    occasion: Occasion
    state: OccasionState
    report: int | None = None  # the number under which it is frozen; None: not made yet
    attempts: int = 0
    next_try_at: datetime | None = None
    because: str = ""  # why the last attempt failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One mail as it is kept. A notice carries its words; a report's are made from what is frozen."""

    key: str
    occasion: str  # Occasion.key
    kind: Kind
    address: str
    state: SendingState
    attempts: int = 0
    next_try_at: datetime | None = None
    noted_at: datetime
    ended_at: datetime | None = None
    because: str = ""
    subject: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that a person must hear. `about` names it: the same is told once to each address."""

    about: str
    occasion: str
    to: tuple[str, ...]
    subject: str
    text: str
