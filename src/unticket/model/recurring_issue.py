"""A recurring issue: what keeps coming back, with its tickets, people, time, story and cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of a ticket (masked) that a claim rests on."""

    ticket: str  # key
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """How many were affected. Numbers that tickets state may overlap: at least the largest, at most their sum."""

    stated: int = 0  # the sum of the numbers stated
    at_least: int = 0
    open_ended: bool = False  # a text says "50+", or the same people may be meant twice: shown as "14+ stated"
    quotes: tuple[Quote, ...] = ()
    requesters: int = 0  # distinct people who wrote
    known: int | None = None  # the size of the class or roster, where one is known

    @property
    def count(self) -> int:
        """The one number that ranks: what is stated, else who wrote."""
        return self.stated or self.requesters


class TimeSource(StrEnum):
    """Where an agent's time comes from, the best first."""

    TIMESHEET = "timesheet"
    STAGES = "stages"  # the desk's own count of seconds by stage
    ASSIGNED_TO_CLOSED = "assigned_to_closed"  # within working hours
    ESTIMATE = "estimate"  # a person's word
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentTime:
    """The minutes that agents spent, and how many tickets each source stands for."""

    minutes: float | None = None  # None: known of no ticket
    sources: Mapping[TimeSource, int] = field(default_factory=dict)
    cost: float | None = None  # where an hourly rate is set
    currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What it does to the organisation ("exam", "deadline", "parents", or a word of the register)."""

    kind: str
    text: str  # a quoted text, or the register's own words
    ticket: str = ""  # key; "": it stands in the known-error register


class CauseSource(StrEnum):
    """Who says what the cause is."""

    REGISTER = "register"  # the desk's own known errors
    HYPOTHESIS = "hypothesis"  # read from what agents wrote
    CO_OCCURRENCE = "co_occurrence"  # nobody: it comes with something more often than chance, a hint where to look
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What comes with an issue: how often, and how often chance would bring the two together."""

    kind: str  # "tag", "entity" (a thing named in texts): counted in tickets; "issue": in days on which both came
    count: int
    of: int  # tickets, or days, of the issue that were looked at
    expected: float
    q: float  # the share of false claims among those as strong as this


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why it happens, as far as anybody has said so."""

    source: CauseSource = CauseSource.UNKNOWN
    text: str = ""
    workaround: str = ""
    owner: str = ""
    runbook: str = ""
    known_error: str = ""  # its id in the register
    confidence: float | None = None  # of a hypothesis or a co-occurrence, 0..1
    quotes: tuple[Quote, ...] = ()
    together: Together | None = None  # of a co-occurrence: `text` is then what it comes with


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Tickets of the period against the period before, as a rate ratio with its 95 % interval; None: too few to tell."""

    count: int
    before: int
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None  # exact, two-sided
    too_few: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RecurringIssue:
    """One thing that is wrong, whoever writes. `tickets` are those of the period asked for, oldest first."""

    id: str  # "P12": its number stays as tickets come and go
    label: str  # a person's name for it, else made of its tickets' own words
    named_by_person: bool = False
    owner: str = ""
    pinned: bool = False
    muted: bool = False
    tickets: tuple[str, ...]  # keys, all of them
    words: tuple[str, ...] = ()  # those that set it apart
    first_seen: datetime
    last_seen: datetime
    share: float  # of the period's tickets
    trend: Trend
    people: People = People()
    time: AgentTime = AgentTime()
    impact: tuple[Impact, ...] = ()
    duplicates: tuple[str, ...] = ()  # tickets that told of an incident already told of
    prevented_by_broadcast: tuple[str, ...] = ()  # those of them that a broadcast after the first would have prevented
    cause: Cause = Cause()
    systemic: bool | None = None  # None: one so far
    systemic_because: str = ""  # "register", "returned", "one_so_far": looked up in the texts
