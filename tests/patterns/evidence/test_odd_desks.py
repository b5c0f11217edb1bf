"""Odd desks: nothing at all, an issue of tickets that the frames do not have, and a flood of one text."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from unticket.model.period import Period
from unticket.patterns.evidence.broadcast import prevented_by_broadcast
from unticket.patterns.evidence.impact import impact
from unticket.patterns.evidence.people import people
from unticket.patterns.evidence.systemic import systemic
from unticket.patterns.evidence.time import agent_time, total_time
from unticket.patterns.evidence.trend import trends

WEEK = Period(first=date(2026, 2, 16), last=date(2026, 2, 22), timezone="UTC")
NOW = datetime(2026, 2, 23, tzinfo=UTC)


def all_of_it(desk, incidents=()):
    return {
        "people": people(desk.groups, desk.tickets, desk.texts, sizes={"class 1": 3}),
        "time": agent_time(desk.groups, desk.tickets),
        "impact": impact(desk.groups, desk.tickets, desk.texts, register={}),
        "trend": trends(desk.groups, desk.tickets, WEEK, now=NOW, incidents=incidents),
        "broadcast": prevented_by_broadcast(desk.groups, desk.tickets, incidents),
        "systemic": systemic(desk.groups, desk.tickets, register={}),
    }


def test_a_desk_without_tickets_has_no_evidence(make):
    found = all_of_it(make([]))
    assert {issue: (trend.count, trend.before) for issue, trend in found.pop("trend").items()} == {"": (0, 0)}
    assert found == {name: {} for name in ("people", "time", "impact", "broadcast", "systemic")}
    assert total_time([]).minutes is None


@pytest.mark.parametrize("name", ["people", "time", "impact", "trend", "broadcast", "systemic"])
def test_every_issue_has_its_evidence_even_if_its_tickets_say_nothing(make, name):
    desk = make([("a", "x", "2026-02-18 01:00", None, None, [], [])])
    assert "x" in all_of_it(desk)[name]


def test_a_team_without_text_rows_still_counts_its_people(make):
    desk = make([("a", "x", "2026-02-18 01:00", 5, "r", [], []), ("b", "x", "2026-02-18 02:00", 5, "s", [], [])])
    assert people(desk.groups, desk.tickets, desk.texts.clear())["x"].requesters == 2


def test_an_incident_that_names_tickets_of_elsewhere_or_one_ticket_twice_prevents_each_once(week):
    incidents = [("t1", "gone", "t3", "t3", "t6")]
    assert all_of_it(week, incidents)["broadcast"]["video"] == ("t3", "t6")


def test_fifty_thousand_tickets_of_one_text_are_added_up(make):
    one = make([("t0", "x", "2026-02-18 01:00", 5, "r", [(2, False, "2 people")], [("exam", "exam")])])
    many = 50_000
    keys = pl.Series("key", [f"t{n}" for n in range(many)])
    same = [0] * many
    big = type(one)(*(frame[same].with_columns(keys) for frame in (one.groups, one.tickets, one.texts)))
    found = all_of_it(big, [keys.to_list()])
    assert (found["people"]["x"].stated, found["people"]["x"].requesters) == (2 * many, 1)
    assert found["time"]["x"].minutes == 5 * many
    assert len(found["impact"]["x"]) == 3
    assert found["trend"]["x"].too_few
