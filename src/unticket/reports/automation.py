"""Before and after a runbook: how people handled such tickets, and what happened to those it took; from records only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from unticket.reports.proportion import Share, share

REOPENED_WITHIN = timedelta(hours=72)
SETTLED = ("resolved", "routed")  # ends in which the request was met


@dataclass(frozen=True, slots=True, kw_only=True)
class ByPeople:
    """One past ticket of the same kind, handled by people. Times are UTC; None: not known, or not yet."""

    ticket_key: str
    opened_at: datetime
    first_response_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ByRunbook:
    """One ticket that the runbook took and may act on, with how its last run ended. Times are UTC."""

    ticket_key: str
    opened_at: datetime | None  # None: the copy does not hold the ticket yet
    outcome: str  # "resolved", "waiting", "escalated", "doubtful", … as the run's record says
    supervised: bool = False  # a person approved it: it needed one, however it ended
    acknowledged_at: datetime | None = None
    ended_at: datetime | None = None
    requester_wrote_at: datetime | None = None  # the first message after a run had closed or answered the ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """The median over `of` tickets; those for which it is not known are not among them. None where there are none."""

    median: timedelta | None
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of the comparison. A share that nothing recorded can tell is None."""

    tickets: int
    time_to_resolve: Length  # opened to closed; after: of those that the runbook resolved
    time_to_acknowledge: Length  # opened to the first answer; after: to the acknowledgement's mail
    needed_a_person: Share
    resolved_automatically: Share
    reopened: Share | None  # the requester wrote again within 72 hours after it was resolved
    doubtful: Share | None  # something may have happened that cannot be read back


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeAfter:
    """Both sides; nothing here is a constant."""

    before: Side
    after: Side


def before_after(before: Iterable[ByPeople], after: Iterable[ByRunbook]) -> BeforeAfter:
    """Compare tickets that people handled with those that the runbook took. Whether they are alike is the caller's choice."""
    return BeforeAfter(before=_by_people(list(before)), after=_by_runbook(list(after)))


def _by_people(tickets: list[ByPeople]) -> Side:
    count = len(tickets)
    return Side(
        tickets=count,
        time_to_resolve=_length((one.opened_at, one.closed_at) for one in tickets),
        time_to_acknowledge=_length((one.opened_at, one.first_response_at) for one in tickets),
        needed_a_person=share(count, count),
        resolved_automatically=share(0, count),
        reopened=None,  # the copy shows that a ticket was opened again, not when
        doubtful=None,
    )


def _by_runbook(tickets: list[ByRunbook]) -> Side:
    count = len(tickets)
    resolved = [one for one in tickets if one.outcome in SETTLED]
    alone = [one for one in tickets if not one.supervised]
    return Side(
        tickets=count,
        time_to_resolve=_length((one.opened_at, one.ended_at) for one in resolved),
        time_to_acknowledge=_length((one.opened_at, one.acknowledged_at) for one in tickets),
        needed_a_person=share(count - sum(one.outcome in (*SETTLED, "waiting") for one in alone), count),
        resolved_automatically=share(sum(one.outcome in SETTLED for one in alone), count),
        reopened=share(sum(came_back(one) for one in resolved), len(resolved)),
        doubtful=share(sum(one.outcome == "doubtful" for one in tickets), count),
    )


def came_back(one: ByRunbook) -> bool:
    """Whether the requester wrote again within 72 hours after it was resolved."""
    if one.outcome not in SETTLED or one.requester_wrote_at is None or one.ended_at is None:
        return False
    return timedelta(0) <= one.requester_wrote_at - one.ended_at <= REOPENED_WITHIN


def _length(spans: Iterable[tuple[datetime | None, datetime | None]]) -> Length:
    known = [length.total_seconds() for length in _known(spans)]
    return Length(median=timedelta(seconds=median(known)) if known else None, of=len(known))


def _known(spans: Iterable[tuple[datetime | None, datetime | None]]) -> Iterator[timedelta]:
    for start, end in spans:
        if start is not None and end is not None and end >= start:
            yield end - start
