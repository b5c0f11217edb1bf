"""One runbook's runs, as the engine calls them: decide, and by the mode record it, ask for approval, or act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from unticket.model.errors import StorageError, UnticketError
from unticket.runbooks.acting import plan_record
from unticket.runbooks.acting.breaker import Breaker
from unticket.runbooks.acting.handover import closing, handover
from unticket.runbooks.acting.intake import Intake
from unticket.runbooks.acting.modes import ACTS
from unticket.runbooks.acting.order import Do, Order
from unticket.runbooks.acting.perform import CHANGED, HALTED, STALE, Answer, Performer
from unticket.runbooks.acting.policy import ActingPolicy
from unticket.runbooks.acting.ports import Clock, Execution, Planner, Records
from unticket.runbooks.acting.record import (
    Approval,
    ApprovalState,
    EffectState,
    Entry,
    Outcome,
    RunRecord,
    RunStage,
    Standing,
    Wait,
    WaitKind,
)
from unticket.runbooks.acting.redaction import without_addresses
from unticket.runbooks.plan import CHANGES_ACCOUNT, Effect, EffectKind, Mode, Plan, Verdict

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MUST_SUCCEED = CHANGES_ACCOUNT | {EffectKind.ASK_CONFIRMATION, EffectKind.ANSWER}
_ROUTES = frozenset({EffectKind.TAG, EffectKind.ASSIGN, EffectKind.MOVE})
_ON_THE_DESK = frozenset({EffectKind.NOTE, EffectKind.TAG, EffectKind.ASSIGN, EffectKind.SCHEDULE, EffectKind.MOVE})
_ENDS = {
    Verdict.SKIPPED: Outcome.SKIPPED,
    Verdict.RESOLVED: Outcome.RESOLVED,
    Verdict.WAITING: Outcome.WAITING,
    Verdict.ROUTED: Outcome.ROUTED,
    Verdict.ESCALATED: Outcome.ESCALATED,
}
_WAITS_FOR = {EffectKind.RESET_PASSWORD: WaitKind.SIGN_IN, EffectKind.ASK_CONFIRMATION: WaitKind.CONFIRMATION}


class _Held(Exception):
    """The run cannot go on now; what it did stands."""


class Runner:
    """`run` is registered with the engine under the runbook's name."""

    def __init__(
        self,
        runbook: str,
        *,
        planner: Planner,
        performer: Performer,
        breaker: Breaker,
        intake: Intake,
        records: Records,
        policy: ActingPolicy,
        clock: Clock,
    ) -> None:
        self.runbook = runbook
        self._planner = planner
        self._performer = performer
        self._breaker = breaker
        self._intake = intake
        self._records = records
        self._policy = policy
        self._clock = clock

    def run(self, execution: Execution, argument: Any) -> dict[str, Any]:
        """One phase of one run; how it ended, as plain JSON."""
        order = Order.read(argument)
        mode = Mode(execution.step("begin", self._begin, order))
        if mode is Mode.OFF:
            self._pass_on(execution, order)
            return {"outcome": "off"}
        try:
            outcome = str(self._phase(execution, order, mode))
            if outcome == Outcome.SKIPPED:
                self._pass_on(execution, order)
            return {"outcome": outcome}
        except _Held as held:
            execution.step("hold", self._hold, order, str(held))
            return {"outcome": "held", "because": str(held)}

    def _pass_on(self, execution: Execution, order: Order) -> None:
        """What this runbook does not take, the next one may look at; not where a person asked for this one."""
        if order.cause == "ticket" and self._intake.offers_after(self.runbook):
            execution.step("pass on", self._intake.offer, order.ticket_key)

    def _phase(self, execution: Execution, order: Order, mode: Mode) -> str:
        if order.do is Do.CLOSE:
            return self._close(execution, order)
        if order.do is Do.HAND_OVER:
            return self._handed_over(execution, order, order.because)
        plan = self._plan(execution, order)
        if mode not in ACTS:
            return self._finish(execution, order, _not_acting(plan))
        if plan.verdict is Verdict.SKIPPED:
            return self._skipped(execution, order, plan)
        if mode is Mode.SUPERVISED and not execution.step("ask", self._ask, order):
            return "awaiting_approval"
        return self._act(execution, order, plan)

    def _begin(self, order: Order) -> str:
        mode = self._records.promotions.standing(self.runbook).mode
        if mode is Mode.OFF:
            return str(mode)
        record = RunRecord(
            run_id=order.run_id,
            runbook=self.runbook,
            ticket_key=order.ticket_key,
            generation=order.generation,
            cause=order.cause,
            by=order.by,
            since=order.since_at,
            confirmed_account=order.confirmed_account,
            mode=mode,
            begun_at=self._clock(),
        )
        kept = self._records.runs.open(record, self._entry(order, "begun", f"A run begins ({order.cause}); mode {mode}."))
        self._records.runs.go_on(order.run_id, order.tries)
        return str(kept.mode)

    def _plan(self, execution: Execution, order: Order) -> Plan:
        try:
            written = execution.step("plan", self._planned, order, True)
        except UnticketError as error:
            if not error.transient or isinstance(error, StorageError):
                raise _Held(error.what) from None
            try:  # what stays unreachable is a row of the table; only the desk itself cannot be done without
                written = execution.step("plan without", self._planned, order, False)
            except UnticketError as still:
                raise _Held(still.what) from None
        return plan_record.read(written)

    def _planned(self, order: Order, retry: bool) -> dict[str, Any]:
        run = self._records.runs.run(order.run_id)
        if run.plan is not None:
            return plan_record.written(run.plan)  # decided before it was held or approved
        standing = self._records.promotions.standing(self.runbook)
        plan = self._planner(
            order.ticket_key,
            generation=order.generation,
            now=self._clock(),
            promoted_at=_since(standing),
            confirmed_account=order.confirmed_account,
            done=self._performer.done(run),
            retry=retry,
        )
        taken_by = self._kept(order, plan)
        if taken_by:
            plan = replace(
                plan,
                verdict=Verdict.SKIPPED,
                reason=f"the runbook {taken_by} has taken the ticket",
                decision=None,
                account_id="",
                effects=(),
                packet=None,
            )
            self._kept(order, plan)
        return plan_record.written(plan)

    def _kept(self, order: Order, plan: Plan) -> str:
        row = f", row {plan.decision.row}" if plan.decision else ""
        facts = {"trace": [{"step": t.step, "said": t.said, "facts": t.facts} for t in plan.trace]}
        entry = self._entry(
            order, "decided", f"Decided: {plan.verdict}{row}. {plan.reason}", subject=_person(plan), facts=facts
        )
        return self._records.runs.planned(order.run_id, plan, entry)

    def _skipped(self, execution: Execution, order: Order, plan: Plan) -> str:
        if order.cause == "message":  # somebody wrote on a ticket that we had answered: a person must see it
            return self._handed_over(execution, order, "the requester has written again")
        return self._finish(execution, order, Outcome.SKIPPED if plan.decision is None else _ENDS[plan.verdict])

    def _ask(self, order: Order) -> bool:
        """Whether it was approved; asks where nobody was asked yet."""
        now = self._clock()
        approval = Approval(
            run_id=order.run_id, state=ApprovalState.OPEN, asked_at=now, deadline=now + self._policy.approval_lasts
        )
        self._records.approvals.ask(approval)
        if self._records.approvals.find(order.run_id).state is ApprovalState.APPROVED:
            return True
        entry = self._entry(order, "approval_asked", "It waits for a person's approval.")
        self._records.runs.set(order.run_id, RunStage.AWAITING_APPROVAL, entry, now=now)
        return False

    def _act(self, execution: Execution, order: Order, plan: Plan) -> str:
        for effect in plan.effects:
            answer = self._perform(execution, order, plan, effect)
            state, because = answer["state"], answer["because"]
            if state == STALE:
                if execution.step("touched", self._touched, order):
                    self._tell_by_note(execution, order, plan, effect)
                return self._finish(execution, order, Outcome.TAKEN_OVER, because)
            if state == EffectState.DOUBTFUL and effect.kind is not EffectKind.ACKNOWLEDGE:
                return self._handed_over(execution, order, because, doubtful=effect.kind)
            if state == CHANGED or (state == EffectState.REFUSED and _must_succeed(plan, effect)):
                return self._handed_over(execution, order, because)
        if any(effect.kind in _WAITS_FOR for effect in plan.effects):
            execution.step("wait", self._wait, order, plan)
        return self._finish(execution, order, _ENDS[plan.verdict])

    def _perform(self, execution: Execution, order: Order, plan: Plan, effect: Effect, *, tells_only: bool = False) -> Answer:
        name = effect.key.removeprefix(f"{plan.ticket_key}:").rpartition(":")[0]
        try:
            answer = execution.step(name, self._performed, execution, order, plan, effect, tells_only)
        except UnticketError as error:
            if isinstance(error, StorageError) or effect.kind in _ON_THE_DESK:
                raise _Held(error.what) from None
            answer = execution.step(f"give up {name}", self._given_up, order, effect, error.what)
        if answer["state"] == "limit":
            execution.step(f"trip {name}", self._tripped, answer["because"])
            raise _Held(f"limit reached: {answer['because']}")
        if answer["state"] == HALTED:
            raise _Held(answer["because"])
        return answer

    def _performed(self, execution: Execution, order: Order, plan: Plan, effect: Effect, tells_only: bool) -> Answer:
        run = self._records.runs.run(order.run_id)
        return self._performer.perform(execution, run, plan, effect, tells_only=tells_only)

    def _given_up(self, order: Order, effect: Effect, because: str) -> Answer:
        return self._performer.give_up(self._records.runs.run(order.run_id), effect, because)

    def _tripped(self, limit: str) -> bool:
        self._breaker.trip(f"the limit {limit} is reached")
        return True

    def _touched(self, order: Order) -> bool:
        changes = {str(kind) for kind in CHANGES_ACCOUNT}
        return any(e.kind in changes and e.state is not EffectState.REFUSED for e in self._records.ledger.of_run(order.run_id))

    def _tell_by_note(self, execution: Execution, order: Order, plan: Plan, stopped_at: Effect) -> None:
        """A person took the ticket after we changed the account: they must find out."""
        for effect in plan.effects:
            if effect.kind is EffectKind.NOTE and effect is not stopped_at:
                self._perform(execution, order, plan, effect)

    def _wait(self, order: Order, plan: Plan) -> bool:
        for effect in plan.effects:
            kind = _WAITS_FOR.get(effect.kind)
            had = self._records.ledger.find(effect.key) if kind else None
            if kind is None or had is None or had.state is not EffectState.DONE:
                continue
            lasts = self._policy.confirmation_lasts if kind is WaitKind.CONFIRMATION else self._policy.silence
            since = had.ended_at or had.begun_at
            account_id = str(effect.values.get("account_id", "") or effect.values.get("link_for", ""))
            self._records.waits.open(
                Wait(
                    run_id=order.run_id,
                    kind=kind,
                    ticket_key=order.ticket_key,
                    account_id=account_id,
                    since=since,
                    deadline=since + lasts,
                )
            )
        return True

    def _close(self, execution: Execution, order: Order) -> str:
        plan = plan_record.read(execution.step("read plan", self._kept_plan, order))
        for effect in closing(plan, order.because):
            answer = self._perform(execution, order, plan, effect, tells_only=True)
            if answer["state"] == STALE:
                return self._finish(execution, order, Outcome.TAKEN_OVER, answer["because"])
        return self._finish(execution, order, Outcome.RESOLVED, order.because)

    def _handed_over(self, execution: Execution, order: Order, because: str, *, doubtful: EffectKind | None = None) -> str:
        plan = plan_record.read(execution.step("read plan", self._kept_plan, order))
        for effect in handover(plan, because, self._policy, doubtful=doubtful):
            answer = self._perform(execution, order, plan, effect, tells_only=True)
            if answer["state"] == STALE:
                outcome = Outcome.DOUBTFUL if doubtful else Outcome.TAKEN_OVER
                return self._finish(execution, order, outcome, answer["because"])
        return self._finish(execution, order, Outcome.DOUBTFUL if doubtful else Outcome.ESCALATED, because)

    def _kept_plan(self, order: Order) -> dict[str, Any]:
        run = self._records.runs.run(order.run_id)
        plan = run.plan or Plan(
            runbook=self.runbook,
            ticket_key=order.ticket_key,
            reference="",
            generation=order.generation,
            planned_at=self._clock(),
            verdict=Verdict.ESCALATED,
            reason=order.because,
        )
        return plan_record.written(plan)

    def _finish(self, execution: Execution, order: Order, outcome: Outcome, because: str = "") -> str:
        return execution.step(f"finish {order.do}", self._finished, order, outcome, because)

    def _finished(self, order: Order, outcome: Outcome, because: str) -> str:
        said = f"The run ends: {outcome}" + (f" ({because})." if because else ".")
        self._records.runs.set(
            order.run_id, RunStage.ENDED, self._entry(order, "ended", said), outcome=outcome, now=self._clock()
        )
        if order.do in (Do.CLOSE, Do.HAND_OVER):
            self._records.waits.close(order.run_id)
        if outcome in (Outcome.RESOLVED, Outcome.WAITING, Outcome.ROUTED, Outcome.ESCALATED, Outcome.DOUBTFUL):
            self._breaker.check()
        return str(outcome)

    def _hold(self, order: Order, because: str) -> bool:
        entry = self._entry(order, "held", f"The run is held: {without_addresses(because)}.")
        self._records.runs.hold(order.run_id, order.written(), entry)
        self._breaker.check()
        return True

    def _entry(self, order: Order, kind: str, said: str, *, subject: str = "", facts: Any = None) -> Entry:
        return Entry(
            kind=kind,
            said=said,
            runbook=self.runbook,
            run_id=order.run_id,
            ticket_key=order.ticket_key,
            subject=subject,
            facts=facts or {},
        )


def _since(standing: Standing) -> datetime | None:
    # In shadow nothing is acted on, so every ticket counts as opened after the promotion; its other limits are shown.
    return standing.promoted_at if standing.mode in ACTS else _EPOCH


def _must_succeed(plan: Plan, effect: Effect) -> bool:
    """Whether the run cannot end as planned without it. What did not reach the list where it belongs stands on no list."""
    return effect.kind in _MUST_SUCCEED or (plan.verdict is Verdict.ROUTED and effect.kind in _ROUTES)


def _not_acting(plan: Plan) -> Outcome:
    return Outcome.SKIPPED if plan.verdict is Verdict.SKIPPED else Outcome.SHADOW


def _person(plan: Plan) -> str:
    addresses: Sequence[Any] = [effect.values.get("to") for effect in plan.effects]
    found = [t.facts.get("address") for t in plan.trace if t.step == "extract"]
    return next((str(address) for address in (*found, *addresses) if address), "")
