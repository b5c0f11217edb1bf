"""One look at one ticket by a runbook that answers requests: what every such look goes through, and the plan it ends in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from unticket.model.errors import NotFound
from unticket.runbooks.automatic_mail import why_automatic
from unticket.runbooks.decision_table import Automatic, Row
from unticket.runbooks.freshness import why_not_fresh
from unticket.runbooks.plan import JSON, Decision, Effect, EffectKind, Packet, Plan, Trace, Verdict
from unticket.runbooks.ports import TicketDesk, TicketView
from unticket.runbooks.reading.address import bare
from unticket.runbooks.reading.said import language_said, said_in
from unticket.runbooks.request.asker import Asking, who_asks
from unticket.runbooks.request.policy import RequestPolicy
from unticket.runbooks.request.recognise import Outcome, Phrases, Recognised, recognise


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """When and on what terms a ticket is looked at, as the machinery asks (see `acting.ports.Planner`)."""

    generation: int
    now: datetime
    promoted_at: datetime | None = None
    done: Collection[EffectKind] = ()
    dry: bool = False
    retry: bool = False
    view: TicketView | None = None


Decide = Callable[["Planning", Recognised, Asking], Plan]


def plan_request(
    runbook: str, ticket_key: str, look: Look, *, desk: TicketDesk, policy: RequestPolicy, phrases: Phrases, decide: Decide
) -> Plan:
    """What should become of the ticket. Only reads; every outcome is a plan. `decide` is asked for the runbook's own tickets
    that are fresh and written by a person, and no others. The desk's own `ConnectorError` is raised."""
    try:
        view = look.view or desk.ticket(ticket_key)
    except NotFound:
        gone = "the ticket is gone"
        trace = (Trace(step="read", said=sentence(gone)),)
        return Plan(
            runbook=runbook, ticket_key=ticket_key, reference=ticket_key, generation=look.generation, planned_at=look.now,
            verdict=Verdict.SKIPPED, reason=gone, trace=trace,
        )  # fmt: skip
    planning = Planning(runbook, view, policy, look)
    recognised = recognise(planning.said, phrases)
    planning.note("classify", sentence(recognised.because), words=list(recognised.words))
    if recognised.outcome is not Outcome.OURS:
        return planning.skipped(recognised.because)
    why_not = planning.why_not()
    if why_not:
        return planning.skipped(why_not)
    asking = who_asks(view, policy)
    shown = f"shown by the {asking.proven_by}" if asking.proven_by else "a claim so far"
    planning.note("extract", sentence(asking.why) if asking.why else f"One address asks, {shown}.", address=asking.address)
    return decide(planning, recognised, asking)


@dataclass
class Planning:
    """One look at one ticket, collecting its trace."""

    runbook: str
    view: TicketView
    policy: RequestPolicy
    look: Look
    trace: list[Trace] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.said = said_in(self.view)
        self.language = language_said(self.said.text)

    def why_not(self) -> str:
        """Why the ticket is left as it is, whatever it asks for; "" where it may be answered."""
        look, ticket = self.look, self.view.ticket
        stale = why_not_fresh(self.view, now=look.now, promoted_at=look.promoted_at, policy=self.policy, done=look.done)
        self.note("fresh", sentence(stale or "the ticket is fresh"))
        if stale and not look.dry:
            return stale
        if look.generation > 1 and any(not (m.by_agent or m.internal or m.automatic) for m in self.view.messages):
            return "the requester has written again: a person reads it"
        machine = not self.view.origin.signed_in_email and why_automatic(
            sender=bare(self.view.origin.sender_email or ticket.requester.email),
            name=ticket.requester.name,
            subject=ticket.subject,
            body=ticket.body,
            own=self.policy.own_addresses,
        )
        if machine:
            self.note("loop", f"It is not answered: {machine}.")
            return f"it is not answered: {machine}"
        return ""

    def decision(self, row: Row[Any], inputs: Mapping[str, StrEnum]) -> Decision:
        """The row that fits, noted."""
        told = {name: str(value) for name, value in inputs.items()}
        self.note("decide", f"Row {row.name}: {row.because}.", **told)
        return Decision(
            row=row.name,
            action=str(row.action),
            automatic=row.automatic is Automatic.YES,
            because=row.because,
            inputs=told,
        )

    def effect(self, kind: EffectKind, **values: JSON) -> Effect:
        """One thing to do, under the same key however often the look is repeated."""
        return Effect(kind=kind, key=f"{self.view.ticket.key}:{kind.value}:{self.look.generation}", values=values)

    def skipped(self, reason: str, decision: Decision | None = None) -> Plan:
        """Left untouched."""
        return self.planned(Verdict.SKIPPED, reason, decision=decision)

    def planned(
        self,
        verdict: Verdict,
        reason: str,
        *,
        decision: Decision | None = None,
        effects: Sequence[Effect] = (),
        packet: Packet | None = None,
    ) -> Plan:
        ticket = self.view.ticket
        return Plan(
            runbook=self.runbook,
            ticket_key=ticket.key,
            reference=ticket.reference,
            generation=self.look.generation,
            planned_at=self.look.now,
            verdict=verdict,
            reason=reason,
            language=self.language,
            decision=decision,
            effects=effects,
            packet=packet,
            trace=tuple(self.trace),
        )

    def note(self, step: str, said: str, **facts: JSON) -> None:
        """One step as it went."""
        self.trace.append(Trace(step=step, said=said, facts=facts))


def sentence(text: str) -> str:
    """A clause as a sentence."""
    return f"{text[0].upper()}{text[1:].removesuffix('.')}."
