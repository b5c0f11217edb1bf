"""What the chapter of a weekly report tells beside its rows: spikes, risks, and what to automate first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unticket.patterns.findings import Patterns
    from unticket.reports.report import Insight


def chosen_with_why(patterns: Patterns) -> Iterator[tuple[str, Sequence[Insight]]]:
    """The issue to automate first, with why."""
    from unticket.reports.insights import insight
    from unticket.reports.report import Insight

    for candidate in patterns.candidates:
        if candidate.chosen:
            reasons = (Insight(kind=f"reasons.{one.because}", numbers=one.numbers) for one in candidate.reasons)
            yield candidate.issue, (insight("automate_because"), *reasons)


def beside_the_reports(patterns: Patterns, references: Mapping[str, str]) -> Iterator[Insight]:
    """Spikes, risks and the chosen candidate, as far as the four reports do not tell them: a sentence each.

    An insight's kind is here the key of its text: "risks.ping_pong".
    """
    from unticket.patterns.findings import RiskKind
    from unticket.patterns.risks.sentence import sentence_of
    from unticket.patterns.spikes.sentence import sentences_of
    from unticket.reports.insights import insight
    from unticket.reports.report import Insight

    labels = {issue.id: issue.label for issue in patterns.issues}
    for spike in patterns.spikes:
        for told in sentences_of(spike, labels, references):
            if spike.alarm or spike.made_of:  # of the volume alone the trends tell
                yield Insight(kind=f"spikes.{told.kind}", numbers=told.numbers, tickets=spike.tickets)
    for risk in patterns.risks:
        if risk.kind is not RiskKind.SINGLE_POINT_OF_FAILURE and not risk.too_few:
            yield Insight(kind=f"risks.{sentence_of(risk)}", numbers=risk.numbers, tickets=risk.tickets)
    chosen = [candidate.issue for candidate in patterns.candidates if candidate.chosen]
    for id_ in chosen:
        yield insight("automate_first", issue=f"{id_} · {labels.get(id_, id_)}")
    if patterns.candidates and not chosen:
        yield insight("automate_none")
