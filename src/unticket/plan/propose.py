"""From what was found to what should be done: each issue and risk with the kinds of action that fit, and those weighed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from unticket.model.action import Action, ActionKind, Claim, Option, Priority
from unticket.patterns.findings import Patterns, Risk, RiskKind
from unticket.plan.catalogue import CATALOGUE, Case, Entry

_ORDER = {priority: place for place, priority in enumerate(Priority)}


def propose(patterns: Patterns, cases: Mapping[str, Case]) -> Sequence[Action]:
    """Every action that fits, the most urgent first and then by rank of its issue; muted issues lead to none.

    `cases` by issue id. The ids of the actions are "" until the register of actions gives them one.
    """
    issues = [issue for issue in patterns.issues if not issue.muted and issue.id in cases]
    found = [action for issue in issues for action in _for_issue(cases[issue.id])]
    found += _for_risks([risk for risk in patterns.risks if risk.kind is RiskKind.SINGLE_POINT_OF_FAILURE])
    return sorted(found, key=lambda action: _ORDER[action.priority])  # stable: rank stays within a priority


def _for_issue(case: Case) -> Iterator[Action]:
    options = tuple(_options(case))
    chosen = [CATALOGUE[option.kind] for option in options if option.chosen]
    for entry in chosen:
        yield _action(entry, case, options)


def _options(case: Case) -> Iterator[Option]:
    for entry in CATALOGUE.values():
        if reason := entry.why(case):
            yield Option(kind=entry.kind, chosen=True, because=reason)
        elif reason := entry.why_not(case):
            yield Option(kind=entry.kind, chosen=False, because=reason)


def _action(entry: Entry, case: Case, options: tuple[Option, ...]) -> Action:
    issue = case.issue
    return Action(
        id="",
        kind=entry.kind,
        about=issue.id,
        title=issue.label,
        priority=entry.priority,
        owner=issue.cause.owner or entry.owner,
        within_days=entry.within_days,
        effort_days=entry.effort_days,
        options=options,
        evidence=issue.tickets,
        people=issue.people.count,
        minutes=issue.time.minutes,
        claim=entry.claim(case),
    )


def _for_risks(risks: Sequence[Risk]) -> Iterator[Action]:
    """One action an agent, whatever number of risks hang on them."""
    entry = CATALOGUE[ActionKind.SPREAD_KNOWLEDGE]
    for subject in dict.fromkeys(risk.subject for risk in risks):
        same = [risk for risk in risks if risk.subject == subject]
        yield Action(
            id="",
            kind=entry.kind,
            about=f"{RiskKind.SINGLE_POINT_OF_FAILURE}:{subject}",
            title=str(same[0].numbers.get("agent", subject)),
            priority=entry.priority,
            owner=entry.owner,
            within_days=entry.within_days,
            effort_days=entry.effort_days,
            options=(Option(kind=entry.kind, chosen=True, because="one_person_knows_it"),),
            evidence=tuple(dict.fromkeys(key for risk in same for key in risk.tickets)),
            claim=Claim(rule=entry.kind),
        )
