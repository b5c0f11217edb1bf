"""The counts of the four reports are Odoo's own: every one the real server gave, in all four time zones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from unticket.history.ticket_table import TicketTable
from unticket.model.period import Period
from unticket.reports.category import category
from unticket.reports.daily import daily
from unticket.reports.selection import Selection
from unticket.reports.team import team
from unticket.reports.trends import trends

ZONES = ("UTC", "Europe/Warsaw", "America/New_York", "Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 24, tzinfo=UTC)
ALL = {zone: Period(first=date(2020, 1, 1), last=date(2026, 11, 24), timezone=zone) for zone in ZONES}


@pytest.fixture
def everything(native: dict[str, Any], table: Callable[..., TicketTable]) -> TicketTable:
    return table(native["rows"])


def test_every_zone_and_grouping_that_was_recorded_is_compared_here(native: dict[str, Any]) -> None:
    assert set(native["native"]) == set(ZONES)
    for groups in native["native"].values():
        assert set(groups) == {"by_stage", "by_assignee", "open_by_assignee", "by_tag", "by_day", "by_week", "by_day_stage"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "zone" in metafunc.fixturenames:
        metafunc.parametrize("zone", ZONES)


def counts(groups: list[dict[str, Any]], field: str) -> dict[str, int]:
    return {str(group[field][0]) if group[field] else "": group["__count"] for group in groups}


@pytest.mark.parametrize(
    ("name", "field", "report"),
    [("by_stage", "stage_id", daily), ("by_assignee", "user_id", team), ("by_tag", "tag_ids", category)],
)
def test_by_stage_assignee_and_tag(
    native: dict[str, Any], everything: TicketTable, zone: str, name: str, field: str, report: Callable[..., Any]
) -> None:
    made = report(everything, ALL[zone], now=NOW)
    assert {row.key: row.count for row in made.rows} == counts(native["native"][zone][name], field)


def test_open_by_assignee(native: dict[str, Any], everything: TicketTable, zone: str) -> None:
    made = team(everything, ALL[zone], now=NOW)
    found = {row.key: row.values["open"] for row in made.rows if row.values["open"]}
    assert found == counts(native["native"][zone]["open_by_assignee"], "user_id")


def test_by_day(native: dict[str, Any], everything: TicketTable, zone: str) -> None:
    groups = native["native"][zone]["by_day"]
    assert _by_day(everything, zone) == {_local_day(group["create_date:day"][0], zone): group["__count"] for group in groups}


def test_by_week(native: dict[str, Any], everything: TicketTable, zone: str) -> None:
    groups = native["native"][zone]["by_week"]
    by_day = _by_day(everything, zone)
    for group in groups:
        start = _local_day(group["create_date:week"][0], zone)
        assert sum(by_day.get(start + timedelta(days=n), 0) for n in range(7)) == group["__count"], start
    assert sum(by_day.values()) == sum(group["__count"] for group in groups)


def test_by_day_and_stage(native: dict[str, Any], everything: TicketTable, zone: str) -> None:
    expected: dict[date, dict[str, int]] = {}
    for group in native["native"][zone]["by_day_stage"]:
        day = expected.setdefault(_local_day(group["create_date:day"][0], zone), {})
        day[str(group["stage_id"][0])] = group["__count"]
    for day, stages in expected.items():
        made = daily(everything, Period(first=day, last=day, timezone=zone), now=NOW)
        assert {row.key: row.count for row in made.rows} == stages, day


def test_each_day_chosen_as_a_period_counts_as_the_server_does(
    native: dict[str, Any], everything: TicketTable, zone: str
) -> None:
    """The period's own bounds, daylight saving and midnight tickets included."""
    for group in native["native"][zone]["by_day"]:
        day = _local_day(group["create_date:day"][0], zone)
        selection = Selection(period=Period(first=day, last=day, timezone=zone))
        assert selection.frame(everything).select(pl.len()).collect().item() == group["__count"], day


def _by_day(everything: TicketTable, zone: str) -> dict[date, int]:
    return {date.fromisoformat(row.key): row.count for row in trends(everything, ALL[zone], now=NOW).rows if row.count}


def _local_day(utc: str, zone: str) -> date:
    return datetime.fromisoformat(utc).replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()
