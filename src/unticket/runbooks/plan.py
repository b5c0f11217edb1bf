"""What a runbook makes of one ticket: a verdict with its reason, and the effects it would have, as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

JSON = None | bool | int | float | str | Sequence["JSON"] | Mapping[str, "JSON"]


class Mode(StrEnum):
    """How far a runbook is promoted. Nothing is written outside in `OFF` and `SHADOW`."""

    OFF = "off"
    SHADOW = "shadow"  # decides and records, writes nothing
    SUPERVISED = "supervised"  # a person approves each
    AUTOMATIC = "automatic"


class Verdict(StrEnum):
    """Where a ticket ends, seen from outside."""

    SKIPPED = "skipped"  # not this runbook's, or not fresh: left untouched
    RESOLVED = "resolved"  # acted, verified, closed
    WAITING = "waiting"  # acted or asked; the requester is next
    ROUTED = "routed"  # answered, and open on the list where it belongs: no agent is next
    ESCALATED = "escalated"  # a person is next


class EffectKind(StrEnum):
    """What may be done outside, in the order in which a run does it."""

    ACKNOWLEDGE = "acknowledge"  # mail: we have your request
    REACTIVATE = "reactivate"
    RESET_PASSWORD = "reset_password"  # noqa: S105 — the name of an effect
    ANSWER = "answer"  # mail: what was asked for; without it nothing is closed
    ASK_CONFIRMATION = "ask_confirmation"  # mail to the address on file, with a single-use link
    NOTE = "note"
    TAG = "tag"
    ASSIGN = "assign"
    SCHEDULE = "schedule"  # an activity for the escalation's assignee
    MOVE = "move"
    REPLY = "reply"  # mail: one of the templates
    DEACTIVATE = "deactivate"  # undo of our own reactivation, by a person's order; in no plan
    TELL = "tell"  # mail to the desk's own people: a runbook stopped itself, a run cannot go on


CHANGES_ACCOUNT = frozenset({EffectKind.REACTIVATE, EffectKind.RESET_PASSWORD})
CANNOT_BE_READ_BACK = frozenset(
    {
        EffectKind.ACKNOWLEDGE,
        EffectKind.ANSWER,
        EffectKind.REPLY,
        EffectKind.ASK_CONFIRMATION,
        EffectKind.TELL,
        EffectKind.RESET_PASSWORD,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One thing to do outside. `key` is ticket:step:generation, the same however often the run is repeated."""

    kind: EffectKind
    key: str
    values: Mapping[str, JSON] = field(default_factory=dict)  # plain JSON; what it needs depends on the kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One step as it went: for the screen, the audit and the escalation packet. No secret, no other system's traceback."""

    step: str  # "classify", "extract", "look_up", "decide", …
    said: str  # one English sentence without personal data: it goes into the audit
    facts: Mapping[str, JSON] = field(default_factory=dict)  # personal data allowed: kept in the erasable table


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The row of the table that fits, and what it says."""

    row: str  # the row's stable name
    action: str
    automatic: bool  # False on rows marked never
    because: str  # the row's public reason: may stand in an internal note, never in a reply
    inputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """What an engineer needs to take over: who, what was found, why it stopped, what to check, what next."""

    summary: str
    found: Sequence[str]
    stopped_because: str
    check: Sequence[str]
    next_steps: Sequence[str]  # none of which goes round a guard rail


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything one look at a ticket decided. Made without any effect; made again, on fresh data, before acting."""

    runbook: str
    ticket_key: str
    reference: str
    generation: int
    planned_at: datetime
    verdict: Verdict  # where the ticket ends when the effects succeed
    reason: str  # why, in one public sentence
    language: str = "en"  # "en", "vi" or "both"
    decision: Decision | None = None  # None: skipped before the table
    account_id: str = ""
    effects: Sequence[Effect] = ()
    packet: Packet | None = None  # with ESCALATED
    trace: Sequence[Trace] = ()
