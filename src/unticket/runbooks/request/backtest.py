"""Replays a runbook for requests over past tickets: what it would have taken, why not, and what agents did. No side effect."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import islice

from unticket.history.ports import Progress
from unticket.model.ticket import Message, Ticket
from unticket.patterns.text.own_words import own_words
from unticket.reports.proportion import Share, share
from unticket.runbooks.backtest import LISTED_AT_MOST, PastTickets, ShadowAgreement
from unticket.runbooks.past_desk import PastDesk, past_view
from unticket.runbooks.plan import Plan, Verdict
from unticket.runbooks.ports import TicketDesk
from unticket.runbooks.reading.phrase import pattern
from unticket.runbooks.reading.said import Line
from unticket.runbooks.request.planning import Look

_AT_ONCE = 500  # tickets whose messages are read together
PlanPast = Callable[[str, Look, TicketDesk], Plan]


class Answer(StrEnum):
    """What the runbook makes of a past ticket."""

    SETTLED = "settled"  # answered by itself
    TO_A_PERSON = "to_a_person"  # one of its own, which it hands over or leaves
    LEFT = "left"  # doubtful, or no such request


class Agents(StrEnum):
    """What agents' notes, replies and tags tell of a past ticket."""

    SUCH_A_REQUEST = "such_a_request"
    OTHER = "other"
    SILENT = "silent"


class Difference(StrEnum):
    """How runbook and agents differ."""

    MISSED = "missed"  # agents dealt with such a request, the runbook would have left the ticket untouched
    MORE_CAREFUL = "more_careful"  # agents dealt with such a request, the runbook would have asked a person
    NO_SUCH_REQUEST = "no_such_request"  # it would have settled it, agents tell of no such request


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One past ticket on which runbook and agents differ."""

    ticket_key: str
    reference: str
    difference: Difference
    row: str
    because: str  # the runbook's public reason


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBacktest:
    """What a replay found. Every share has its denominator and a 95 % interval."""

    since: datetime
    until: datetime
    tickets: int
    answers: Mapping[Answer, int]
    rows: Mapping[str, int]  # of the decision table
    reasons: Mapping[str, int]  # why tickets were left that may be such a request
    agents: Mapping[Agents, int]
    found: Share  # of tickets that agents dealt with as such a request: settled by the runbook
    right: Share  # of tickets settled that agents said anything of: as such a request
    differences: Mapping[Difference, int]
    disagreements: Sequence[Disagreement]  # the first `LISTED_AT_MOST`
    settled: Sequence[str]  # keys, oldest first
    proof_assumed: bool  # who wrote a past ticket stands nowhere: it was taken as shown

    @property
    def claim(self) -> Share:
        """The most that a plan may claim to need no agent."""
        return share(len(self.settled), self.tickets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaying:
    """One runbook's way with past tickets. `tags`: with one of these, agents said that it is such a request."""

    plan: PlanPast
    agents_words: re.Pattern[str]
    tags: frozenset[str] = frozenset()
    proof_assumed: bool = False

    def of(self, ticket: Ticket) -> Plan:
        """What the runbook would have made of it when it came."""
        look = Look(generation=1, now=ticket.opened_at, dry=True, view=past_view(ticket))
        return self.plan(ticket.key, look, PastDesk({ticket.key: ticket}.get))

    def taken(self, tickets: Iterable[Ticket]) -> Iterator[str]:
        """The keys of those that it would have settled."""
        return (ticket.key for ticket in tickets if answer_of(self.of(ticket)) is Answer.SETTLED)

    def agents(self, ticket: Ticket | None, messages: Iterable[Message]) -> Agents:
        """What agents did, as far as their tags and words tell."""
        if ticket is not None and {tag.name.strip().casefold() for tag in ticket.tags} & self.tags:
            return Agents.SUCH_A_REQUEST
        said = [message.body for message in messages if message.by_agent and not message.automatic and message.body]
        if not said:
            return Agents.SILENT
        line = Line("\n".join(own_words(body).own for body in said))
        return Agents.SUCH_A_REQUEST if self.agents_words.search(line.text) else Agents.OTHER


def replay(
    past: PastTickets, replaying: Replaying, *, since: datetime, until: datetime, progress: Progress | None = None
) -> RequestBacktest:
    """Every ticket opened from `since` to before `until` (UTC), as it was when it came in. One pass, no effect."""
    answers: Counter[Answer] = Counter()
    rows: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    agents: Counter[Agents] = Counter()
    both: Counter[tuple[Answer, Agents]] = Counter()
    differences: Counter[Difference] = Counter()
    listed: list[Disagreement] = []
    settled: list[tuple[datetime, str]] = []
    if progress is not None:
        progress.begin("past tickets", None)
    opened = (ticket for ticket in past.tickets() if since <= ticket.opened_at < until)
    while some := list(islice(opened, _AT_ONCE)):
        messages = past.messages_of([ticket.key for ticket in some])
        for ticket in some:
            planned, did = replaying.of(ticket), replaying.agents(ticket, messages.get(ticket.key, ()))
            answer, row = answer_of(planned), planned.decision.row if planned.decision else ""
            answers[answer] += 1
            agents[did] += 1
            both[answer, did] += 1
            rows.update([row] if row else [])
            if answer is Answer.LEFT and any(step.facts.get("words") for step in planned.trace):
                reasons[planned.reason] += 1
            if answer is Answer.SETTLED:
                settled.append((ticket.opened_at, ticket.key))
            difference = _difference(answer, did)
            if difference is not None:
                differences[difference] += 1
                if len(listed) < LISTED_AT_MOST:
                    listed.append(
                        Disagreement(
                            ticket_key=ticket.key,
                            reference=ticket.reference,
                            difference=difference,
                            row=row,
                            because=planned.reason,
                        )
                    )
        if progress is not None:
            progress.advance(len(some))
    agree = both[Answer.SETTLED, Agents.SUCH_A_REQUEST]
    told = agree + both[Answer.SETTLED, Agents.OTHER]
    return RequestBacktest(
        since=since,
        until=until,
        tickets=sum(answers.values()),
        answers=dict(answers),
        rows=dict(rows.most_common()),
        reasons=dict(reasons.most_common()),
        agents=dict(agents),
        found=share(agree, agents[Agents.SUCH_A_REQUEST]),
        right=share(agree, told),
        differences=dict(differences),
        disagreements=tuple(listed),
        settled=tuple(key for _, key in sorted(settled)),
        proof_assumed=replaying.proof_assumed,
    )


def shadow_agreement(
    decided: Iterable[tuple[str, str]], past: PastTickets, replaying: Replaying, acting_rows: frozenset[str]
) -> ShadowAgreement:
    """`decided`: ticket keys with the row met in shadow; `acting_rows`: those that answer. An answer agrees where agents dealt
    with such a request, a ticket handed over where they told of anything."""
    rows = dict(decided)
    tickets = {ticket.key: ticket for ticket in past.tickets(list(rows))} if rows else {}
    same = told = 0
    different: list[str] = []
    for key, row in rows.items():
        did = replaying.agents(tickets.get(key), past.messages_of([key]).get(key, ()))
        if did is Agents.SILENT:
            continue
        told += 1
        if row not in acting_rows or did is Agents.SUCH_A_REQUEST:
            same += 1
        else:
            different.append(key)
    return ShadowAgreement(decided=len(rows), same=share(same, told), different=tuple(different))


def answer_of(plan: Plan) -> Answer:
    """Where a plan leaves a ticket."""
    if plan.decision is None:
        return Answer.LEFT
    settles = plan.decision.automatic and plan.verdict in (Verdict.RESOLVED, Verdict.ROUTED, Verdict.WAITING)
    return Answer.SETTLED if settles else Answer.TO_A_PERSON


@cache
def agents_words(package: str) -> re.Pattern[str]:
    """What agents write who deal with such a request: `agents.toml` in a runbook's folder."""
    read = tomllib.loads(files(package).joinpath("agents.toml").read_text("utf-8"))
    return pattern(read["phrases"], read.get("vocabulary", {}))


def _difference(answer: Answer, did: Agents) -> Difference | None:
    if did is Agents.SUCH_A_REQUEST:
        return {Answer.LEFT: Difference.MISSED, Answer.TO_A_PERSON: Difference.MORE_CAREFUL}.get(answer)
    return Difference.NO_SUCH_REQUEST if answer is Answer.SETTLED and did is Agents.OTHER else None
