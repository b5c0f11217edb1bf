"""The catalogue: what can be done about an issue, when it fits, and which past tickets it may claim to have saved.

A claim is a rule, not an estimate: each names tickets, and its reason stands in the texts under the rule's name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from unticket.model.action import ActionKind, Claim, Priority, Saving
from unticket.model.recurring_issue import CauseSource, RecurringIssue

# What an issue is about, by the lexicon's names.
_IN_TROUBLE = frozenset({"outage", "slow", "never_loads"})
_WATCHED = frozenset({"platform", "network", "email", "vpn", "meeting", "login"})  # what a probe can ask, unlike a laptop
_FORESEEN = frozenset({"deactivated", "expired"})
_ASKS_FOR_A_REPORT = frozenset({"report_needed"})
_ASKS_FOR_A_FEATURE = frozenset({"feature_request"})
_ARTICLE_FROM = 3  # tickets: below, an agent answers quicker than somebody writes
_SURE_ENOUGH = 0.3  # confidence of a hypothesis whose workaround may be passed on
_TOLD_AGAIN = 2  # tickets that a broadcast would have prevented: for one, nobody sets one up


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What a runbook's back-test says of an issue's tickets.

    Whose account was off and who was employed on a past day is known to nobody: that widens the range upwards only.
    """

    taken: tuple[str, ...]  # those that it would have taken, and may have settled, oldest first
    sure: int = 0  # of them, those on which its decision was recorded on the day itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An issue, and what is known beside it."""

    issue: RecurringIssue
    topics: frozenset[str] = frozenset()  # concepts of the lexicon that most of its tickets share
    fixable_now: bool | None = None  # the register's word
    replayed: Replayed | None = None  # None: no back-test could be made
    built: bool = False  # the runbook that the register names is there
    chosen: bool = False  # the candidate to automate


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One kind of action: when it fits, and what it claims. The texts explain each reason and rule by its name."""

    kind: ActionKind
    priority: Priority
    owner: str  # the role that usually does it
    within_days: int
    effort_days: float
    saving: Saving | None
    why: Callable[[Case], str]  # the reason for it, or ""
    why_not: Callable[[Case], str]  # where it was weighed and does not fit: the reason, else ""
    claims: Callable[[Case], Sequence[str]]
    sure_of: Callable[[Case], int]
    rule: Callable[[Case], str] | None = None  # which text gives its reason; None: the one named like its kind

    def claim(self, case: Case) -> Claim:
        """What it would have saved of the case's tickets, had it been there."""
        tickets = tuple(self.claims(case)) if self.saving is not None else ()
        rule = self.rule(case) if self.rule else str(self.kind)
        return Claim(saving=self.saving, tickets=tickets, at_least=min(self.sure_of(case), len(tickets)), rule=rule)


def _all(case: Case) -> Sequence[str]:
    return case.issue.tickets


def _none(_: Case) -> Sequence[str]:
    return ()


def _nothing(_: Case) -> int:
    return 0


def _never(_: Case) -> str:
    return ""


def _every(case: Case) -> int:
    return len(case.issue.tickets)


def _known(case: Case) -> bool:
    return case.issue.cause.source is CauseSource.REGISTER


def _fix_why(case: Case) -> str:
    return "cause_can_be_fixed" if _known(case) and case.fixable_now else ""


def _fix_why_not(case: Case) -> str:
    if not _known(case):
        return "cause_is_a_guess" if case.issue.cause.source is CauseSource.HYPOTHESIS else "cause_unknown"
    return "cause_cannot_be_fixed_now"


def _automate_why(case: Case) -> str:
    return "always_the_same_by_hand" if case.chosen else "runbook_exists" if case.issue.cause.runbook else ""


def _automate_claims(case: Case) -> Sequence[str]:
    return _all(case) if case.replayed is None else case.replayed.taken


def _automate_sure(case: Case) -> int:
    return 0 if case.replayed is None else case.replayed.sure


def _automate_rule(case: Case) -> str:
    if case.replayed is not None:
        if not case.replayed.taken:
            return "automate_backtest_none"
        return "automate_backtest_sure" if case.replayed.sure == len(case.replayed.taken) else "automate_by_backtest"
    return "automate_not_tested" if case.built else "automate_not_built"


def _about(topics: frozenset[str], reason: str) -> Callable[[Case], str]:
    return lambda case: reason if case.topics & topics else ""


def _seen_by_a_probe(case: Case) -> bool:
    return bool(case.topics & _IN_TROUBLE and case.topics & _WATCHED)


def _broadcast_why(case: Case) -> str:
    return "told_again_by_many" if len(case.issue.prevented_by_broadcast) >= _TOLD_AGAIN else ""


def _article_why(case: Case) -> str:
    cause = case.issue.cause
    enough = len(case.issue.tickets) >= _ARTICLE_FROM and (_known(case) or (cause.confidence or 0) >= _SURE_ENOUGH)
    return "workaround_is_known" if enough and cause.workaround and not _fix_why(case) else ""


CATALOGUE = MappingProxyType(
    {
        entry.kind: entry
        for entry in (
            Entry(
                kind=ActionKind.AUTOMATE,
                priority=Priority.HIGH,
                owner="engineering",
                within_days=7,
                effort_days=2,
                saving=Saving.NO_AGENT,
                why=_automate_why,
                why_not=lambda case: "differs_by_ticket" if len(case.issue.tickets) > 1 else "too_few_to_tell",
                claims=_automate_claims,
                sure_of=_automate_sure,
                rule=_automate_rule,
            ),
            Entry(
                kind=ActionKind.FIX_CAUSE,
                priority=Priority.HIGH,
                owner="development",
                within_days=30,
                effort_days=10,
                saving=Saving.NOT_WRITTEN,
                why=_fix_why,
                why_not=_fix_why_not,
                claims=_all,
                sure_of=lambda case: len(case.issue.prevented_by_broadcast),
            ),
            Entry(
                kind=ActionKind.MONITOR,
                priority=Priority.HIGH,
                owner="engineering",
                within_days=14,
                effort_days=3,
                saving=None,  # it tells the desk earlier; by itself it keeps nobody from writing
                why=lambda case: "a_probe_sees_it_first" if _seen_by_a_probe(case) else "",
                why_not=_never,
                claims=_none,
                sure_of=_nothing,
            ),
            Entry(
                kind=ActionKind.BROADCAST,
                priority=Priority.MEDIUM,
                owner="operations",
                within_days=30,
                effort_days=3,
                saving=Saving.NOT_WRITTEN,
                why=_broadcast_why,
                why_not=lambda case: "nobody_told_it_again" if case.topics & _IN_TROUBLE else "",
                claims=lambda case: case.issue.prevented_by_broadcast,
                sure_of=_nothing,  # who reads it is not known before it is measured
            ),
            Entry(
                kind=ActionKind.SCHEDULE_REPORT,
                priority=Priority.MEDIUM,
                owner="operations",
                within_days=30,
                effort_days=2,
                saving=Saving.NOT_WRITTEN,
                why=_about(_ASKS_FOR_A_REPORT, "a_report_can_come_by_itself"),
                why_not=_never,
                claims=_all,
                sure_of=lambda case: len(case.issue.tickets) if len(case.issue.tickets) > 1 else 0,
            ),
            Entry(
                kind=ActionKind.WARN_IN_ADVANCE,
                priority=Priority.MEDIUM,
                owner="development",
                within_days=30,
                effort_days=3,
                saving=Saving.NOT_WRITTEN,
                why=_about(_FORESEEN, "the_day_is_known_before"),
                why_not=_never,
                claims=_all,
                sure_of=_nothing,
            ),
            Entry(
                kind=ActionKind.REDIRECT,
                priority=Priority.LOW,
                owner="product",
                within_days=60,
                effort_days=1,
                saving=Saving.NO_AGENT,
                why=_about(_ASKS_FOR_A_FEATURE, "belongs_to_the_product_list"),
                why_not=_never,
                claims=_all,
                sure_of=_every,
            ),
            Entry(
                kind=ActionKind.WRITE_ARTICLE,
                priority=Priority.LOW,
                owner="operations",
                within_days=30,
                effort_days=0.5,
                saving=None,  # nobody knows before who reads it; it is measured
                why=_article_why,
                why_not=_never,
                claims=_none,
                sure_of=_nothing,
            ),
            Entry(
                kind=ActionKind.SPREAD_KNOWLEDGE,
                priority=Priority.MEDIUM,
                owner="operations",
                within_days=30,
                effort_days=3,
                saving=None,  # a second person saves no ticket
                why=_never,  # it answers a risk, not an issue
                why_not=_never,
                claims=_none,
                sure_of=_nothing,
            ),
        )
    }
)
