"""Has one effect outside: after every guard rail, at most once, with its row in the ledger before and after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from unticket.model.errors import ConnectorError, CredentialsRefused, Doubtful, Forbidden, NotFound
from unticket.runbooks.acting.act import MAILS, Acts, CannotBeDone, Done, new_token
from unticket.runbooks.acting.limits import STOPS_THE_RUNBOOK
from unticket.runbooks.acting.modes import ACTS
from unticket.runbooks.acting.outside import Outside
from unticket.runbooks.acting.plan_record import same_decision
from unticket.runbooks.acting.policy import ActingPolicy
from unticket.runbooks.acting.ports import Clock, Execution, Freshness, Planner, Records
from unticket.runbooks.acting.record import EffectRecord, EffectState, Entry, RunRecord, Standing
from unticket.runbooks.acting.redaction import without_addresses
from unticket.runbooks.plan import CANNOT_BE_READ_BACK, CHANGES_ACCOUNT, Effect, EffectKind, Mode, Plan
from unticket.runbooks.ports import TicketView

HALTED = "halted"  # stopped, demoted, or the runbook's limit is reached: goes on when a person says so
STALE = "stale"  # guard rail 3: a person has it, or it is too old
CHANGED = "changed"  # fresh data decide otherwise
_LIMITED = "limit"
_DECIDED_AGAIN = CHANGES_ACCOUNT | {EffectKind.ANSWER}  # right before it
_MARKED = frozenset({EffectKind.NOTE, EffectKind.SCHEDULE})
_SEEN = frozenset({str(EffectKind.MOVE), str(EffectKind.ASSIGN)})  # on the ticket, after their run has ended
Had = Sequence[EffectRecord]  # what the ledger holds of a ticket: this effect, its run's others, those of earlier generations
Answer = dict[str, Any]  # plain JSON: "state" (an EffectState or one of the above), "because"


class Performer:
    """Performs the effects of one runbook's plans."""

    def __init__(
        self,
        runbook: str,
        *,
        outside: Outside,
        acts: Acts,
        planner: Planner,
        freshness: Freshness,
        records: Records,
        policy: ActingPolicy,
        clock: Clock,
    ) -> None:
        self._runbook = runbook
        self._outside = outside
        self._acts = acts
        self._planner = planner
        self._freshness = freshness
        self._records = records
        self._policy = policy
        self._clock = clock

    def perform(self, execution: Execution, run: RunRecord, plan: Plan, effect: Effect, *, tells_only: bool = False) -> Answer:
        """Have `effect`, unless a guard rail keeps it back. Repeating it any number of times has it once.

        `tells_only`: for handing over and closing, which no age of the ticket keeps back; never for account effects.
        Raises a transient `ConnectorError` where it is certain, or can be read back, that nothing happened.
        """
        execution.assert_alive()
        had = self._records.ledger.of_ticket(run.ticket_key)
        known = next((one for one in had if one.key == effect.key), None)
        if known is not None and known.state not in (EffectState.BEGUN, EffectState.WITHDRAWN):
            return _answer(known.state, known.because)
        if known is not None and known.state is EffectState.BEGUN:
            recovered = self._recovered(run, effect)
            if recovered is not None:
                return recovered
        decided_at = self._clock()
        kept_back = self._kept_back(run, plan, effect, had, decided_at, tells_only=tells_only)
        if kept_back is not None:
            return kept_back
        return self._begun(execution, run, plan, effect, decided_at)

    def give_up(self, run: RunRecord, effect: Effect, because: str) -> Answer:
        """After its last try: what may have happened is doubtful, what cannot have is refused."""
        known = self._records.ledger.find(effect.key)
        if known is None or known.state is EffectState.WITHDRAWN:
            return self._refused(run, effect, because)
        if known.state is EffectState.BEGUN:
            return self._ended(run, effect, Done(state=EffectState.DOUBTFUL, because=because))
        return _answer(known.state, known.because)

    def _recovered(self, run: RunRecord, effect: Effect) -> Answer | None:
        """An effect that was begun by a worker which died, or whose answer was lost. None: it may be begun again."""
        if effect.kind in CANNOT_BE_READ_BACK:
            lost = "its worker ended when it may have happened already"
            return self._ended(run, effect, Done(state=EffectState.DOUBTFUL, because=lost))
        if effect.kind is EffectKind.REACTIVATE:
            account = self._outside.platform.account(str(effect.values.get("account_id", "")))
            if account is not None and account.enabled:
                read = Done(outcome={"fingerprint": account.fingerprint, "read_back": True})
                return self._ended(run, effect, read)
        elif self._is_there(run, effect):
            return self._ended(run, effect, Done(outcome={"read_back": True}))
        found = "its marker tells when it is made again" if effect.kind in _MARKED else "it was read back: it has not happened"
        self._ended(run, effect, Done(state=EffectState.WITHDRAWN, because=found))
        return None

    def _is_there(self, run: RunRecord, effect: Effect) -> bool:
        try:
            return self._acts.is_there(effect, run.ticket_key)
        except (CannotBeDone, NotFound):
            return False

    def _kept_back(
        self, run: RunRecord, plan: Plan, effect: Effect, had: Had, decided_at: datetime, *, tells_only: bool
    ) -> Answer | None:
        standing = self._records.promotions.standing(self._runbook)
        halted = self._halted(run, standing)
        if halted:
            return _answer(HALTED, halted)
        decided_again = effect.kind in _DECIDED_AGAIN
        try:
            view = self._outside.desk.ticket(run.ticket_key, asker=decided_again)
        except NotFound:
            return _answer(STALE, "the ticket is gone")
        stale = self._stale(run, effect, view, had, standing, tells_only=tells_only)
        if stale:
            return _answer(STALE, stale)
        if decided_again:
            changed = self._decides_otherwise(run, plan, effect, view=view, had=had, standing=standing, now=decided_at)
            if changed:
                return _answer(CHANGED, changed)
        return None

    def _halted(self, run: RunRecord, standing: Standing) -> str:
        stop = self._records.stops.in_force(self._runbook)
        if stop is not None:
            return f"stopped: {stop.why}" if stop.why else "stopped"
        if standing.mode not in ACTS or (run.mode is Mode.AUTOMATIC and standing.mode is not Mode.AUTOMATIC):
            return f"the runbook is in {standing.mode} now"
        return ""

    def _stale(
        self, run: RunRecord, effect: Effect, view: TicketView, had: Had, standing: Standing, *, tells_only: bool
    ) -> str:
        done = _done(run, had)
        if tells_only and effect.kind not in CHANGES_ACCOUNT:
            done |= CHANGES_ACCOUNT
        why = self._freshness(view, now=self._clock(), promoted_at=standing.promoted_at, done=done)
        # Whoever took the ticket must find out what was done to the account.
        return "" if effect.kind is EffectKind.NOTE and _touched(run, had) else why

    def done(self, run: RunRecord) -> frozenset[EffectKind]:
        """What we did to the ticket ourselves. Of earlier generations only what is to be seen on it still."""
        return _done(run, self._records.ledger.of_ticket(run.ticket_key))

    def _decides_otherwise(
        self, run: RunRecord, plan: Plan, effect: Effect, *, view: TicketView, had: Had, standing: Standing, now: datetime
    ) -> str:
        again = self._planner(
            run.ticket_key,
            generation=run.generation,
            now=now,
            promoted_at=standing.promoted_at,
            confirmed_account=run.confirmed_account,
            done=_done(run, had),
            retry=True,
            view=view,  # of this very moment: directories and platform are what is asked anew besides
        )
        same = same_decision(plan, again) and any((e.kind, e.values) == (effect.kind, effect.values) for e in again.effects)
        if effect.kind in CHANGES_ACCOUNT:
            same = same and effect.values.get("account_id") == again.account_id != ""
        return "" if same else f"on fresh data: {again.reason}"

    def _begun(self, execution: Execution, run: RunRecord, plan: Plan, effect: Effect, decided_at: datetime) -> Answer:
        token = new_token() if effect.kind is EffectKind.ASK_CONFIRMATION else ""
        try:
            call = self._acts.ready(effect, plan, decided_at=decided_at, token=token)
        except (CannotBeDone, NotFound) as refusal:
            return self._refused(run, effect, str(refusal))
        if token:
            self._issue(run, effect, token)
        execution.assert_alive()
        stop = self._records.stops.in_force(self._runbook)  # once more: planning again took a while
        if stop is not None:
            return _answer(HALTED, "stopped")
        person, account_id = _whose(effect), str(effect.values.get("account_id", "") or effect.values.get("link_for", ""))
        limit = self._records.ledger.begin(
            effect, run, person=person, account_id=account_id, limits=self._policy.limits, now=self._clock()
        )
        if limit in STOPS_THE_RUNBOOK:
            return _answer(_LIMITED, limit)
        if limit:
            return self._refused(run, effect, f"limit reached: {limit}")
        return self._called(run, effect, call)

    def _called(self, run: RunRecord, effect: Effect, call: Any) -> Answer:
        try:
            done = call()
        except Doubtful as error:
            done = Done(state=EffectState.DOUBTFUL, because=error.what)
        except (Forbidden, NotFound, CredentialsRefused) as error:
            done = Done(state=EffectState.REFUSED, because=error.what)
        except ConnectorError as error:
            done = self._after_failure(run, effect, error)
        return self._ended(run, effect, done)

    def _after_failure(self, run: RunRecord, effect: Effect, error: ConnectorError) -> Done:
        """How it stands after the other system failed us. Raises `error` again where another try is right."""
        if effect.kind in CANNOT_BE_READ_BACK:
            if error.transient:  # by the ports' word certain to have had no effect
                self._ended(run, effect, Done(state=EffectState.WITHDRAWN, because=error.what))
                raise error
            certain = effect.kind is EffectKind.RESET_PASSWORD
            return Done(state=EffectState.REFUSED if certain else EffectState.DOUBTFUL, because=error.what)
        if error.transient:
            raise error  # it stays begun: the next try reads it back first
        if effect.kind is EffectKind.REACTIVATE:
            account = self._outside.platform.account(str(effect.values.get("account_id", "")))
            if account is not None and account.enabled:
                return Done(outcome={"fingerprint": account.fingerprint, "read_back": True})
        return Done(state=EffectState.REFUSED, because=error.what)

    def _issue(self, run: RunRecord, effect: Effect, token: str) -> None:
        now = self._clock()
        self._records.confirmations.issue(
            effect.key,
            token,
            run=run,
            account_id=str(effect.values.get("link_for", "")),
            address=str(effect.values.get("to", "")),
            now=now,
            expires_at=now + self._policy.confirmation_lasts,
        )

    def _ended(self, run: RunRecord, effect: Effect, done: Done) -> Answer:
        because = without_addresses(done.because)
        entry = _entry(run, effect, str(done.state), because)
        self._records.ledger.end(effect.key, done.state, entry, because=because, outcome=done.outcome, now=self._clock())
        return _answer(done.state, because)

    def _refused(self, run: RunRecord, effect: Effect, because: str) -> Answer:
        because = without_addresses(because)
        entry = _entry(run, effect, str(EffectState.REFUSED), because)
        self._records.ledger.refuse(effect, run, entry, because=because, now=self._clock())
        return _answer(EffectState.REFUSED, because)


def _done(run: RunRecord, had: Had) -> frozenset[EffectKind]:
    ours = (e for e in had if e.state is EffectState.DONE and (e.run_id == run.run_id or e.kind in _SEEN))
    return frozenset(EffectKind(e.kind) for e in ours)


def _touched(run: RunRecord, had: Had) -> bool:
    changes = {str(kind) for kind in CHANGES_ACCOUNT}
    own = (e for e in had if e.run_id == run.run_id and e.kind in changes)
    return any(e.state in (EffectState.DONE, EffectState.DOUBTFUL) for e in own)


def _whose(effect: Effect) -> str:
    if effect.kind in MAILS:
        return str(effect.values.get("to", ""))
    return f"account {effect.values['account_id']}" if effect.kind in CHANGES_ACCOUNT else ""


def _entry(run: RunRecord, effect: Effect, state: str, because: str) -> Entry:
    return Entry(
        kind=f"effect_{state}",
        said=f"{effect.kind}: {state}" + (f" ({because})." if because else "."),
        runbook=run.runbook,
        run_id=run.run_id,
        ticket_key=run.ticket_key,
        subject=_whose(effect) if effect.kind in MAILS else "",
        facts={"key": effect.key, "values": dict(effect.values)},
    )


def _answer(state: EffectState | str, because: str = "") -> Answer:
    return {"state": str(state), "because": because}
