"""What goes on with runs that waited: for a click, an approval, a sign-in, silence, or for another system to come back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from unticket.model.errors import ConnectorError
from unticket.runbooks.acting.intake import Intake
from unticket.runbooks.acting.order import Do, Order, runbook_of
from unticket.runbooks.acting.policy import ActingPolicy
from unticket.runbooks.acting.ports import Clock, Queue, Records
from unticket.runbooks.acting.record import ApprovalState, Confirmed, Entry, Outcome, RunRecord, RunStage, Wait, WaitKind
from unticket.runbooks.acting.starts import Starts
from unticket.runbooks.acting.tell import Teller
from unticket.runbooks.ports import LearningPlatform

_SURELY_GONE = timedelta(minutes=2)  # an open run that no engine knows of was lost on its way there
_BACK_OFF = timedelta(minutes=1)


class Dispatcher:
    """Every method may be called at any time, by any number of workers: each run and phase is started once."""

    def __init__(
        self,
        runbook: str,
        *,
        intake: Intake,
        starts: Starts,
        platform: LearningPlatform,
        records: Records,
        queue: Queue,
        teller: Teller,
        policy: ActingPolicy,
        clock: Clock,
    ) -> None:
        self._runbook = runbook
        self._intake = intake
        self._starts = starts
        self._platform = platform
        self._records = records
        self._queue = queue
        self._teller = teller
        self._policy = policy
        self._clock = clock

    def dispatch(self) -> int:
        """Start what may start now: looks, clicks, approvals. Quick where there is nothing; how many were started."""
        return self._clicked() + self._approved() + self._intake.take()

    def sweep(self) -> None:
        """Once a minute: waits that are over, approvals that nobody gave, runs that may go on."""
        for wait in self._records.waits.all():
            if runbook_of(wait.run_id) != self._runbook:
                continue
            try:
                self._waited(wait)
            except ConnectorError as error:
                structlog.get_logger("unticket.sweep").warning("a wait could not be looked at", because=error.what)
        self._expire()
        self._go_on()

    def _clicked(self) -> int:
        started = 0
        for confirmed in self._records.confirmations.unstarted():
            if runbook_of(confirmed.run_id) != self._runbook:
                continue
            runs = list(self._records.runs.of_ticket(self._runbook, confirmed.ticket_key))
            asked = next((run for run in runs if run.run_id == confirmed.run_id), None)
            if asked is not None and asked.stage is not RunStage.ENDED:
                continue  # the click was quicker than the rest of the run, which only then waits for it
            try:
                started += self._confirmed(confirmed, asked, runs)
            except ConnectorError as error:  # the click is kept
                structlog.get_logger("unticket.dispatch").warning("a click could not be looked at", because=error.what)
                continue
            self._records.confirmations.started(confirmed.key)
        return started

    def _confirmed(self, confirmed: Confirmed, asked: RunRecord | None, runs: list[RunRecord]) -> int:
        following = [run for run in runs if asked is not None and run.generation > asked.generation]
        again = [run for run in following if run.cause == "confirmation" and run.since == confirmed.used_at]
        if again:  # started before a crash, and not noted
            return 0
        waits = not following and any(wait.run_id == confirmed.run_id for wait in self._records.waits.all())
        account = self._platform_account(confirmed) if asked and waits else None
        if asked is None or account is None or not self._starts.may_have_another(runs):
            said = "A confirmation came too late or does not fit."
            self._records.audit.append(self._entry(confirmed.run_id, confirmed.ticket_key, "confirmation_ignored", said))
            if waits and asked is not None:
                self._hand_over(asked, "the confirmation no longer fits the account")
            return 0
        # The wait is closed last: a worker that dies in between leaves a click that is looked at again.
        self._starts.start(
            confirmed.ticket_key,
            asked.generation + 1,
            cause="confirmation",
            since=confirmed.used_at,
            confirmed_account=confirmed.account_id,
        )
        self._records.waits.close(confirmed.run_id)
        return 1

    def _platform_account(self, confirmed: Confirmed) -> str | None:
        """The account's id, where the address on file is still the one that the link went to."""
        account = self._platform.account(confirmed.account_id)
        fits = account is not None and self._records.confirmations.was_sent_to(confirmed.key, account.email)
        return confirmed.account_id if fits else None

    def _approved(self) -> int:
        started = 0
        for run_id in self._records.approvals.unstarted():
            if runbook_of(run_id) != self._runbook:
                continue
            run = self._records.runs.run(run_id)
            order = self._order(run, Do.ACT)
            started += self._queue.start(f"{run_id}:act", self._runbook, order.written())
            self._records.approvals.started(run_id)
        return started

    def _waited(self, wait: Wait) -> None:
        now = self._clock()
        run = self._records.runs.run(wait.run_id)
        if wait.kind is WaitKind.SIGN_IN:
            account = self._platform.account(wait.account_id)
            seen = account.last_access_at if account is not None else None
            if seen is not None and seen > wait.since:
                self._close(run, "the requester has signed in since")
            elif now >= wait.deadline:
                hours = (wait.deadline - wait.since) // timedelta(hours=1)
                self._close(run, f"nothing was heard for {hours} hours")
        elif now >= wait.deadline:
            self._hand_over(run, "the link to confirm the request was not used in time")

    def _close(self, run: RunRecord, because: str) -> None:
        order = self._order(run, Do.CLOSE, because)
        self._queue.start(f"{run.run_id}:close", self._runbook, order.written())

    def _hand_over(self, run: RunRecord, because: str) -> None:
        order = self._order(run, Do.HAND_OVER, because)
        self._queue.start(f"{run.run_id}:hand_over", self._runbook, order.written())

    def _expire(self) -> None:
        now = self._clock()
        for approval in self._records.approvals.all():
            if approval.deadline > now or runbook_of(approval.run_id) != self._runbook:
                continue
            run = self._records.runs.run(approval.run_id)
            entry = self._entry(run.run_id, run.ticket_key, "approval_expired", "Nobody approved in time; nothing was done.")
            if self._records.approvals.decide(approval.run_id, ApprovalState.EXPIRED, entry, by="", why="", now=now):
                ended = self._entry(run.run_id, run.ticket_key, "ended", "The run ends: expired.")
                self._records.runs.set(run.run_id, RunStage.ENDED, ended, outcome=Outcome.EXPIRED, now=now)
                self._teller.tell(
                    f"expired-{run.run_id}",
                    f"Unticket waited in vain for an approval: {run.plan.reference if run.plan else run.ticket_key}",
                    f"Nobody approved or rejected the run {run.run_id} in time. The ticket is yours.\n",
                    runbook=self._runbook,
                )

    def _go_on(self) -> None:
        """Runs that were held, and those that got lost between our record and the engine's."""
        if self._records.stops.in_force(self._runbook) is not None:
            return
        for run in self._records.runs.in_stage(RunStage.HELD):
            self._again(run)
        for run in self._records.runs.in_stage(RunStage.OPEN):
            if self._clock() - run.begun_at > _SURELY_GONE:
                self._again(run)

    def _again(self, run: RunRecord) -> None:
        if run.runbook != self._runbook or self._queue.is_at_work(run.run_id):
            return
        if run.tries >= self._policy.tries:
            self._teller.tell(
                f"stuck-{run.run_id}",
                f"Unticket cannot go on with {run.plan.reference if run.plan else run.ticket_key}",
                f"The run {run.run_id} was tried {run.tries} times and is held. Please look at the ticket.\n",
                runbook=self._runbook,
            )
            return
        if run.stage is RunStage.HELD and self._clock() < self._next_try(run):
            return
        order = Order.read(run.held_order) if run.held_order else self._order(run, Do.DECIDE)
        order = replace(order, tries=run.tries + 1)
        self._queue.start(f"{run.run_id}:{order.do}:{order.tries}", self._runbook, order.written())

    def _next_try(self, run: RunRecord) -> datetime:
        return run.begun_at + _BACK_OFF * ((1 << min(run.tries, 6)) - 1)

    def _order(self, run: RunRecord, do: Do, because: str = "") -> Order:
        return Order(
            do=do,
            run_id=run.run_id,
            ticket_key=run.ticket_key,
            generation=run.generation,
            cause=run.cause,
            by=run.by,
            since=run.since.isoformat() if run.since else "",
            confirmed_account=run.confirmed_account,
            because=because,
            tries=run.tries,
        )

    def _entry(self, run_id: str, ticket_key: str, kind: str, said: str) -> Entry:
        return Entry(kind=kind, said=said, runbook=self._runbook, run_id=run_id, ticket_key=ticket_key)
