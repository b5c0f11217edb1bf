"""Takes back our own reactivation, while nothing else has changed the account (guard rail 8)."""

from __future__ import annotations

from datetime import datetime

from unticket.model.errors import Conflict, Forbidden
from unticket.model.person import Employment
from unticket.runbooks.acting.outside import Outside
from unticket.runbooks.acting.policy import ActingPolicy
from unticket.runbooks.acting.ports import Clock, Employed, Records
from unticket.runbooks.acting.record import EffectRecord, EffectState, Entry, RunRecord
from unticket.runbooks.authorization import Permission
from unticket.runbooks.granting import grant
from unticket.runbooks.plan import Effect, EffectKind


class Undo:
    """One person's order, once a run."""

    def __init__(self, outside: Outside, records: Records, employed: Employed, policy: ActingPolicy, clock: Clock) -> None:
        self._outside = outside
        self._records = records
        self._employed = employed
        self._policy = policy
        self._clock = clock

    def undo(self, run_id: str, *, by: str) -> str:
        """Switch the account off again; what was done, in a sentence. Raises `Conflict` and `Forbidden` with the reason."""
        run = self._records.runs.run(run_id)
        acted = self._our_reactivation(run)
        stop = self._records.stops.in_force(run.runbook)
        if stop is not None:
            raise Conflict(f"Nothing is done outside now: {stop.why or 'stopped'}.", f"Run: unticket resume {run.runbook}")
        account = self._outside.platform.account(acted.account_id)
        if account is None:
            raise Conflict("The account is gone.")
        kept = acted.outcome.get("fingerprint")
        if not kept or account.fingerprint != kept or not account.enabled:
            raise Conflict("The account was changed since; it is not ours to undo.", "Look at it in the learning platform.")
        decided_at = self._clock()
        employment = self._employed(account.email)
        if employment is not Employment.ACTIVE:
            raise Forbidden(
                f"HR says {employment}: no undo touches this person's account.", "HR confirms first; then do it by hand."
            )
        self._switch_off(run, account.id, account.email, decided_at, by)
        return "The account is switched off again."

    def _our_reactivation(self, run: RunRecord) -> EffectRecord:
        done = (str(EffectKind.REACTIVATE), EffectState.DONE)
        found = [e for e in self._records.ledger.of_run(run.run_id) if (e.kind, e.state) == done]
        if not found:
            raise Conflict(f"The run {run.run_id} has reactivated no account.", "Only a reactivation can be undone.")
        return found[0]

    def _switch_off(self, run: RunRecord, account_id: str, email: str, decided_at: datetime, by: str) -> None:
        effect = Effect(
            kind=EffectKind.DEACTIVATE, key=f"{run.ticket_key}:undo:{run.generation}", values={"account_id": account_id}
        )
        ledger, now = self._records.ledger, self._clock()
        ledger.begin(effect, run, person=f"account {account_id}", account_id=account_id, limits=self._policy.limits, now=now)
        self._outside.platform.deactivate(grant(Permission.DEACTIVATE, account_id, effect.key, decided_at))
        account = self._outside.platform.account(account_id)
        off = account is not None and not account.enabled
        state = EffectState.DONE if off else EffectState.DOUBTFUL
        entry = Entry(
            kind="undone",
            said=f"A person took the reactivation back: {state}.",
            runbook=run.runbook,
            run_id=run.run_id,
            ticket_key=run.ticket_key,
            subject=email,
            facts={"by": by, "account": account_id},
        )
        ledger.end(effect.key, state, entry, now=self._clock())
        marker = f"{run.ticket_key}:undo-note:{run.generation}"
        self._outside.desk.note(run.ticket_key, f"The reactivation was taken back by {by}.", marker=marker)
