"""Recurring issues as JSON, for scripts: times in UTC, lengths of time in minutes, shares between 0 and 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from unticket.model.recurring_issue import AgentTime, RecurringIssue, TimeSource
from unticket.patterns.explain import Explanation
from unticket.patterns.findings import Candidate, DuplicateGroup, Patterns, Risk, Spike
from unticket.rendering.json import plain
from unticket.rendering.patterns_change import change_document
from unticket.rendering.patterns_words import PatternWords
from unticket.reports.recurring import stated


def patterns_document(patterns: Patterns, time: AgentTime, words: PatternWords) -> dict[str, Any]:
    """All that was found. `time` is that of all tickets of the period."""
    period = patterns.period
    return _cleaned(
        {
            "period": {"first": period.first, "last": period.last} if period else None,
            "timezone": words.timezone,
            "team": patterns.team,
            "made_at": patterns.made_at,
            "total": patterns.total,
            **_time(time),
            "unplaced": patterns.unplaced,
            "issues": [issue_document(issue, words) for issue in patterns.issues],
            "duplicates": [duplicate_document(group) for group in patterns.duplicates],
            "spikes": [spike_document(spike, words) for spike in patterns.spikes],
            "risks": [risk_document(risk, words) for risk in patterns.risks],
            "candidates": [candidate_document(candidate, words) for candidate in patterns.candidates],
            "changed": change_document(patterns.changed, words.texts) if patterns.changed else None,
            "language": words.texts.language,
        }
    )


def issue_document(issue: RecurringIssue, words: PatternWords) -> dict[str, Any]:
    """One issue. `people` is the number that ranks; it is stated by tickets where `people_from` quotes them, else counted."""
    people, cause = issue.people, issue.cause
    return _cleaned(
        {
            "id": issue.id,
            "label": issue.label,
            "named_by_person": issue.named_by_person,
            "owner": issue.owner or cause.owner,
            "pinned": issue.pinned,
            "muted": issue.muted,
            "tickets": issue.tickets,
            "share": issue.share,
            "first_seen": issue.first_seen,
            "last_seen": issue.last_seen,
            "words": issue.words,
            "trend": asdict(issue.trend),
            "people": people.count,
            "people_shown": words.people(people),
            "people_from": [quote.text for quote in people.quotes],
            "people_quotes": [asdict(quote) for quote in people.quotes],
            "people_stated": stated(people),
            "people_at_least": people.at_least or None,
            "requesters": people.requesters,
            "people_known": people.known,
            **_time(issue.time),
            "cost": issue.time.cost,
            "currency": issue.time.currency,
            "impact": [
                {"kind": one.kind, "text": one.text, "ticket": one.ticket, "from": "ticket" if one.ticket else "register"}
                for one in issue.impact
            ],
            "duplicates": issue.duplicates,
            "prevented_by_broadcast": issue.prevented_by_broadcast,
            "cause": {**asdict(cause), "source": str(cause.source), "shown": words.cause(cause)},
            "systemic": issue.systemic,
            "systemic_because": issue.systemic_because,
            "story": [
                {"kind": told.kind, "text": words.texts.insight(told), "tickets": told.tickets} for told in words.story(issue)
            ],
        }
    )


def duplicate_document(group: DuplicateGroup) -> dict[str, Any]:
    """Tickets that tell of one thing; the first is no duplicate."""
    return _cleaned({**asdict(group), "kind": str(group.kind)})


def spike_document(spike: Spike, words: PatternWords) -> dict[str, Any]:
    """A day or hour that stands out, with its sentence."""
    return _cleaned({**asdict(spike), "text": words.spike(spike)})


def risk_document(risk: Risk, words: PatternWords) -> dict[str, Any]:
    """A risk with its sentence."""
    return _cleaned({**asdict(risk), "kind": str(risk.kind), "text": words.risk(risk)})


def candidate_document(candidate: Candidate, words: PatternWords) -> dict[str, Any]:
    """An issue weighed for automation, each reason with its sentence."""
    reasons = [{**asdict(reason), "text": words.reason(reason)} for reason in candidate.reasons]
    return _cleaned({**asdict(candidate), "label": words.label(candidate.issue), "reasons": reasons})


def explanation_document(ticket: str, explanation: Explanation | None, words: PatternWords) -> dict[str, Any]:
    """Why tickets belong together; with `ticket` (key) why that one is where it is. Without an issue it is null."""
    if explanation is None:
        return {"ticket": ticket, "issue": None, "ties": [], "duplicates": []}
    return _cleaned(
        {
            "ticket": ticket or None,
            "issue": explanation.issue.id,
            "label": explanation.issue.label,
            "words": explanation.issue.words,
            "typical": explanation.typical,
            "ties": [
                {**asdict(tie), "reference": words.reference(tie.ticket)}
                for tie in explanation.ties
                if ticket in ("", tie.ticket)
            ],
            "duplicates": [
                duplicate_document(group) for group in explanation.duplicates if not ticket or ticket in group.tickets
            ],
        }
    )


def _time(time: AgentTime) -> dict[str, Any]:
    """Minutes, and which sources they come from: "assigned_to_closed", or several joined by +; null where none is known."""
    known = [str(source) for source in time.sources if source is not TimeSource.UNKNOWN]
    return {
        "minutes": time.minutes,
        "minutes_from": "+".join(known) or None,
        "minutes_sources": {str(source): count for source, count in time.sources.items()},
    }


def _cleaned(document: Mapping[str, Any]) -> dict[str, Any]:
    """Plain JSON values: what JSON cannot hold becomes null or a replacement sign."""
    return {str(plain(str(name))): _clean(value) for name, value in document.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _cleaned(value)
    if isinstance(value, (tuple, list)):
        return [_clean(inner) for inner in value]
    return plain(value)
