"""What is kept of acting: runs, effects, waits, approvals, promotions. Plain data; every time is aware and in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from unticket.runbooks.plan import JSON, Mode, Plan, Verdict


class RunStage(StrEnum):
    """Where a run of a runbook stands with us; the engine knows whether its code is running."""

    OPEN = "open"
    AWAITING_APPROVAL = "awaiting_approval"
    HELD = "held"  # stopped, or another system is down: goes on later from where it was
    ENDED = "ended"


class Outcome(StrEnum):
    """How a run ended."""

    SKIPPED = "skipped"
    NOT_FRESH = "not_fresh"  # guard rail 3 kept the runbook away
    SHADOW = "shadow"  # decided, nothing written
    RESOLVED = "resolved"
    WAITING = "waiting"  # the requester is next
    ROUTED = "routed"  # answered, and open on the list where it belongs
    ESCALATED = "escalated"
    DOUBTFUL = "doubtful"  # escalated, because something may have happened that cannot be read back
    TAKEN_OVER = "taken_over"  # a person took the ticket while the run was at it
    REJECTED = "rejected"
    EXPIRED = "expired"  # nobody approved in time


class EffectState(StrEnum):
    """Where one effect stands. `BEGUN` is committed before the call, so nothing outside is without a row here."""

    BEGUN = "begun"
    WITHDRAWN = "withdrawn"  # begun, and certain to have had no effect: may begin again
    DONE = "done"
    REFUSED = "refused"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRecord:
    """One run: a runbook, a ticket, a generation. It outlives the engine's own record."""

    run_id: str
    runbook: str
    ticket_key: str
    generation: int
    cause: str  # "ticket", "message", "confirmation", "person"
    by: str = ""  # the person, where one started it
    since: datetime | None = None  # what a later generation's age counts from: the message, the click, the order
    confirmed_account: str = ""
    mode: Mode = Mode.SHADOW  # in which it was begun
    stage: RunStage = RunStage.OPEN
    outcome: Outcome | None = None
    row: str = ""  # of the decision table
    reason: str = ""
    account_id: str = ""
    plan: Plan | None = None  # None before it was made, and after the person was erased
    begun_at: datetime
    ended_at: datetime | None = None
    held_order: Mapping[str, JSON] | None = None  # what to start again
    tries: int = 0  # how often it went on after it was held

    @property
    def passed(self) -> bool:
        """Whether it ended without taking the ticket, which the next runbook may look at then."""
        return self.stage is RunStage.ENDED and self.outcome is Outcome.SKIPPED

    @property
    def has_taken(self) -> bool:
        """Whether the ticket is this runbook's: it decided, be it in shadow, that it is one of its own."""
        if self.outcome is not None:
            return self.outcome is not Outcome.SKIPPED
        return self.plan is not None and self.plan.verdict is not Verdict.SKIPPED


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRecord:
    """One effect in the ledger. `outcome` holds no personal data."""

    key: str
    run_id: str
    kind: str
    ticket_key: str
    account_id: str
    state: EffectState
    attempts: int
    begun_at: datetime
    ended_at: datetime | None = None
    because: str = ""
    outcome: Mapping[str, JSON] = field(default_factory=dict)


class WaitKind(StrEnum):
    """What a ticket waits for."""

    SIGN_IN = "sign_in"  # after a reset: a later sign-in, or silence
    CONFIRMATION = "confirmation"  # the link that was mailed


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A run that waits for the requester."""

    run_id: str
    kind: WaitKind
    ticket_key: str
    account_id: str
    since: datetime
    deadline: datetime


class ApprovalState(StrEnum):
    """Where an approval stands. It leaves `OPEN` once."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A person's word on one plan. It allows no more than the plan on fresh data gives again."""

    run_id: str
    state: ApprovalState
    asked_at: datetime
    deadline: datetime
    by: str = ""
    decided_at: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """One change of a runbook's mode: who, when, why, on which figures."""

    number: int
    runbook: str
    before: Mode
    after: Mode
    at: datetime
    by: str
    why: str = ""
    evidence: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A runbook's mode in force. `because` says why it is lower than the ledger's, where it is."""

    mode: Mode
    promoted_at: datetime | None = None  # since when it acts; None in OFF and SHADOW
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Why nothing is done now."""

    runbook: str  # "*": all
    by: str
    why: str
    since: datetime | None = None  # None: the file alone says it


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the audit. `said` holds no personal data; `facts` may, and can be erased by `subject`."""

    kind: str  # "decided", "done", "refused", "doubtful", "promoted", …
    said: str
    runbook: str = ""
    run_id: str = ""
    ticket_key: str = ""
    subject: str = ""  # the person's address, where known
    facts: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """A confirmation link that its owner has clicked and whose run is not yet started."""

    key: str
    run_id: str
    ticket_key: str
    account_id: str
    used_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Somebody said: look at this ticket."""

    ticket_key: str
    noted_at: datetime
    token: str  # changes with every note, so that one that comes meanwhile is not lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """What a runbook did of late, for its limits and breaker."""

    runs: int = 0
    failed: int = 0  # held or doubtful
    escalated: int = 0
