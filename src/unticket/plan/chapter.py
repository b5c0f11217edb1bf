"""The action plan as a chapter of the weekly report: a row an action, with the tickets that it would have saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from unticket.model.action import Action, Saving, Status
from unticket.model.period import Period
from unticket.plan.projection import Projected, Projection
from unticket.reports.behind_findings import NOWHERE, BehindFindings, Part
from unticket.reports.insights import resting_on
from unticket.reports.measures import measures
from unticket.reports.report import DataBehind, Insight, Report, Row, Value

if TYPE_CHECKING:  # the chapter is written without its regressions where nothing is done yet
    from unticket.plan.measurement import Measured

NAME = "plan"
SAVED = "saved"  # what commands call the tickets of both sums
LISTED = 10  # actions in the weekly report, the most urgent; `unticket plan` lists all


def chapter(
    actions: Sequence[Action],
    projection: Projection,
    minutes: Mapping[str, float],
    *,
    period: Period,
    team: str | None,
    data: DataBehind,
    behind: BehindFindings = NOWHERE,
    done: Sequence[tuple[Action, Measured]] = (),
) -> Report:
    """The first actions that are not dropped, with the sums of them all.

    `minutes` by ticket, as far as known; `done` are those that are measured. An insight's kind is here the key of its text.
    A row's label is the issue's; the page puts the action before it.
    """
    shown = [action for action in actions if action.status is not Status.DROPPED]
    saved = (*projection.not_written.tickets, *projection.no_agent.tickets)
    return Report(
        name=NAME,
        period=period,
        team=team,
        measures=measures("count", "share", "handling_time"),
        rows=tuple(_rows(shown[:LISTED], projection.total, minutes, behind)),
        totals=Row(
            key="",
            label="",
            count=len(saved),
            values={
                "share": len(saved) / projection.total if projection.total else None,
                "handling_time": _spent(saved, minutes),
            },
            tickets=behind.of("plan", SAVED, saved),
        ),
        insights=(*_insights(projection, done, behind), *_more(len(shown))) if shown else (Insight(kind="plan.chapter.none"),),
        data=data,
    )


def _rows(actions: Sequence[Action], total: int, minutes: Mapping[str, float], behind: BehindFindings) -> Iterator[Row]:
    told: set[str] = set()
    for action in actions:
        yield _row(action, total, minutes, behind, first=action.about not in told)
        told.add(action.about)


def _row(action: Action, total: int, minutes: Mapping[str, float], behind: BehindFindings, *, first: bool) -> Row:
    claimed = action.claim.tickets
    return Row(
        key=action.id,
        label=action.title,
        count=len(claimed),
        values={
            "kind": str(action.kind),  # no column: it names the row
            "share": len(claimed) / total if total else None,
            "handling_time": _spent(claimed, minutes),
        },
        tickets=behind.of("action", action.id, claimed),
        insights=tuple(_story(action, behind, first=first)),
    )


def _story(action: Action, behind: BehindFindings, *, first: bool) -> Iterator[Insight]:
    """`first`: of its issue; what was weighed for it and left is told once."""
    standing: dict[str, Value] = {"owner": action.owner, "count": action.within_days}
    yield Insight(kind=f"plan.chapter.priority_{action.priority}", numbers=standing)
    evidence = behind.of("action", action.id, action.evidence, Part.EVIDENCE)
    for option in action.options:
        if option.chosen and option.kind is action.kind:
            yield resting_on(evidence, f"plan.chapter.{option.because}", {})
    claimed = behind.of("action", action.id, action.claim.tickets)
    yield resting_on(claimed, f"plan.rules.{action.claim.rule}", rule_numbers(action))
    if first:
        for option in action.options:
            if not option.chosen:
                yield Insight(kind=f"plan.chapter.left_{option.kind}_{option.because}")
    if action.status is not Status.PROPOSED:
        yield Insight(kind=f"plan.chapter.status_{action.status}", numbers={"day": action.done_on})


def rule_numbers(action: Action) -> Mapping[str, Value]:
    """What the text of the rule of its claim may name: the tickets claimed, of those it is about, and the surest of them."""
    claim = action.claim
    return {"count": len(claim.tickets), "total": len(action.evidence), "low": claim.at_least}


def _insights(projection: Projection, done: Sequence[tuple[Action, Measured]], behind: BehindFindings) -> Iterator[Insight]:
    for name, side in ((Saving.NOT_WRITTEN, projection.not_written), (Saving.NO_AGENT, projection.no_agent)):
        yield _sum(side, projection.total, name, behind)
    yield Insight(kind="plan.formula")
    for action, told in done:
        numbers: dict[str, Value] = {"action": action.id, "title": action.title}
        if told.ratio is None:
            yield Insight(kind=f"plan.chapter.too_early_{told.too_early}", numbers=numbers)
        else:
            kind = "unclear" if not told.effect else "fewer" if told.ratio < 1 else "more"
            numbers |= {"ratio": told.ratio, "low": told.low, "high": told.high}
            yield Insight(kind=f"plan.chapter.measured_{kind}", numbers=numbers)


def _more(count: int) -> Iterator[Insight]:
    if count > LISTED:
        yield Insight(kind="plan.chapter.more", numbers={"count": count - LISTED})


def _sum(side: Projected, total: int, saving: Saving, behind: BehindFindings) -> Insight:
    numbers: dict[str, Value] = {"count": len(side.tickets), "total": total, "share": side.share, "low": side.at_least}
    tickets = behind.of("plan", saving.replace("_", "-"), side.tickets)
    return resting_on(tickets, f"plan.chapter.{saving}", numbers)


def _spent(keys: Sequence[str], minutes: Mapping[str, float]) -> timedelta | None:
    known = [minutes[key] for key in keys if key in minutes]
    return timedelta(minutes=sum(known)) if known else None
