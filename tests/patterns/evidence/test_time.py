"""Agents' time: each ticket by its best source, which is counted, and never a guess that nobody made."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from unticket.model.recurring_issue import TimeSource
from unticket.patterns.evidence.time import agent_time, ticket_minutes, total_time
from unticket.patterns.evidence.working_hours import WorkingHours

MORNING, AFTERNOON = (time(8), time(12)), (time(13), time(17))
OFFICE = WorkingHours(timezone="Asia/Ho_Chi_Minh", week=dict.fromkeys(range(5), (MORNING, AFTERNOON)))


def spent(desk, **more):
    return agent_time(desk.groups, desk.tickets, **more)


def test_the_reference_week_took_397_minutes_from_assigned_to_closed(week):
    found = spent(week)
    minutes = {issue: time.minutes for issue, time in found.items()}
    assert minutes == {"video": 90, "outage": 120, "login": 7, "report": 120, "feature": 60}
    whole = total_time(found.values())
    assert (whole.minutes, whole.sources, whole.cost) == (397, {TimeSource.ASSIGNED_TO_CLOSED: 8}, None)


def test_another_assigned_time_is_another_figure_and_a_dropped_ticket_takes_its_time_along(week):
    later = week.changed("t7", assigned_at=datetime.fromisoformat("2026-02-20 05:45+00:00"))
    assert spent(later)["report"].minutes == 60
    assert spent(week.without("t1"))["video"].minutes == 60
    assert spent(week.shuffled()) == spent(week)


def test_timesheets_come_before_stages_and_stages_before_the_span(week):
    staged = pl.DataFrame({"key": ["t1", "t2"], "minutes": [11.0, 13.0]})
    found = ticket_minutes(week.groups, week.changed("t1", time_spent_minutes=9.0).tickets, stage_minutes=staged)
    by_key = {key: (minutes, source) for key, _, minutes, source in found.iter_rows()}
    assert by_key["t1"] == (9.0, TimeSource.TIMESHEET)
    assert by_key["t2"] == (13.0, TimeSource.STAGES)
    assert by_key["t3"] == (30.0, TimeSource.ASSIGNED_TO_CLOSED)


def test_an_empty_timesheet_was_not_kept(week):
    assert spent(week.changed("t4", time_spent_minutes=0.0))["login"].minutes == 7


@pytest.mark.parametrize(
    "times",
    [
        {"closed_at": None},
        {"assigned_at": None},
        {"closed_at": datetime.fromisoformat("2026-02-19 07:00+00:00")},
        {"closed_at": datetime.fromisoformat("2026-02-19 07:30+00:00")},
    ],
    ids=["open", "never assigned", "closed before it was assigned", "closed as it was taken"],
)
def test_a_span_that_tells_nothing_is_unknown_or_a_persons_estimate(week, times):
    desk = week.changed("t4", **times)
    assert spent(desk)["login"].minutes is None
    assert spent(desk)["login"].sources == {TimeSource.UNKNOWN: 1}
    assert spent(desk, estimate=12.0)["login"].minutes == 12
    by_register = spent(desk, estimate=12.0, estimates={"login": 8.0})["login"]
    assert (by_register.minutes, by_register.sources) == (8, {TimeSource.ESTIMATE: 1})


def test_the_cost_is_that_of_the_known_minutes(week):
    found = spent(week, hourly_rate=30.0, currency="EUR")
    assert (found["outage"].cost, found["outage"].currency) == (60.0, "EUR")
    assert total_time(found.values()).cost == pytest.approx(397 / 60 * 30)


def test_within_working_hours_a_night_is_no_work(make):
    desk = make([("n1", "x", "2026-02-20 09:30", 60 * 65, "r", [], [])])  # Friday 16:30 to Monday 09:30 in Ho Chi Minh City
    assert spent(desk, hours=OFFICE)["x"].minutes == 30 + 90
    assert spent(desk)["x"].minutes == 60 * 65
    closed = replace(OFFICE, holidays=frozenset({date(2026, 2, 20)}))
    assert spent(desk, hours=closed)["x"].minutes == 90


def test_time_in_stages_is_at_most_the_working_time_of_the_ticket(make):
    desk = make([("n1", "x", "2026-02-20 09:30", 60 * 65, "r", [], [])])
    staged = pl.DataFrame({"key": ["n1"], "minutes": [3000.0]})
    assert spent(desk, hours=OFFICE, stage_minutes=staged)["x"].minutes == 30 + 90


def test_work_outside_of_the_hours_is_left_to_the_estimate(make):
    desk = make([("n1", "x", "2026-02-20 15:00", 45, "r", [], [])])  # 22:00 to 22:45
    assert spent(desk, hours=OFFICE)["x"].minutes is None


def test_hours_follow_the_clock_when_it_changes():
    always = WorkingHours(timezone="Europe/Warsaw", week={6: ((time(0), time(0)),)})
    local = ZoneInfo("Europe/Warsaw")
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25)):
        start = datetime(day.year, day.month, day.day, tzinfo=local)
        end = datetime(day.year, day.month, day.day + 1, tzinfo=local)
        column = [pl.Series([moment.astimezone(ZoneInfo("UTC"))], dtype=pl.Datetime("us", "UTC")) for moment in (start, end)]
        assert always.minutes(*column).to_list() == [hours * 60]
