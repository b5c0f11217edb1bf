"""Automation in a weekly report: what became of the tickets that runbooks took, and how it was before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from unticket.model.period import Period
from unticket.reports.automation import SETTLED, BeforeAfter, ByRunbook, Length, came_back
from unticket.reports.behind_findings import BehindFindings, Part
from unticket.reports.insights import insight
from unticket.reports.measures import measures
from unticket.reports.report import DataBehind, Insight, Report, Row

NAME = "automation"
_ALONE = (*SETTLED, "waiting")  # ends without a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Automated:
    """What one runbook did in a period, and what people did with such tickets before it began."""

    runbook: str
    taken: Sequence[ByRunbook] = ()  # oldest first
    before: Sequence[str] = ()  # keys of like tickets that people handled
    days_before: int = 0  # how far back that goes
    figures: BeforeAfter
    shadow: int = 0  # tickets on which it decided without writing


def automation(
    done: Sequence[Automated],
    *,
    period: Period,
    team: str | None,
    data: DataBehind,
    behind: BehindFindings,
    comment: str = "",
) -> Report:
    """The chapter: a row for each way in which runs ended. Where no runbook acted, one sentence says so.

    Every share has its denominator: the tickets that the runbook took.
    """
    taken = [(one.runbook, ticket) for one in done for ticket in one.taken]
    return Report(
        name=NAME,
        period=period,
        team=team,
        measures=measures("count", "share"),
        rows=tuple(row for one in done for row in _rows(one, len(taken), behind)),
        totals=Row(
            key="",
            label="",
            count=len(taken),
            values={"share": 1.0 if taken else None},
            tickets=behind.of_several("runbook", [one.runbook for one in done if one.taken], [t.ticket_key for _, t in taken]),
        ),
        insights=tuple(_insights(done, behind)),
        comment=comment,
        data=data,
    )


def ended(ticket: ByRunbook) -> Part:
    """How the runbook's work on a ticket ended, as commands call it."""
    return Part.APPROVED if ticket.supervised and ticket.outcome in _ALONE else Part(ticket.outcome.replace("_", "-"))


def part_of(one: Automated, part: Part | None) -> Sequence[str]:
    """The keys of those tickets; None: of all that the runbook took."""
    if part is Part.BEFORE:
        return one.before
    return [ticket.ticket_key for ticket in one.taken if _is_in(part, ticket)]


def _is_in(part: Part | None, ticket: ByRunbook) -> bool:
    if part is Part.CAME_BACK:
        return came_back(ticket)
    return part is None or (_alone(ticket) if part is Part.ALONE else ended(ticket) is part)


def _alone(ticket: ByRunbook) -> bool:
    return ticket.outcome in _ALONE and not ticket.supervised


def _rows(one: Automated, total: int, behind: BehindFindings) -> Iterator[Row]:
    for part in sorted({ended(ticket) for ticket in one.taken}, key=list(Part).index):
        keys = part_of(one, part)
        yield Row(
            key=f"{one.runbook}:{part}",
            label=one.runbook,
            count=len(keys),
            values={"share": len(keys) / total, "ended": str(part)},
            tickets=behind.of("runbook", one.runbook, keys, part),
        )


def _insights(done: Sequence[Automated], behind: BehindFindings) -> Iterator[Insight]:
    for one in done:
        if one.taken:
            yield from _compared(one, behind)
        if one.shadow:
            yield insight("automation_shadow", runbook=one.runbook, count=one.shadow)
    if not any(one.taken or one.shadow for one in done):
        yield insight("automation_none")


def _compared(one: Automated, behind: BehindFindings) -> Iterator[Insight]:
    before, after = one.figures.before, one.figures.after
    alone = part_of(one, Part.ALONE)
    needed = after.needed_a_person
    share = None if needed.share is None else 1 - needed.share
    yield insight(
        "automation_alone",
        behind.of("runbook", one.runbook, alone, Part.ALONE),
        runbook=one.runbook,
        count=len(alone),
        total=needed.of,
        share=share,
        low=1 - needed.high,
        high=1 - needed.low,
    )
    if not one.before:
        yield insight("automation_before_none", runbook=one.runbook, days=one.days_before)
    else:
        people = behind.of("runbook", one.runbook, one.before, Part.BEFORE)
        yield insight("automation_before", people, runbook=one.runbook, count=before.tickets, days=one.days_before)
    for kind, name in (("automation_first_answer", "time_to_acknowledge"), ("automation_resolved", "time_to_resolve")):
        was, now = getattr(before, name), getattr(after, name)
        if now.of:
            yield insight(kind, **_lengths(was, now))
    if after.reopened is not None and after.reopened.of:
        share_back = after.reopened
        tickets = behind.of("runbook", one.runbook, part_of(one, Part.CAME_BACK), Part.CAME_BACK)
        yield insight(
            "automation_came_back",
            tickets,
            count=share_back.count,
            total=share_back.of,
            share=share_back.share,
            low=share_back.low,
            high=share_back.high,
        )
    if after.doubtful is not None and after.doubtful.count:
        tickets = behind.of("runbook", one.runbook, part_of(one, Part.DOUBTFUL), Part.DOUBTFUL)
        yield insight("automation_doubtful", tickets, count=after.doubtful.count, total=after.doubtful.of)


def _lengths(before: Length, after: Length) -> Mapping[str, timedelta | int | None]:
    return {"after": after.median, "after_of": after.of, "before": before.median, "before_of": before.of}
