"""A frozen report comes back exactly as it was, and damage is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unticket.history.ticket_table import TicketTable
from unticket.model.errors import StorageError
from unticket.model.period import Period
from unticket.reports.frozen import freeze, thaw
from unticket.reports.report import Insight, WeeklyReport
from unticket.reports.weekly import weekly

WEEK = Period.week("2026-W08", "Asia/Ho_Chi_Minh")
NOW = datetime(2026, 2, 23, 1, 2, 3, 456789, tzinfo=UTC)


def test_the_reference_week_comes_back_equal(week: list[dict[str, Any]], table: Callable[..., TicketTable]) -> None:
    made = weekly(table(week), WEEK, now=NOW, comments={"": "Kỳ thi", "team": "alone"})
    assert thaw(freeze(made)) == made
    assert thaw(freeze(made.reports[3])) == made.reports[3]


def test_a_report_that_was_kept_before_there_were_recurring_issues_comes_back(
    week: list[dict[str, Any]], table: Callable[..., TicketTable]
) -> None:
    """What version 1 kept has neither the chapter nor stories of rows."""
    made = weekly(table(week), WEEK, now=NOW)
    old = freeze(made).replace('"unticket_report":2', '"unticket_report":1')
    for gone in (',"recurring":null', ',"insights":[]}'):
        assert gone in old
        old = old.replace(gone, "}" if gone.endswith("}") else "")
    assert thaw(old) == made


values = st.one_of(
    st.none(),
    st.integers(-(2**60), 2**60),
    st.floats(allow_nan=False),
    st.text(),
    st.timedeltas(),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
)


@given(st.dictionaries(st.text(), values))
def test_every_kind_of_value_comes_back_equal_and_of_its_type(numbers: dict[str, Any]) -> None:
    report = WeeklyReport(period=WEEK, made_at=NOW, headline=(Insight(kind="any", numbers=numbers, tickets=("a",)),))
    again = thaw(freeze(report))
    assert again == report
    assert isinstance(again, WeeklyReport)
    assert {name: type(value) for name, value in again.headline[0].numbers.items()} == {
        name: type(value) for name, value in numbers.items()
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"unticket_report": 99, "report": null}',
        '{"unticket_report": 1, "report": {"$": "Popen", "is": {}}}',
        '{"unticket_report": 1, "report": {"$": "Insight", "is": {"kind": "x"}}}',
        '{"unticket_report": 1, "report": {"$": "WeeklyReport", "is": {"what": 1}}}',
        "[" * 100_000,
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(StorageError):
        thaw(text)


def test_lengths_are_exact_to_the_microsecond() -> None:
    report = WeeklyReport(period=WEEK, made_at=NOW, headline=(Insight(kind="x", numbers={"d": timedelta(microseconds=1)}),))
    assert thaw(freeze(report)) == report
