"""Whatever the tickets: every figure is what counting them one by one gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from unticket.history.ticket_table import TicketTable
from unticket.model.period import Period
from unticket.model.ticket import Vocabulary
from unticket.reports.frozen import freeze, thaw
from unticket.reports.weekly import weekly

NOW = datetime(2026, 12, 1, tzinfo=UTC)
# A half hour's daylight saving, midnights that are skipped (Santiago, Cairo), a date line that was crossed (Apia).
ZONES = ("UTC", "Europe/Warsaw", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Pacific/Apia", "Asia/Kathmandu")

moments = st.integers(0, 40 * 24 * 60).map(
    lambda minutes: f"{datetime(2026, 3, 15) + timedelta(minutes=minutes):%Y-%m-%d %H:%M:%S}"
)
tickets = st.lists(
    st.fixed_dictionaries(
        {
            "create_date": moments,
            "closed_date": st.none() | moments,  # before it was opened, too
            "assigned_date": st.none() | moments,
            "closed": st.booleans(),
            "stage": st.sampled_from([1, 2, 4]),
            "user": st.sampled_from([5, 6, None]),
            "tag_ids": st.lists(st.sampled_from([13, 14, 15]), unique=True),
            "active": st.sampled_from([True, True, True, False]),
        }
    ),
    max_size=25,
)


CLOSED_BEFORE_OPENED = {
    "create_date": "2026-03-16 00:00:00",
    "closed_date": "2026-03-15 00:00:00",
    "assigned_date": None,
    "closed": True,
    "stage": 1,
    "user": 5,
    "tag_ids": [],
    "active": True,
}


@example(drawn=[CLOSED_BEFORE_OPENED], zone="UTC", first=0, length=1)
@given(drawn=tickets, zone=st.sampled_from(ZONES), first=st.integers(0, 35), length=st.integers(1, 9))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_figure_is_what_counting_one_by_one_gives(
    table: Callable[..., TicketTable], drawn: list[dict[str, Any]], zone: str, first: int, length: int
) -> None:
    rows = [_row(number, ticket) for number, ticket in enumerate(drawn)]
    start = date(2026, 3, 15) + timedelta(days=first)
    period = Period(first=start, last=start + timedelta(days=length - 1), timezone=zone)
    made = weekly(table(rows), period, now=NOW)
    by_stage, by_agent, by_tag, by_day = made.reports
    seen = [row for row in rows if row["active"]]
    ours = sorted((r for r in seen if period.first <= _day(r, zone) <= period.last), key=lambda r: (r["create_date"], _key(r)))

    assert {row.key: row.count for row in by_stage.rows} == Counter(str(row["stage_id"][0]) for row in ours)
    assert {row.key: row.count for row in by_agent.rows} == Counter(
        str(row["user_id"][0]) if row["user_id"] else "" for row in ours
    )
    assert {row.key: row.count for row in by_tag.rows} == Counter(str(tag) for row in ours for tag in row["tag_ids"] or [""])
    assert [row.count for row in by_day.rows] == [sum(_day(row, zone) == day for row in ours) for day in period.days]
    assert by_stage.totals.tickets.keys == tuple(_key(row) for row in ours) == tuple(line.key for line in made.tickets)
    for row, day in zip(by_day.rows, period.days, strict=True):
        end = Period(first=day, last=day, timezone=zone).ends_at
        assert row.values["backlog_size"] == sum(_waits(ticket, end) for ticket in seen), day
        assert row.values["resolved"] == sum(_day(t, zone, "closed_date") == day for t in seen if _closed(t))
    took = [t for row in ours if (t := _length(row)) is not None]
    for report in made.reports:
        values = report.totals.values
        assert values["time_to_resolve"] == (median(took) if took else None)
        assert values["backlog_size"] == by_day.rows[-1].values["backlog_size"]
        before = report.totals_before
        assert before is not None
        assert before.count == sum(period.before.first <= _day(row, zone) <= period.before.last for row in seen)
        assert before.values["backlog_size"] == sum(_waits(ticket, period.starts_at) for ticket in seen)
    assert thaw(freeze(made)) == made


@pytest.mark.parametrize("week_start", ["saturday", "sunday", "monday"])
def test_a_week_begins_where_the_desk_begins_it(
    table: Callable[..., TicketTable], week: list[dict[str, Any]], week_start: str
) -> None:
    period = Period.week("2026-W08", "Asia/Ho_Chi_Minh", week_start)
    made = weekly(table(week), period, now=NOW).reports[3]
    assert [row.key for row in made.rows] == [day.isoformat() for day in period.days]
    assert sum(row.count for row in made.rows) == 8


def test_a_weekend_is_no_fall_and_a_steady_week_no_trend(table: Callable[..., TicketTable], week: list[dict[str, Any]]) -> None:
    counts = {16: 40, 17: 38, 18: 45, 19: 41, 20: 39, 21: 5, 22: 4}
    rows = [
        week[0] | {"id": 100 * day + n, "create_date": f"2026-02-{day} 03:{n:02}:00", "closed_date": f"2026-02-{day} 05:00:00"}
        for day, count in counts.items()
        for n in range(count)
    ]
    period = Period.week("2026-W08", "Asia/Ho_Chi_Minh")
    assert "volume_change" not in {insight.kind for insight in weekly(table(rows), period, now=NOW).reports[3].insights}


def test_the_same_ids_in_another_order_make_the_same_reports(
    table: Callable[..., TicketTable], week: list[dict[str, Any]], vocabulary: Vocabulary
) -> None:
    period = Period.week("2026-W08", "Asia/Ho_Chi_Minh")
    assert weekly(table(week[::-1]), period, now=NOW) == weekly(table(week), period, now=NOW)
    assert vocabulary.tags["13"].name == "LMS"


def _row(number: int, ticket: dict[str, Any]) -> dict[str, Any]:
    return ticket | {
        "id": number,
        "number": f"HT{number}",
        "name": "",
        "stage_id": [ticket["stage"], ""],
        "user_id": [ticket["user"], ""] if ticket["user"] else False,
        "team_id": False,
        "write_date": ticket["create_date"],
    }


def _key(row: dict[str, Any]) -> str:
    return f"odoo:{row['id']}"


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _day(row: dict[str, Any], zone: str, field: str = "create_date") -> date:
    return _instant(row[field]).astimezone(ZoneInfo(zone)).date()


def _closed(row: dict[str, Any]) -> bool:
    return bool(row["closed"] and row["closed_date"])


def _waits(row: dict[str, Any], moment: datetime) -> bool:
    open_then = _instant(row["closed_date"]) >= moment if _closed(row) else not row["closed"]
    return _instant(row["create_date"]) < moment and open_then


def _length(row: dict[str, Any]) -> timedelta | None:
    if not _closed(row) or row["closed_date"] < row["create_date"]:
        return None
    return _instant(row["closed_date"]) - _instant(row["create_date"])
