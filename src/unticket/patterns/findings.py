"""Everything that keeps coming back: issues, duplicates, spikes, risks and candidates, as data with their evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from unticket.model.period import Period
from unticket.model.recurring_issue import Quote, RecurringIssue, Trend
from unticket.model.told_incident import ToldIncident
from unticket.patterns.duplicates.because import Because


class DuplicateKind(StrEnum):
    """Why two tickets tell the same."""

    INCIDENT = "incident"  # many people hit by one thing, within its time
    SAME_PERSON = "same_person"  # the same person asks again
    REPEAT = "repeat"  # nearly the same text, by whoever


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicateGroup:
    """Tickets that tell of one thing at one time; the first of them is no duplicate."""

    tickets: tuple[str, ...]  # keys, oldest first, at least two
    kind: DuplicateKind
    confidence: float  # 0..1: of its weakest member, calibrated
    because: str  # "same lesson 3 and playback, 3 h apart, 0.91 alike: 'lesson 3', 'video', 'buffering'"
    starts_at: datetime
    ends_at: datetime
    why: Because | None = None  # the same as data


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """More tickets than its past makes likely, on one day or hour, for one issue or all together."""

    issue: str  # "" for all tickets
    day: date
    hour: int | None = None  # local; None: the whole day
    count: int
    expected: float
    p: float  # exact or predictive tail, before many series are allowed for
    q: float  # after
    alarm: bool  # False: seen, and too little to claim
    tickets: tuple[str, ...] = ()
    made_of: Mapping[str, int] = field(default_factory=dict)  # incident's first ticket → how many of its tickets fall here
    remains: int = 0  # without the tickets of incidents beyond each one's first
    too_few: bool = False
    by_issue: Mapping[str, int] = field(default_factory=dict)  # of a day of all tickets: issue → its tickets, the most first
    new_issues: tuple[str, ...] = ()  # of these, the ones of which no ticket came on the days compared with


class RiskKind(StrEnum):
    """What may go wrong next."""

    SINGLE_POINT_OF_FAILURE = "single_point_of_failure"
    SOLE_SOLVER = "sole_solver"  # of one issue or category, where others solve others
    AGEING_BACKLOG = "ageing_backlog"
    REOPENED = "reopened"
    PING_PONG = "ping_pong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """A risk with its evidence; its sentence is looked up by `kind` and filled with `numbers`."""

    kind: RiskKind
    subject: str = ""  # the agent, team, category or issue it is about
    numbers: Mapping[str, int | float | str | timedelta] = field(default_factory=dict)
    tickets: tuple[str, ...] = ()
    too_few: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One side of the choice, from 0 (against) to 1 (for), and what it rests on."""

    name: str  # "recurrence", "impact", "feasibility", "boundary"
    score: float
    because: str  # looked up in the texts, filled with `numbers`
    numbers: Mapping[str, int | float | str] = field(default_factory=dict)
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An issue weighed for automation. `chosen` is the one to begin with; None chosen is an answer, too."""

    issue: str
    score: float
    chosen: bool
    reasons: tuple[Reason, ...]
    stays_with_people: str = ""  # where the boundary lies


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """An issue that tickets came to."""

    issue: str
    label: str
    count: int  # tickets that came
    tickets: tuple[str, ...]  # keys of them, the first few hundred
    began: bool  # it is new itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What came in the last run that anything came in, over the whole copy. The first run of all tells nothing."""

    since: datetime  # when the run before it was
    until: datetime
    came: int  # tickets
    gone: int
    issues: tuple[Grown, ...] = ()  # the new ones first, then those with most new tickets
    duplicates: tuple[tuple[str, ...], ...] = ()  # groups (keys) that new tickets are in
    whole: bool = False  # all tickets were grouped anew: old ones may have moved, too
    moved: int = 0  # old tickets that are in another issue now


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """What was found in one period. `issues` in order of rank, the muted ones last."""

    period: Period | None  # None: all that the copy holds
    team: str | None = None
    made_at: datetime
    total: int  # tickets looked at
    issues: tuple[RecurringIssue, ...] = ()
    duplicates: tuple[DuplicateGroup, ...] = ()
    incidents: tuple[ToldIncident, ...] = ()  # in order of their first tickets
    spikes: tuple[Spike, ...] = ()
    risks: tuple[Risk, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    volume: Trend | None = None
    unplaced: tuple[str, ...] = ()  # tickets that say nothing by which they could be placed, oldest first
    changed: Change | None = None
