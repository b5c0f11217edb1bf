"""What the weekly report tells of findings: recurring issues, incidents, spikes and risks, each a chapter or part of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from unticket.patterns.risks.sentence import name_of, sentence_of
from unticket.patterns.spikes.sentence import name_of as name_of_spike
from unticket.patterns.spikes.sentence import sentences_of
from unticket.reports.behind_findings import BehindFindings
from unticket.reports.incidents import incidents
from unticket.reports.insights import insight, resting_on
from unticket.reports.recurring import Found, recurring, with_recurring
from unticket.reports.report import Insight, Report, WeeklyReport
from unticket.reports.risks import risks

if TYPE_CHECKING:
    from unticket.app.recurring import RecurringIssues
    from unticket.patterns.find import Found as FoundPatterns
    from unticket.patterns.findings import Patterns


def with_findings(
    weekly: WeeklyReport,
    found: FoundPatterns,
    issues: RecurringIssues,
    behind: BehindFindings,
    *,
    comments: Mapping[str, str],
) -> WeeklyReport:
    """`weekly` with what was `found` of its period and team; spikes stand with the volume that they explain."""
    patterns = found.patterns
    labels = {issue.id: issue.label for issue in patterns.issues}
    told = Found(
        period=weekly.period,
        team=weekly.team,
        issues=patterns.issues,
        tickets=found.counted,
        time=found.time,
        references=issues.references(list(_named(patterns))),
        besides=dict(_chosen_with_why(patterns)),
        behind=behind,
        broadcasts=False,
        data=weekly.reports[0].data,
    )
    seen = tuple(_spikes(patterns, labels, told))
    made = replace(
        weekly,
        reports=tuple(_with_spikes(report, seen) if report.name == "trends" else report for report in weekly.reports),
        incidents=_commented(incidents(told, patterns.incidents, labels), comments),
        risks=_commented(risks(told, tuple(_risks(patterns, behind))), comments),
    )
    chapter = recurring(told, more=tuple(_to_automate(patterns, labels)), comment=comments.get("recurring", ""))
    return with_recurring(made, chapter)


def _named(patterns: Patterns) -> Iterator[str]:
    """Keys of the tickets that sentences call by their references."""
    for issue in patterns.issues:
        yield from (quote.ticket for quote in (*issue.people.quotes, *issue.cause.quotes))
        yield from (one.ticket for one in issue.impact if one.ticket)
    for spike in patterns.spikes:
        yield from spike.made_of
    yield from (incident.first for incident in patterns.incidents)


def _commented(report: Report, comments: Mapping[str, str]) -> Report:
    return replace(report, comment=comments.get(report.name, ""))


def _chosen_with_why(patterns: Patterns) -> Iterator[tuple[str, Sequence[Insight]]]:
    """The issue to automate first, with why."""
    for candidate in patterns.candidates:
        if candidate.chosen:
            reasons = (Insight(kind=f"reasons.{one.because}", numbers=one.numbers) for one in candidate.reasons)
            yield candidate.issue, (insight("automate_because"), *reasons)


def _to_automate(patterns: Patterns, labels: Mapping[str, str]) -> Iterator[Insight]:
    chosen = [candidate.issue for candidate in patterns.candidates if candidate.chosen]
    for id_ in chosen:
        yield insight("automate_first", issue=f"{id_} · {labels.get(id_, id_)}")
    if patterns.candidates and not chosen:
        yield insight("automate_none")


def _spikes(patterns: Patterns, labels: Mapping[str, str], told: Found) -> Iterator[Insight]:
    """Alarms, and what a day is made of; of the volume alone the trends tell already."""
    for spike in patterns.spikes:
        if spike.alarm or spike.made_of:
            tickets = told.behind.of("spike", name_of_spike(spike), spike.tickets)
            for place, said in enumerate(sentences_of(spike, labels, told.references)):
                yield resting_on(() if place else tickets, f"spikes.{said.kind}", said.numbers)


def _with_spikes(trends: Report, spikes: Sequence[Insight]) -> Report:
    """What a day is made of by its issues says more than by its tags: where both are there, the tags are left out."""
    explained = {spike.numbers.get("day") for spike in spikes if spike.kind == "spikes.made_of"}
    own = [one for one in trends.insights if not (explained and one.kind in ("day_made_of", "day_repeats"))]
    return replace(trends, insights=(*own, *spikes))


def _risks(patterns: Patterns, behind: BehindFindings) -> Iterator[Insight]:
    for risk in patterns.risks:
        if not risk.too_few:
            tickets = behind.of("risk", name_of(risk), risk.tickets)
            yield resting_on(tickets, f"risks.{sentence_of(risk)}", risk.numbers)
