"""What the machinery needs from outside: an engine, records that outlive it, a planner, and letters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from unticket.model.person import Employment
from unticket.runbooks.acting.limits import Limits
from unticket.runbooks.acting.record import (
    Approval,
    ApprovalState,
    Confirmed,
    EffectRecord,
    EffectState,
    Entry,
    Look,
    Outcome,
    Promotion,
    Recent,
    RunRecord,
    RunStage,
    Standing,
    Stop,
    Wait,
)
from unticket.runbooks.plan import JSON, Effect, EffectKind, Mode, Plan
from unticket.runbooks.ports import Mail, TicketView

T = TypeVar("T")
Clock = Callable[[], datetime]
Employed = Callable[[str], Employment]  # what all directories together say now of an address


class Execution(Protocol):
    """A run while it runs (the engine's)."""

    @property
    def run_id(self) -> str: ...

    def step(self, name: str, function: Callable[..., T], *args: object) -> T:
        """The plain JSON that `function` gives, recorded once; tried again after transient failures."""

    def assert_alive(self) -> None:
        """Returns only while the run is this worker's. Right before every effect."""


class Queue(Protocol):
    """Starts runs (the engine's)."""

    def start(self, run_id: str, runbook: str, argument: Any) -> bool:
        """Queue a run. False: that id is known already. `argument` is plain JSON."""

    def is_at_work(self, run_id: str) -> bool:
        """Whether that run, or a later phase of it, is queued or running."""


class Planner(Protocol):
    """Decides on one ticket, without any effect."""

    def __call__(
        self,
        ticket_key: str,
        *,
        generation: int,
        now: datetime,
        promoted_at: datetime | None = None,
        confirmed_account: str = "",
        done: Collection[EffectKind] = (),
        dry: bool = False,
        retry: bool = False,
        view: TicketView | None = None,
    ) -> Plan:
        """`promoted_at` None: nothing is fresh. `done`: what we did to the ticket ourselves. `retry`: raise what may pass.
        `view`: the look that was just made at the ticket; None: the desk is asked."""


class Freshness(Protocol):
    """Guard rail 3, for one look at a ticket."""

    def __call__(
        self, view: TicketView, *, now: datetime, promoted_at: datetime | None, done: Collection[EffectKind] = ()
    ) -> str:
        """Why nothing may be done, in one public sentence, or ""."""


class Letters(Protocol):
    """Writes the mails of a runbook."""

    def __call__(
        self, template: str, *, to: str, language: str, reference: str, message_id: str, link: str = "", about: str = ""
    ) -> Mail:
        """`about`: what the letter is about, where the runbook has several such things to write of."""


class Runs(Protocol):
    """The runs of every ticket. All changes raise `StorageError`."""

    def open(self, record: RunRecord, entry: Entry) -> RunRecord:
        """Keep a new run; what stands already under its id where there is one."""

    def run(self, run_id: str) -> RunRecord:
        """Raises `NotFound`."""

    def of_ticket(self, runbook: str, ticket_key: str) -> Sequence[RunRecord]:
        """All generations, oldest first."""

    def planned(self, run_id: str, plan: Plan, entry: Entry) -> str:
        """Keep what was decided; "". A ticket has one taker: where `plan` would take what another runbook has taken already,
        nothing is kept, and that runbook's name is given."""

    def set(self, run_id: str, stage: RunStage, entry: Entry, *, outcome: Outcome | None = None, now: datetime) -> None:
        """Where the run stands from now on."""

    def in_stage(self, stage: RunStage) -> Sequence[RunRecord]:
        """All runs that stand there, oldest first."""

    def hold(self, run_id: str, order: Mapping[str, JSON], entry: Entry) -> None:
        """It cannot go on now; `order` is what to start again later."""

    def go_on(self, run_id: str, tries: int) -> None:
        """A run that was held, or waited for approval, is open again: for the `tries`-th time."""

    def recent(self, runbook: str, *, since: datetime, at_most: int) -> Recent:
        """The newest runs that acted or escalated since then."""


class Ledger(Protocol):
    """What was begun and done outside: the keys that are used once."""

    def find(self, key: str) -> EffectRecord | None: ...

    def of_run(self, run_id: str) -> Sequence[EffectRecord]: ...

    def of_ticket(self, ticket_key: str) -> Sequence[EffectRecord]: ...

    def begin(self, effect: Effect, run: RunRecord, *, person: str, account_id: str, limits: Limits, now: datetime) -> str:
        """Commit that the effect is about to be had. "" when begun, else the limit that forbids it. `person`: whose mail or
        account it is; only its keyed digest is kept. Raises `Conflict` where the key is used."""

    def end(
        self,
        key: str,
        state: EffectState,
        entry: Entry,
        *,
        because: str = "",
        outcome: Mapping[str, JSON] | None = None,
        now: datetime,
    ) -> None:
        """How it went, with its audit entry in the same transaction. Only from `BEGUN`, or as a refusal never begun."""

    def refuse(self, effect: Effect, run: RunRecord, entry: Entry, *, because: str, now: datetime) -> None:
        """Keep that an effect was not begun, and why."""


class Waits(Protocol):
    """Runs that wait for their requester."""

    def open(self, wait: Wait) -> None: ...

    def all(self) -> Sequence[Wait]:
        """Those still waiting, oldest first."""

    def close(self, run_id: str) -> bool:
        """True for the one call that ended it."""


class Approvals(Protocol):
    """What waits for a person's word."""

    def ask(self, approval: Approval) -> None: ...

    def find(self, run_id: str) -> Approval:
        """Raises `NotFound`."""

    def all(self, state: ApprovalState = ApprovalState.OPEN) -> Sequence[Approval]: ...

    def decide(self, run_id: str, state: ApprovalState, entry: Entry, *, by: str, why: str, now: datetime) -> bool:
        """True for the one call that took it out of `OPEN` before its deadline (or, to expire it, after)."""

    def unstarted(self) -> Sequence[str]:
        """Runs that were approved and not yet started."""

    def started(self, run_id: str) -> None: ...


class Confirmations(Protocol):
    """Single-use links. Only digests of their tokens are kept."""

    def issue(
        self, key: str, token: str, *, run: RunRecord, account_id: str, address: str, now: datetime, expires_at: datetime
    ) -> None:
        """Takes the place of what was issued under `key` before."""

    def use(self, token: str, now: datetime) -> bool:
        """True for the one use of a token that was issued and has not ended. Its run is started by whoever dispatches next."""

    def unstarted(self) -> Sequence[Confirmed]: ...

    def started(self, key: str) -> None: ...

    def was_sent_to(self, key: str, address: str) -> bool:
        """Whether the link under `key` went to this very address."""


class Promotions(Protocol):
    """The promotion ledger, and whether this database may be believed."""

    def standing(self, runbook: str) -> Standing: ...

    def change(self, runbook: str, after: Mode, *, by: str, why: str, evidence: Mapping[str, JSON], now: datetime) -> Promotion:
        """Raises `Conflict` where it is no step of the ladder from where the runbook stands now."""

    def history(self, runbook: str) -> Sequence[Promotion]: ...


class Stops(Protocol):
    """The emergency stop: a row and a file, either of which is enough."""

    def stop(self, runbook: str, *, by: str, why: str, now: datetime) -> None:
        """Works with the database down."""

    def resume(self, runbook: str, *, by: str, now: datetime) -> None: ...

    def in_force(self, runbook: str) -> Stop | None:
        """Raises `StorageError` where neither the file says so nor the database answers."""

    def resumed_at(self, runbook: str) -> datetime | None:
        """Since when it is not stopped any more."""


class Looks(Protocol):
    """Tickets to look at."""

    def note(self, ticket_keys: Sequence[str], now: datetime) -> None:
        """In one transaction; several notes of one ticket are one look."""

    def all(self, at_most: int = 200) -> Sequence[Look]: ...

    def done(self, looks: Sequence[Look]) -> None:
        """Forget these, but not what was noted anew since they were read."""

    def bookmark(self, runbook: str) -> datetime | None: ...

    def set_bookmark(self, runbook: str, moment: datetime) -> None: ...


class Audit(Protocol):
    """The chained record of everything that was decided, done, refused and left."""

    def append(self, entry: Entry) -> int:
        """Its number in the chain."""


class Records(Protocol):
    """All that is kept, in one database."""

    @property
    def runs(self) -> Runs: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def waits(self) -> Waits: ...
    @property
    def approvals(self) -> Approvals: ...
    @property
    def confirmations(self) -> Confirmations: ...
    @property
    def promotions(self) -> Promotions: ...
    @property
    def stops(self) -> Stops: ...
    @property
    def looks(self) -> Looks: ...
    @property
    def audit(self) -> Audit: ...
