"""What should become of a request for a report: a letter that says where it is, or a person. No effect, no clock."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from unticket.runbooks.acting.ports import Employed
from unticket.runbooks.plan import Effect, EffectKind, Packet, Plan, Verdict
from unticket.runbooks.ports import TicketDesk
from unticket.runbooks.reading.address import is_machine
from unticket.runbooks.reading.phrase import pattern
from unticket.runbooks.report_request.audience import Standing, standing
from unticket.runbooks.report_request.offered import Match, Matched, matched
from unticket.runbooks.report_request.policy import ReportPolicy
from unticket.runbooks.report_request.table import REPORT_REQUEST, Action, Data
from unticket.runbooks.request.asker import Asker, Asking
from unticket.runbooks.request.planning import Look, Planning, plan_request, sentence
from unticket.runbooks.request.recognise import Phrases, Recognised, found, phrases

RUNBOOK = "report_request"


def plan(ticket_key: str, look: Look, *, desk: TicketDesk, policy: ReportPolicy, employed: Employed) -> Plan:
    """What should become of the ticket. Only reads; the desk's own `ConnectorError` is raised, what a directory cannot say is a
    row of the table."""

    def decide(planning: Planning, recognised: Recognised, asking: Asking) -> Plan:
        return _Deciding(planning, recognised, asking, policy, employed).plan()

    return plan_request(RUNBOOK, ticket_key, look, desk=desk, policy=policy, phrases=report_requests(), decide=decide)


def report_requests() -> Phrases:
    """How a request for a report is recognised."""
    return phrases("unticket.runbooks.report_request")


@cache
def needed_now() -> re.Pattern[str]:
    """Words that say that a report is needed before its next turn."""
    read = tomllib.loads(files(__package__).joinpath("phrases.toml").read_text("utf-8"))
    return pattern(read["needed_now"]["phrases"], read["vocabulary"])


class _Deciding:
    """The table, and what its rows do."""

    def __init__(
        self, planning: Planning, recognised: Recognised, asking: Asking, policy: ReportPolicy, employed: Employed
    ) -> None:
        self._planning = planning
        self._recognised = recognised
        self._asking = asking
        self._policy = policy
        self._employed = employed

    def plan(self) -> Plan:
        planning, asking = self._planning, self._asking
        now = bool(found(needed_now(), self._recognised.line))
        meant = matched(self._recognised.line, self._policy.offered, needed_now=now)
        planning.note("match", f"{len(meant.reports)} of the offered reports fit.", reports=[r.name for r in meant.reports])
        stands = Standing.OUTSIDE
        if asking.asker is Asker.ANSWERABLE and meant.match is Match.ONE:
            stands = standing(asking, meant.reports[0], self._policy.domains, self._employed)
        data = Data.PERSONAL if any(report.personal for report in meant.reports) else Data.NOT_PERSONAL
        row = REPORT_REQUEST.decide(asking.asker, meant.match, stands, data)
        inputs = {"asker": asking.asker, "match": meant.match, "standing": stands, "data": data}
        decision = planning.decision(row, inputs)
        if row.action is Action.LEAVE:
            return planning.skipped(row.because, decision)
        if row.action is Action.ESCALATE:
            packet = self._packet(row.because, meant)
            effects = tuple(self._handed_over(row.because, packet))
            return planning.planned(Verdict.ESCALATED, row.because, decision=decision, effects=effects, packet=packet)
        verdict = Verdict.RESOLVED if self._policy.closes else Verdict.WAITING
        return planning.planned(verdict, row.because, decision=decision, effects=tuple(self._told(meant)))

    def _told(self, meant: Matched) -> Iterator[Effect]:
        """The letter first: what was not answered is not put away."""
        effect, report = self._planning.effect, meant.reports[0]
        language = self._planning.language
        yield effect(EffectKind.ANSWER, to=self._asking.address, template="where", language=language, about=report.name)
        yield effect(
            EffectKind.NOTE,
            text=f"The requester was told where the report “{report.title}” is and what it holds; nothing of it was sent. "
            "They were asked to reply where they want it regularly: to put somebody on its list is a person's work.",
        )
        if self._policy.tag_handled:
            yield effect(EffectKind.TAG, tag=self._policy.tag_handled)
        yield effect(EffectKind.MOVE, stage="resolved" if self._policy.closes else "waiting")

    def _handed_over(self, because: str, packet: Packet) -> Iterator[Effect]:
        effect, policy, to = self._planning.effect, self._policy, self._asking.address
        yield effect(EffectKind.NOTE, text=f"Handed over to a person. Nothing was sent. Why: {because}.")
        if policy.tag_escalated:
            yield effect(EffectKind.TAG, tag=policy.tag_escalated)
        if policy.escalation_assignee:
            yield effect(EffectKind.ASSIGN)
            text = "\n".join((packet.stopped_because, *packet.found, *packet.check, *packet.next_steps))
            yield effect(EffectKind.SCHEDULE, summary=packet.summary, text=text, due_days=policy.due_days)
        yield effect(EffectKind.MOVE, stage="escalated")
        if self._asking.asker is Asker.ANSWERABLE and not is_machine(to):
            yield effect(EffectKind.REPLY, to=to, template="escalated", language=self._planning.language)

    def _packet(self, because: str, meant: Matched) -> Packet:
        asking = self._asking
        shown = f"shown by the {asking.proven_by}" if asking.proven_by else "not proven"
        return Packet(
            summary=f"Report wanted: {self._planning.view.ticket.reference} needs a person",
            found=(
                f"Requester: {asking.address or 'no address'}, {shown}",
                f"Words that ask for a report: {', '.join(self._recognised.words)}",
                f"Reports that may be meant: {', '.join(report.title for report in meant.reports) or 'none'}",
            ),
            stopped_because=sentence(" ".join(filter(None, (because, asking.why)))),
            check=("Which report is meant", "Whether the requester may have it, by a way that you already know"),
            next_steps=("Answer the requester", "Put them on the report's list, where they may be on it and want it"),
        )
