"""When a report is due, about which days: the clocks may change, weeks may begin on any day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unticket.model.errors import UserError
from unticket.model.period import WEEKDAYS
from unticket.model.report_schedule import ReportSchedule


def schedule(**said: Any) -> ReportSchedule:
    known = {"name": "one", "report": "daily", "at": time(7), "timezone": "Asia/Ho_Chi_Minh", "to": ("a@b.example",)}
    return ReportSchedule(**known | {"tell": ("a@b.example",)} | said)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_daily_report_is_about_the_day_before_in_its_own_zone() -> None:
    found = schedule().latest(at("2026-02-19 00:00"))  # 07:00 in Ho Chi Minh City
    assert (found.label, found.due_at, found.period.first) == ("2026-02-18", at("2026-02-19 00:00"), date(2026, 2, 18))
    assert found.period.timezone == "Asia/Ho_Chi_Minh"


def test_one_second_earlier_it_is_not_due() -> None:
    assert schedule().latest(at("2026-02-18 23:59:59")).label == "2026-02-17"
    assert schedule().next(at("2026-02-18 23:59:59")).label == "2026-02-18"


def test_a_weekly_report_is_about_the_last_whole_week() -> None:
    tuesdays = schedule(report="weekly", weekday="tuesday")
    found = tuesdays.latest(at("2026-02-24 00:00"))
    assert (found.label, found.period.first, found.period.last) == ("2026-W08", date(2026, 2, 16), date(2026, 2, 22))


@pytest.mark.parametrize(
    ("day", "hour", "due"),
    [
        ("2026-03-29", time(2, 30), "2026-03-29 01:30"),  # 02:30 does not exist: 03:30 summer time
        ("2026-10-25", time(2, 30), "2026-10-25 00:30"),  # 02:30 comes twice: the first
        ("2026-10-26", time(2, 30), "2026-10-26 01:30"),
    ],
)
def test_on_the_days_when_the_clocks_change_it_is_due_once(day: str, hour: time, due: str) -> None:
    warsaw = schedule(at=hour, timezone="Europe/Warsaw")
    moment = datetime.combine(date.fromisoformat(day), time(23), UTC)
    found = warsaw.due_since(moment - timedelta(days=1), moment)
    assert [each.due_at for each in found] == [at(due)]


@given(
    start=st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    hours=st.integers(0, 24 * 40),
    hour=st.times(),
    zone=st.sampled_from(["UTC", "Europe/Warsaw", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Ho_Chi_Minh"]),
    report=st.sampled_from(["daily", "weekly"]),
    weekday=st.sampled_from(WEEKDAYS),
    week_start=st.sampled_from(WEEKDAYS),
)
def test_no_period_is_left_out_and_none_comes_twice(
    start: datetime, hours: int, hour: time, zone: str, report: str, weekday: str, week_start: str
) -> None:
    """However a stretch of time is cut, the occasions are the same; their periods follow each other without a gap; the name
    that people read leads back to the same occasion."""
    one = schedule(at=hour, timezone=zone, report=report, weekday=weekday, week_start=week_start)
    middle, end = start + timedelta(hours=hours // 2), start + timedelta(hours=hours)
    whole = one.due_since(start, end)
    assert whole == (*one.due_since(start, middle), *one.due_since(middle, end))
    for earlier, later in pairwise(whole):
        assert later.period.first == earlier.period.last + timedelta(days=1)
    for each in whole:
        assert each.period.ends_at <= each.due_at
        assert one.named(each.label) == each
    assert one.next(end).period.first == one.latest(end).period.last + timedelta(days=1)


@pytest.mark.parametrize(
    ("report", "label"), [("daily", "2026-W08"), ("daily", "yesterday"), ("weekly", "2026-02-18"), ("weekly", "W8")]
)
def test_a_period_that_is_none_is_refused(report: str, label: str) -> None:
    with pytest.raises(UserError, match="is not a"):
        schedule(report=report).named(label)
