"""Reads one ticket, finds out who asks and what is known, and says what should be done: no effect, no clock."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from unticket.model.errors import NotFound
from unticket.model.period import zone
from unticket.model.person import Employment
from unticket.runbooks.automatic_mail import why_automatic
from unticket.runbooks.freshness import why_not_fresh
from unticket.runbooks.login.account_state import account_state
from unticket.runbooks.login.case import Case, Inputs
from unticket.runbooks.login.classify import Classification, Outcome, classify
from unticket.runbooks.login.effects import VERDICTS, Steps, may_be_written_to
from unticket.runbooks.login.employment import employment
from unticket.runbooks.login.identity import Asker, Identity, identity, proof, who_asks
from unticket.runbooks.login.look_up import Found, look_up
from unticket.runbooks.login.packet import packet, packet_for_doubt
from unticket.runbooks.login.policy import LoginPolicy
from unticket.runbooks.login.standing import standing
from unticket.runbooks.login.table import Action
from unticket.runbooks.plan import JSON, Decision, Effect, EffectKind, Packet, Plan, Trace, Verdict
from unticket.runbooks.ports import Directory, LearningPlatform, TicketDesk, TicketView
from unticket.runbooks.reading.address import bare
from unticket.runbooks.reading.extract import extract
from unticket.runbooks.reading.said import language_said, said_in

RUNBOOK = "login"


def plan(
    ticket_key: str,
    *,
    desk: TicketDesk,
    directories: Sequence[Directory],
    platform: LearningPlatform,
    policy: LoginPolicy,
    generation: int,
    now: datetime,
    promoted_at: datetime | None = None,
    confirmed_account: str = "",
    done: Collection[EffectKind] = (),
    dry: bool = False,
    retry: bool = False,
    view: TicketView | None = None,
) -> Plan:
    """What should become of the ticket at `now` (UTC). Only reads; every outcome is a plan.

    `confirmed_account`: the account whose link was confirmed. `done`: what this run has done already (guard rail 3).
    `dry`: for dry runs and back-tests; an old or closed ticket is said to be so and decided all the same, and the plan must
    not be performed. `retry`: raise a `ConnectorError` of a directory or the platform that may pass, for the caller to try
    again; otherwise what cannot be asked is escalated. The desk's own `ConnectorError` is always raised. `view`: a whole look
    at the ticket that was made for this very decision; otherwise the desk is asked.
    """
    try:
        view = view or desk.ticket(ticket_key)
    except NotFound:
        gone = "the ticket is gone"
        trace = (Trace(step="read", said=_sentence(gone)),)
        return Plan(
            runbook=RUNBOOK, ticket_key=ticket_key, reference=ticket_key, generation=generation, planned_at=now,
            verdict=Verdict.SKIPPED, reason=gone, trace=trace,
        )  # fmt: skip
    planning = _Planning(view, policy, generation, now, confirmed_account)
    return planning.plan(directories, platform, promoted_at=promoted_at, done=done, dry=dry, retry=retry)


class _Planning:
    """One look at one ticket, collecting its trace."""

    def __init__(self, view: TicketView, policy: LoginPolicy, generation: int, now: datetime, confirmed_account: str) -> None:
        self._view = view
        self._policy = policy
        self._generation = generation
        self._now = now
        self._confirmed_account = confirmed_account
        self._trace: list[Trace] = []
        self._said = said_in(view)
        self._language = language_said(self._said.text)

    def plan(
        self,
        directories: Sequence[Directory],
        platform: LearningPlatform,
        *,
        promoted_at: datetime | None,
        done: Collection[EffectKind],
        dry: bool,
        retry: bool,
    ) -> Plan:
        classified = self._classify()
        if classified.outcome is Outcome.NOT_LOGIN:
            return self._skipped(classified.because)
        stale = why_not_fresh(self._view, now=self._now, promoted_at=promoted_at, policy=self._policy, done=done)
        self._note("fresh", _sentence(stale or "the ticket is fresh"))
        if stale and not dry:
            return self._skipped(stale)
        machine = self._sent_by_a_machine()
        if machine:
            return self._skipped(machine)
        asker = self._extract()
        if classified.outcome is Outcome.DOUBTFUL:
            return self._doubtful(classified, asker)
        found = self._look_up(asker, directories, platform, retry=retry)
        return self._decided(self._case(classified, asker, found))

    def _classify(self) -> Classification:
        classified = classify(self._said)
        self._note("classify", _sentence(classified.because), words=list(classified.words), kind=classified.kind)
        return classified

    def _sent_by_a_machine(self) -> str:
        """Why nobody wrote the ticket, or "". Whoever is signed in has written it themselves, whatever they call it."""
        ticket, origin = self._view.ticket, self._view.origin
        if origin.signed_in_email:
            return ""
        machine = why_automatic(
            sender=bare(origin.sender_email or ticket.requester.email),
            name=ticket.requester.name,
            subject=ticket.subject,
            body=ticket.body,
            own=self._policy.own_addresses,
        )
        if machine:
            self._note("loop", f"It is not answered: {machine}.")
        return f"it is not answered: {machine}" if machine else ""

    def _extract(self) -> Asker:
        candidates = extract(self._view)
        asker = who_asks(candidates, self._view.origin, self._policy)
        shown = f"shown by the {asker.proven_by}" if asker.proven_by else "a claim so far"
        said = f"One address asks, {shown}." if asker.trouble is None else _sentence(asker.why)
        self._note("extract", said, candidates=[f"{c.place}: {c.address}" for c in candidates], address=asker.address)
        return asker

    def _look_up(self, asker: Asker, directories: Sequence[Directory], platform: LearningPlatform, *, retry: bool) -> Found:
        if not asker.may_be_looked_up:
            self._note("look_up", "Nobody is looked up by such an address.")
            return Found()
        found = look_up(asker.address, directories=directories, platform=platform, retry=retry)
        accounts = "no answer from the platform" if found.accounts is None else f"{len(found.accounts)} accounts"
        self._note("look_up", f"{len(found.people)} people in {len(found.answers)} directories; {accounts}.", **found.facts())
        return found

    def _case(self, classified: Classification, asker: Asker, found: Found) -> Case:
        policy, now = self._policy, self._now
        today = now.astimezone(zone(policy.timezone)).date()
        accounts = found.accounts or ()
        inputs = Inputs(
            employment=self._employment(asker, found, today),
            account=account_state(found.accounts, every_admin_is_listed=policy.every_admin_is_listed),
            identity=identity(asker, accounts, found.people, policy),
            proof=proof(asker, accounts, policy, self._confirmed_account),
            standing=standing(
                found.account,
                now=now,
                rule_days=policy.rule_days,
                every_deactivation_is_the_rule=policy.every_deactivation_is_the_rule,
                suspended={one.casefold() for one in policy.suspended},
            ),
        )
        return Case(view=self._view, language=self._language, words=classified.words, asker=asker, found=found, inputs=inputs)

    def _employment(self, asker: Asker, found: Found, today: date) -> Employment:
        if not asker.may_be_looked_up:
            return Employment.UNKNOWN
        return employment(found.answers, now=self._now, today=today, oldest=self._policy.oldest_directory)

    def _decided(self, case: Case) -> Plan:
        row, decision = case.inputs.row, case.decision
        self._note("decide", f"Row {row.name}: {row.because}.", **decision.inputs)
        told = packet(case) if row.action is Action.ESCALATE else None
        steps = self._steps(case.asker)
        return self._planned(
            VERDICTS[row.action],
            row.because,
            decision=decision,
            account_id=case.account.id if case.account is not None and row.action is not Action.ESCALATE else "",
            effects=steps.of(row.action, row.because, case.account, told),
            packet=told,
        )

    def _doubtful(self, classified: Classification, asker: Asker) -> Plan:
        if self._policy.doubtful == "skip":
            return self._skipped(classified.because)
        told = packet_for_doubt(self._view.ticket, classified.because, classified.words)
        effects = self._steps(asker).of(Action.ESCALATE, classified.because, packet=told)
        return self._planned(Verdict.ESCALATED, classified.because, effects=effects, packet=told)

    def _steps(self, asker: Asker) -> Steps:
        answered = asker.trouble is not Identity.SUSPICIOUS_ADDRESS and may_be_written_to(asker.address, self._policy)
        return Steps(
            ticket_key=self._view.ticket.key,
            generation=self._generation,
            confirmed=bool(self._confirmed_account),
            language=self._language,
            mail_to=asker.address if answered else "",
            policy=self._policy,
        )

    def _skipped(self, reason: str) -> Plan:
        return self._planned(Verdict.SKIPPED, reason)

    def _planned(
        self,
        verdict: Verdict,
        reason: str,
        *,
        decision: Decision | None = None,
        account_id: str = "",
        effects: Sequence[Effect] = (),
        packet: Packet | None = None,
    ) -> Plan:
        ticket = self._view.ticket
        return Plan(
            runbook=RUNBOOK,
            ticket_key=ticket.key,
            reference=ticket.reference,
            generation=self._generation,
            planned_at=self._now,
            verdict=verdict,
            reason=reason,
            language=self._language,
            decision=decision,
            account_id=account_id,
            effects=effects,
            packet=packet,
            trace=tuple(self._trace),
        )

    def _note(self, step: str, said: str, **facts: JSON) -> None:
        self._trace.append(Trace(step=step, said=said, facts=facts))


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:].removesuffix('.')}."
