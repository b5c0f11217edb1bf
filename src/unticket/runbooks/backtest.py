"""Replays the login runbook over past tickets: what it would have taken, what it would have decided, and what agents did.

Nothing is written anywhere and, unless present-day lookups are asked for, nothing outside the copy is read. Who was employed
and which account was switched off on a past day is known to nobody: it is counted as unknown then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from itertools import islice
from typing import Protocol

from unticket.history.ports import Progress
from unticket.model.person import Employment
from unticket.model.ticket import Message, Ticket
from unticket.reports.proportion import Share, share
from unticket.runbooks.agent_actions import AgentAction, agent_action
from unticket.runbooks.login.account_state import AccountState
from unticket.runbooks.login.classify import Classification, Outcome, classify
from unticket.runbooks.login.identity import Identity, Proof, identity, who_asks
from unticket.runbooks.login.policy import LoginPolicy
from unticket.runbooks.login.standing import Standing
from unticket.runbooks.login.table import LOGIN, Action
from unticket.runbooks.past_desk import past_view
from unticket.runbooks.reading.extract import extract
from unticket.runbooks.reading.said import said_in

LISTED_AT_MOST = 500  # disagreements kept with their tickets; all of them are counted
UNKNOWN_THEN = "unknown_then"
_AT_ONCE = 500  # tickets whose messages are read together
_ROWS = {row.name: row for row in LOGIN.rows}


class PastTickets(Protocol):
    """The copy of the desk, as far as a back-test reads it: no method of it writes."""

    def tickets(self, keys: Sequence[str] | None = None) -> Iterator[Ticket]:
        """All tickets with their bodies."""

    def messages_of(self, ticket_keys: Sequence[str]) -> Mapping[str, Sequence[Message]]:
        """What was written on each of these tickets, oldest first; tickets without any are missing."""


class PresentDay(Protocol):
    """Looks up what HR and the platform say today; only by the user's explicit wish."""

    def __call__(self, ticket: Ticket) -> str:
        """The row that the whole runbook would meet with today's answers."""


class Answer(StrEnum):
    """What the runbook makes of a past ticket."""

    TAKEN = "taken"  # a login problem whose row depends on what HR and the platform said that day
    LEFT_TO_A_PERSON = "left_to_a_person"  # a login problem that the ticket alone sends to a person
    DOUBTFUL = "doubtful"  # it may or may not be one: never acted on
    SKIPPED = "skipped"


class Difference(StrEnum):
    """How runbook and agents differ."""

    MISSED = "missed"  # agents helped with a login, the runbook would have left the ticket untouched
    MORE_CAREFUL = "more_careful"  # agents helped, the runbook would have asked a person
    NO_LOGIN_HELP = "no_login_help"  # the runbook would have taken it, agents' words tell of no login help
    OTHER_ACTION = "other_action"  # with present-day lookups: another action than the agents'


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One past ticket on which runbook and agents differ."""

    ticket_key: str
    reference: str
    difference: Difference
    runbook: str  # the answer, or the row
    agents: AgentAction
    because: str  # the runbook's public reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """What a replay found. Every share has its denominator and a 95 % interval."""

    since: datetime
    until: datetime
    tickets: int
    answers: Mapping[Answer, int]
    kinds: Mapping[str, int]  # of what was skipped: what it is about
    rows: Mapping[str, int]  # rows of the table; `UNKNOWN_THEN` where HR's and the platform's word of that day decides
    agents: Mapping[AgentAction, int]
    found: Share  # of tickets on which agents' words tell of login help: taken by the runbook
    right: Share  # of tickets taken on which agents wrote: their words tell of login help
    same_action: Share | None  # with present-day lookups: the same action as the agents' words tell
    differences: Mapping[Difference, int]
    disagreements: Sequence[Disagreement]  # the first `LISTED_AT_MOST`, oldest keys first
    present_day: bool  # the rows hold today's answers of HR and the platform, not those of the past

    @property
    def coverage(self) -> Share:
        """Tickets that the runbook would have taken, of all."""
        return share(self.answers.get(Answer.TAKEN, 0), self.tickets)

    @property
    def claim(self) -> Share:
        """The most that a plan may claim to need no agent: taken, and not left to a person by any row that is known."""
        if not self.present_day:
            return self.coverage
        return share(sum(count for row, count in self.rows.items() if _acts(row)), self.tickets)


@dataclass(slots=True)
class _Tally:
    """Counts as the tickets go by; its size does not grow with theirs."""

    tickets: int = 0
    answers: Counter[Answer] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    agents: Counter[AgentAction] = field(default_factory=Counter)
    differences: Counter[Difference] = field(default_factory=Counter)
    disagreements: list[Disagreement] = field(default_factory=list)
    helped: int = 0
    helped_and_taken: int = 0
    taken_and_told: int = 0
    acted_and_told: int = 0
    same_action: int = 0


def backtest(
    past: PastTickets,
    policy: LoginPolicy,
    *,
    since: datetime,
    until: datetime,
    present_day: PresentDay | None = None,
    progress: Progress | None = None,
) -> Backtest:
    """Replay every ticket opened from `since` to before `until` (UTC), as it was when it came in. One pass, no effect."""
    tally = _Tally()
    if progress is not None:
        progress.begin("past tickets", None)
    opened = (ticket for ticket in past.tickets() if since <= ticket.opened_at < until)
    while some := list(islice(opened, _AT_ONCE)):
        messages = past.messages_of([ticket.key for ticket in some])
        for ticket in some:
            _replay(ticket, messages.get(ticket.key, ()), policy, present_day, tally)
        if progress is not None:
            progress.advance(len(some))
    return Backtest(
        since=since,
        until=until,
        tickets=tally.tickets,
        answers=dict(tally.answers),
        kinds=dict(tally.kinds.most_common()),
        rows=dict(tally.rows.most_common()),
        agents=dict(tally.agents),
        found=share(tally.helped_and_taken, tally.helped),
        right=share(tally.helped_and_taken, tally.taken_and_told),
        same_action=share(tally.same_action, tally.acted_and_told) if present_day else None,
        differences=dict(tally.differences),
        disagreements=tuple(tally.disagreements),
        present_day=present_day is not None,
    )


def taken(past: Iterable[Ticket], policy: LoginPolicy) -> Iterator[str]:
    """The keys of those past tickets that the runbook would have taken, by their words alone."""
    for ticket in past:
        classified = classify(said_in(past_view(ticket)))
        if _answer(classified, _row(ticket, classified, policy)) is Answer.TAKEN:
            yield ticket.key


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadowAgreement:
    """What was decided in shadow, on the very day, against what people then did."""

    decided: int
    same: Share  # of those on which agents' words tell what they did
    different: Sequence[str]  # keys of tickets


def shadow_agreement(decided: Iterable[tuple[str, str]], past: PastTickets) -> ShadowAgreement:
    """`decided`: ticket keys with the row met in shadow. An escalation agrees where agents asked HR or gave no help."""
    count = told = same = 0
    different: list[str] = []
    for ticket_key, row in decided:
        count += 1
        did = agent_action(past.messages_of([ticket_key]).get(ticket_key, ()))
        if row not in _ROWS or did is AgentAction.SILENT:
            continue
        told += 1
        if _same(row, did) if did.is_login_help else not _acts(row):
            same += 1
        else:
            different.append(ticket_key)
    return ShadowAgreement(decided=count, same=share(same, told), different=tuple(different))


def _replay(
    ticket: Ticket, messages: Sequence[Message], policy: LoginPolicy, present_day: PresentDay | None, tally: _Tally
) -> None:
    classified = classify(said_in(past_view(ticket)))
    row = _row(ticket, classified, policy)
    answer = _answer(classified, row)
    did = agent_action(messages)
    tally.tickets += 1
    tally.answers[answer] += 1
    tally.agents[did] += 1
    if answer is Answer.SKIPPED:
        tally.kinds[classified.kind] += 1
    if row:
        if row == UNKNOWN_THEN and present_day is not None:
            row = present_day(ticket)
        tally.rows[row] += 1
    tally.helped += did.is_login_help
    tally.helped_and_taken += did.is_login_help and answer is Answer.TAKEN
    tally.taken_and_told += answer is Answer.TAKEN and did is not AgentAction.SILENT
    difference = _difference(answer, did)
    if present_day is not None and answer is Answer.TAKEN and did.is_login_help:
        tally.acted_and_told += 1
        same = _same(row, did)
        tally.same_action += same
        difference = None if same else Difference.OTHER_ACTION
    if difference is None:
        return
    tally.differences[difference] += 1
    if len(tally.disagreements) < LISTED_AT_MOST:
        tally.disagreements.append(
            Disagreement(
                ticket_key=ticket.key,
                reference=ticket.reference,
                difference=difference,
                runbook=row or str(answer),
                agents=did,
                because=_ROWS[row].because if row in _ROWS else classified.because,
            )
        )


def _row(ticket: Ticket, classified: Classification, policy: LoginPolicy) -> str:
    """The row that the ticket alone decides, `UNKNOWN_THEN` where it needs more, "" where no table is asked."""
    if classified.outcome is not Outcome.LOGIN:
        return ""
    view = past_view(ticket)
    asker = who_asks(extract(view), view.origin, policy)
    rows = _rows_with(identity(asker, (), (), policy))
    return next(iter(rows)) if len(rows) == 1 else UNKNOWN_THEN


@cache
def _rows_with(known: Identity) -> frozenset[str]:
    """Every row that may fit when nothing but the identity is known."""
    others = (
        (employment, account, proof, standing)
        for employment in Employment
        for account in AccountState
        for proof in Proof
        for standing in Standing
    )
    return frozenset(LOGIN.decide(e, a, known, p, s).name for e, a, p, s in others)


def _answer(classified: Classification, row: str) -> Answer:
    if classified.outcome is Outcome.NOT_LOGIN:
        return Answer.SKIPPED
    if classified.outcome is Outcome.DOUBTFUL:
        return Answer.DOUBTFUL
    return Answer.TAKEN if row == UNKNOWN_THEN else Answer.LEFT_TO_A_PERSON


def _difference(answer: Answer, did: AgentAction) -> Difference | None:
    if did.is_login_help:
        if answer is Answer.SKIPPED:
            return Difference.MISSED
        return None if answer is Answer.TAKEN else Difference.MORE_CAREFUL
    if answer is Answer.TAKEN and did is AgentAction.OTHER:
        return Difference.NO_LOGIN_HELP
    return None


def _same(row: str, did: AgentAction) -> bool:
    wanted = {AgentAction.REACTIVATED: ("reactivat", Action.REACTIVATE), AgentAction.RESET: ("reset", Action.RESET_PASSWORD)}
    part, action = wanted[did]
    return row in _ROWS and (_ROWS[row].action is action or (_ROWS[row].action is Action.ASK_CONFIRMATION and part in row))


def settles(row: str) -> bool:
    """Whether a decision by that row of the table settles the ticket by itself: nobody has to be asked."""
    return row in _ROWS and _ROWS[row].action in (Action.REACTIVATE, Action.RESET_PASSWORD)


def escalates(row: str) -> bool:
    """Whether a decision by that row leaves the ticket to a person."""
    return row not in _ROWS or _ROWS[row].action is Action.ESCALATE


def _acts(row: str) -> bool:
    return not escalates(row)
