"""Top recurring issues: what keeps coming back in a period, each with its tickets, people, time and story."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from unticket.model.period import Period
from unticket.model.recurring_issue import (
    AgentTime,
    Cause,
    CauseSource,
    Impact,
    People,
    Quote,
    RecurringIssue,
    TimeSource,
)
from unticket.reports.behind_findings import NOWHERE, BehindFindings, Part
from unticket.reports.insights import insight
from unticket.reports.measures import measures
from unticket.reports.report import Chart, DataBehind, Insight, Report, Row, Value, WeeklyReport

NAME = "recurring"
LISTED = 5  # issues in the weekly report; `unticket patterns` lists all
QUOTED = 4  # quotes in one sentence
_IMPACTS = ("exam", "deadline", "parents")  # kinds with a sentence of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The issues of a period as `patterns` ranked them, and what all its tickets come to."""

    period: Period
    team: str | None
    issues: Sequence[RecurringIssue]
    tickets: Sequence[str]  # all of the period, oldest first
    time: AgentTime  # of all of them
    references: Mapping[str, str]  # what people call a ticket, by its key
    besides: Mapping[str, Sequence[Insight]] = field(default_factory=dict)  # what else there is to say of an issue
    behind: BehindFindings = NOWHERE
    broadcasts: bool = True  # whether the stories tell what a broadcast would have spared; incidents may have their own chapter
    data: DataBehind


def recurring(found: Found, *, more: Sequence[Insight] = (), comment: str = "") -> Report:
    """The chapter: a row for each of the first issues, the pinned ones among them, its story beneath it.

    A muted issue has no row. `more` is what else there is to say of the period: candidates, risks, spikes.
    """
    shown = [issue for issue in found.issues if not issue.muted][:LISTED]
    total = len(found.tickets)
    return Report(
        name=NAME,
        period=found.period,
        team=found.team,
        measures=measures("count", "share", "people_stated", "requesters", "handling_time"),
        rows=tuple(_row(issue, found) for issue in shown),
        totals=Row(
            key="",
            label="",
            count=total,
            values={"share": 1.0 if total else None, "handling_time": _length(found.time)},
            tickets=found.behind.all(found.tickets),
        ),
        insights=(*_of_all(found, shown), *more),
        chart=Chart(kind="bars"),
        comment=comment,
        data=found.data,
    )


def with_recurring(weekly: WeeklyReport, chapter: Report) -> WeeklyReport:
    """`weekly` with the chapter; its headline then says, after how the tickets stand, what came most."""
    return replace(weekly, recurring=chapter, headline=(*weekly.headline[:1], *_leading(chapter), *weekly.headline[1:]))


def _leading(chapter: Report) -> Iterator[Insight]:
    largest = max(chapter.rows, key=lambda row: row.count, default=None)
    if largest and largest.count > 1:
        numbers: dict[str, Value] = {"issue": largest.label, "count": largest.count, "share": largest.values["share"]}
        yield insight("issue_leads", largest.tickets, total=chapter.totals.count, **numbers)


def _row(issue: RecurringIssue, found: Found) -> Row:
    tickets = found.behind.of("issue", issue.id, issue.tickets)
    stating = found.behind.of("issue", issue.id, _stating(issue), Part.STATING)
    return Row(
        key=issue.id,
        label=issue.label,
        count=len(issue.tickets),
        values={
            "share": issue.share,
            "people_stated": stated(issue.people),
            "requesters": issue.people.requesters,
            "handling_time": _length(issue.time),
        },
        tickets=tickets,
        behind={"requesters": tickets} | ({"people_stated": stating} if stating.total else {}),
        insights=(*_told(issue, found), *found.besides.get(issue.id, ())),
    )


def _told(issue: RecurringIssue, found: Found) -> Iterator[Insight]:
    for said in story(issue, found.references, behind=found.behind):
        if found.broadcasts or said.kind != "broadcast_prevents":
            yield said


def _stating(issue: RecurringIssue) -> tuple[str, ...]:
    """The tickets that state how many people are affected."""
    return tuple(dict.fromkeys(quote.ticket for quote in issue.people.quotes))


def stated(people: People) -> str | None:
    """The number of people that tickets state, as it is shown: "14+"; None where none does."""
    return f"{people.stated}{'+' * people.open_ended}" if people.stated else None


def story(
    issue: RecurringIssue,
    references: Mapping[str, str],
    *,
    lately: bool = False,
    behind: BehindFindings = NOWHERE,
) -> Iterator[Insight]:
    """What there is to say of one issue, a sentence each: people, cause, impact, duplicates, trend, whether it returns.

    `lately`: its trend is of the copy's last 28 days, not of a period.
    """
    yield from _people(issue, references, behind)
    yield from _cause(issue.cause, references)
    yield from _impact(issue.impact, references)
    yield from _duplicates(issue, behind)
    yield from _trend(issue, "lately" if lately else "issue")
    yield from _standing(issue)


def _people(issue: RecurringIssue, references: Mapping[str, str], behind: BehindFindings) -> Iterator[Insight]:
    people, keys = issue.people, behind.of("issue", issue.id, _stating(issue), Part.STATING)
    if len(people.quotes) > 1:
        quotes = quoted(people.quotes, references)
        yield insight("people_stated", keys, stated=stated(people), quotes=quotes, at_least=people.at_least)
    elif people.quotes:
        yield insight("people_stated_once", keys, quotes=quoted(people.quotes, references))
    if people.known is not None:
        yield insight("people_known", count=people.known)


def _cause(cause: Cause, references: Mapping[str, str]) -> Iterator[Insight]:
    if cause.source is CauseSource.REGISTER:
        yield insight("cause_known", cause=cause.text, known_error=cause.known_error)
        if cause.workaround:
            yield insight("workaround_known", workaround=cause.workaround)
    elif cause.source is CauseSource.HYPOTHESIS:
        keys = tuple(dict.fromkeys(quote.ticket for quote in cause.quotes))
        quotes = quoted(cause.quotes, references)
        yield insight("cause_supposed", keys, cause=cause.text, confidence=cause.confidence, quotes=quotes)
    elif cause.together is not None:
        keys, seen = tuple(quote.ticket for quote in cause.quotes), cause.together
        kind = "cause_hinted_by_days" if seen.kind == "issue" else "cause_hinted"
        numbers: dict[str, Value] = {"count": seen.count, "total": seen.of, "expected": seen.expected}
        yield insight(kind, keys, other=cause.text, quotes=quoted(cause.quotes, references), **numbers)
    else:
        yield insight("cause_unknown")


def _impact(impacts: Sequence[Impact], references: Mapping[str, str]) -> Iterator[Insight]:
    for impact in impacts:
        if not impact.ticket:
            yield insight("impact_known", impact=impact.text or impact.kind)
    for kind in dict.fromkeys(impact.kind for impact in impacts if impact.ticket):
        quotes = [Quote(ticket=impact.ticket, text=impact.text) for impact in impacts if impact.ticket and impact.kind == kind]
        keys, shown = tuple(quote.ticket for quote in quotes), quoted(quotes, references)
        if kind in _IMPACTS:
            yield insight(f"impact_{kind}", keys, quotes=shown)
        else:
            yield insight("impact_told", keys, impact=kind, quotes=shown)


def _duplicates(issue: RecurringIssue, behind: BehindFindings) -> Iterator[Insight]:
    if issue.duplicates:
        tickets = behind.of("issue", issue.id, issue.duplicates, Part.TOLD_AGAIN)
        yield insight("told_again", tickets, count=tickets.total)
    if issue.prevented_by_broadcast:
        tickets = behind.of("issue", issue.id, issue.prevented_by_broadcast, Part.PREVENTED)
        yield insight("broadcast_prevents", tickets, count=tickets.total)


def _trend(issue: RecurringIssue, of: str) -> Iterator[Insight]:
    trend = issue.trend
    if not trend.too_few and trend.ratio is not None and trend.low is not None and trend.high is not None:
        kind = f"{of}_more" if trend.ratio > 1 else f"{of}_fewer"
        numbers = {"ratio": trend.ratio, "low": trend.low, "high": trend.high}
        yield insight(kind, count=trend.count, before=trend.before, **numbers)
    elif trend.count + trend.before > 1:  # of a single ticket, "one so far" says it all
        yield insight(f"{of}_too_few", count=trend.count, before=trend.before)


def _standing(issue: RecurringIssue) -> Iterator[Insight]:
    because = {"register": "systemic_known" if issue.systemic else "one_off_known", "returned": "returned"}
    yield insight(because.get(issue.systemic_because, "one_so_far"))
    if issue.time.cost is not None:
        yield insight("issue_costs", cost=issue.time.cost, currency=issue.time.currency)
    if issue.owner:
        yield insight("looked_after", owner=issue.owner)
    elif issue.cause.owner:
        yield insight("owner_known", owner=issue.cause.owner)


def _of_all(found: Found, shown: Sequence[RecurringIssue]) -> Iterator[Insight]:
    total = len(found.tickets)
    if not total:
        yield insight("no_tickets")
        return
    if all(len(issue.tickets) < 2 for issue in found.issues):
        yield insight("nothing_returns", count=total)
    rest = [issue for issue in found.issues if issue not in shown and not issue.muted]
    if rest:
        tickets = found.behind.of_several("issue", [one.id for one in rest], [key for one in rest for key in one.tickets])
        yield insight("issues_more", tickets, count=len(rest), tickets_held=tickets.total)
    muted = [issue for issue in found.issues if issue.muted]
    if muted:
        tickets = found.behind.of_several("issue", [one.id for one in muted], [key for one in muted for key in one.tickets])
        yield insight("issues_muted", tickets, count=len(muted), tickets_held=tickets.total)
    for source in TimeSource:
        if count := found.time.sources.get(source):
            yield insight(f"time_{source}", count=count, total=total)


def quoted(quotes: Sequence[Quote], references: Mapping[str, str]) -> str:
    """Quotes in one line, each with its ticket: “5 students” (HT20289), “6 students” (HT20291), …"""
    shown = [f"“{quote.text}” ({references.get(quote.ticket, quote.ticket)})" for quote in quotes[:QUOTED]]
    return ", ".join([*shown, *(["…"] if len(quotes) > QUOTED else [])])


def _length(time: AgentTime) -> Value:
    return None if time.minutes is None else timedelta(minutes=time.minutes)
