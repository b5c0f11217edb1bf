"""An action of the plan: what should be done about a recurring issue or a risk, why so, and which tickets it would save."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ActionKind(StrEnum):
    """What can be done about an issue or a risk."""

    AUTOMATE = "automate"  # a runbook does by itself what agents did
    FIX_CAUSE = "fix_cause"
    MONITOR = "monitor"
    BROADCAST = "broadcast"
    SCHEDULE_REPORT = "schedule_report"
    WARN_IN_ADVANCE = "warn_in_advance"
    REDIRECT = "redirect"  # to where such requests belong
    WRITE_ARTICLE = "write_article"
    SPREAD_KNOWLEDGE = "spread_knowledge"


class Saving(StrEnum):
    """What becomes of a ticket that an action saves."""

    NOT_WRITTEN = "not_written"  # its cause is gone, it was announced, warned of or scheduled
    NO_AGENT = "no_agent"  # it is written, and nobody of the desk has to work on it


class Priority(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Status(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The past tickets that an action would have saved, had it been there. `rule` is the catalogue's, with its reason."""

    saving: Saving | None = None  # None: this kind of action saves no ticket by itself
    tickets: tuple[str, ...] = ()  # keys, oldest first
    at_least: int = 0  # of them, by the most cautious reading of the rule
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A kind of action that was weighed for an issue. Its reason is looked up by `because`."""

    kind: ActionKind
    chosen: bool
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One line of the plan. What a person set (owner, priority, status, …) stays when it is proposed again."""

    id: str  # "A3": its number stays
    kind: ActionKind
    about: str  # the id, or what the risk is about
    title: str  # the label or the risk's subject, or a person's own words
    priority: Priority
    owner: str = ""
    within_days: int = 0  # the timeline: how soon it should stand
    effort_days: float | None = None  # a person's estimate, or the catalogue's usual one
    status: Status = Status.PROPOSED
    done_on: date | None = None  # local; from then on it is measured
    options: tuple[Option, ...] = ()
    evidence: tuple[str, ...] = ()  # keys of the tickets
    people: int = 0
    minutes: float | None = None
    claim: Claim = Claim()
    note: str = ""  # the engineer's own words
