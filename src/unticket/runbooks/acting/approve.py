"""A person's word on a plan: given once, and never more than the plan on fresh data gives again."""

from __future__ import annotations

from unticket.model.errors import Conflict
from unticket.runbooks.acting.ports import Clock, Records
from unticket.runbooks.acting.record import ApprovalState, Entry, Outcome, RunStage


class Approver:
    """Approves and rejects what waits in supervised mode."""

    def __init__(self, runbook: str, records: Records, clock: Clock) -> None:
        self._runbook = runbook
        self._records = records
        self._clock = clock

    def approve(self, run_id: str, *, by: str, why: str = "") -> bool:
        """True for the word that counted; False where the same was said before. The run goes on with the next dispatch.

        Raises `NotFound`, and `Conflict` where it was rejected or has expired.
        """
        return self._decide(run_id, ApprovalState.APPROVED, by, why)

    def reject(self, run_id: str, *, by: str, why: str = "") -> bool:
        """Nothing is done, and the ticket stays with people. As `approve`."""
        decided = self._decide(run_id, ApprovalState.REJECTED, by, why)
        if decided:
            run = self._records.runs.run(run_id)
            entry = self._entry(run_id, run.ticket_key, "ended", "The run ends: rejected.", {})
            self._records.runs.set(run_id, RunStage.ENDED, entry, outcome=Outcome.REJECTED, now=self._clock())
        return decided

    def _decide(self, run_id: str, state: ApprovalState, by: str, why: str) -> bool:
        if not by.strip():
            raise Conflict("An approval is a person's: it needs a name.", "Give --by NAME.")
        approval = self._records.approvals.find(run_id)
        run = self._records.runs.run(run_id)
        entry = self._entry(run_id, run.ticket_key, str(state), f"A person has {state} it.", {"by": by, "why": why})
        if self._records.approvals.decide(run_id, state, entry, by=by, why=why, now=self._clock()):
            return True
        now = self._records.approvals.find(run_id)
        if now.state is state:
            return False
        past = now.state if now.state is not ApprovalState.OPEN else f"past its time, {approval.deadline:%Y-%m-%d %H:%M} UTC"
        raise Conflict(f"The approval of {run_id} is {past}.", "Run: unticket runs show " + run_id)

    def _entry(self, run_id: str, ticket_key: str, kind: str, said: str, facts: dict[str, str]) -> Entry:
        return Entry(kind=kind, said=said, runbook=self._runbook, run_id=run_id, ticket_key=ticket_key, facts=facts)
