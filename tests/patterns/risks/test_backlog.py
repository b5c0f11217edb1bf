"""A backlog is old by what is usual on this desk, and not by a number of days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from unticket.patterns.findings import Risk, RiskKind

Found = Callable[..., tuple[Risk, ...]]
NOW = datetime(2026, 2, 23, 1, tzinfo=UTC)


def _closed(count: int, lasting: timedelta) -> list[dict[str, Any]]:
    opened = [NOW - timedelta(days=2 + n) - lasting for n in range(count)]
    return [
        {"key": f"c{n}", "opened_at": at, "closed": True, "closed_at": at + lasting, "assignee": "ada" if n % 2 else "theo"}
        for n, at in enumerate(opened)
    ]


def _open(**age: timedelta) -> list[dict[str, Any]]:
    return [{"key": key, "opened_at": NOW - old} for key, old in age.items()]


def _backlog(risks: tuple[Risk, ...]) -> list[Risk]:
    return [risk for risk in risks if risk.kind is RiskKind.AGEING_BACKLOG]


def test_what_is_older_than_usual_is_told_oldest_first(found: Found) -> None:
    rows = _closed(40, timedelta(hours=2)) + _open(young=timedelta(hours=1), old=timedelta(days=3), older=timedelta(days=9))
    (risk,) = _backlog(found(rows))
    assert risk.tickets == ("older", "old")
    assert (risk.numbers["count"], risk.numbers["total"]) == (2, 3)
    assert (risk.numbers["usual"], risk.numbers["oldest"]) == (timedelta(hours=2), timedelta(days=9))


def test_the_same_age_is_usual_on_a_slower_desk(found: Found) -> None:
    rows = _closed(40, timedelta(days=10)) + _open(old=timedelta(days=3), older=timedelta(days=9))
    assert _backlog(found(rows)) == []


def test_a_desk_that_leaves_the_slow_ones_open_is_not_called_quick(found: Found) -> None:
    """40 closed in 2 hours and 10 that stay open: nine of ten are closed by no known time, so nothing is claimed."""
    rows = _closed(40, timedelta(hours=2)) + _open(**{f"o{n}": timedelta(days=30 + n) for n in range(10)})
    (risk,) = _backlog(found(rows))
    assert risk.too_few
    assert "usual" not in risk.numbers


@pytest.mark.parametrize(("closed", "too_few"), [(19, True), (20, False)])
def test_few_closed_tickets_tell_nothing_of_what_is_usual(found: Found, closed: int, too_few: bool) -> None:
    (risk,) = _backlog(found(_closed(closed, timedelta(hours=2)) + _open(old=timedelta(days=3))))
    assert risk.too_few is too_few


def test_a_ticket_closed_later_was_open_then(found: Found) -> None:
    rows = _closed(40, timedelta(hours=2))
    rows.append({"key": "then", "opened_at": NOW - timedelta(days=5), "closed": True, "closed_at": NOW + timedelta(days=1)})
    (risk,) = _backlog(found(rows))
    assert risk.tickets == ("then",)


def test_an_empty_backlog_and_an_archived_one_are_no_risk(found: Found) -> None:
    gone = [row | {"archived": True} for row in _open(old=timedelta(days=90))]
    assert _backlog(found(_closed(40, timedelta(hours=2)) + gone)) == []
