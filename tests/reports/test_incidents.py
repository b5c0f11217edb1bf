"""The chapter of incidents: every ticket once, what a broadcast would have spared, and a command behind each number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from unticket.history.ports import Desk
from unticket.model.period import Period
from unticket.model.recurring_issue import AgentTime, People, Quote
from unticket.model.told_incident import ToldIncident
from unticket.reports.behind_findings import BehindFindings
from unticket.reports.incidents import LISTED, incidents
from unticket.reports.recurring import Found
from unticket.reports.report import LISTED_AT_MOST, DataBehind, Report

WEEK = Period.week("2026-W08", "Asia/Ho_Chi_Minh")
START = datetime(2026, 2, 18, 1, 40, tzinfo=UTC)
ASKED = "--from 2026-02-16 --to 2026-02-22"
DATA = DataBehind(
    desk=Desk(kind="odoo", name="Odoo", url=""), synced_at=None, newest_change_at=None, tickets_in_copy=8, tickets_counted=8
)


def incident(*keys: str, prevented: tuple[str, ...] = (), **more: Any) -> ToldIncident:
    told = {"first": keys[0], "issue": "P1", "earlier": 0, "people": People()} | more
    return ToldIncident(tickets=keys, starts_at=START, ends_at=START + timedelta(hours=len(keys)), prevented=prevented, **told)


def chapter(*told: ToldIncident, total: int = 8) -> Report:
    found = Found(
        period=WEEK,
        team=None,
        issues=(),
        tickets=tuple(str(n) for n in range(total)),
        time=AgentTime(),
        references={"1": "HT1"},
        behind=BehindFindings(ASKED),
        data=DATA,
    )
    return incidents(found, told, {"P1": "Video"})


def test_an_incident_is_a_row_with_its_span_people_and_what_a_broadcast_would_have_spared() -> None:
    people = People(stated=14, at_least=6, open_ended=True, quotes=(Quote(ticket="1", text="5"), Quote(ticket="3", text="6")))
    made = chapter(incident("1", "3", "5", prevented=("3", "5"), people=people))
    (row,) = made.rows
    assert (row.key, row.label, row.count) == ("HT1", "Video", 3)
    assert row.values["lasted"] == timedelta(hours=3)
    assert row.values["people_stated"] == "14+"
    assert (row.values["prevented"], row.behind["prevented"].keys) == (2, ("3", "5"))
    assert row.tickets.command == f"{ASKED} --incident 1"
    assert row.behind["people_stated"].command == f"{ASKED} --incident 1 --part stating"
    sums = {one.kind: one for one in made.insights}
    assert sums["incidents_hold"].numbers == {"count": 1, "tickets_held": 3, "total": 8, "share": 3 / 8}
    assert sums["incidents_prevented"].tickets == ("3", "5")


def test_a_week_without_incidents_says_so() -> None:
    assert [one.kind for one in chapter().insights] == ["incidents_none"]


def test_an_incident_that_began_before_the_period_says_since_when() -> None:
    kinds = [one.kind for one in chapter(incident("1", "3", first="0", earlier=2)).rows[0].insights]
    assert "incident_earlier" in kinds
    assert "incident_none_prevented" in kinds


def test_the_largest_are_listed_and_the_sums_are_of_all() -> None:
    told = [incident(*(f"{n}-{each}" for each in range(2 + n % 3))) for n in range(LISTED + 3)]
    made = chapter(*told, total=100)
    assert len(made.rows) == LISTED
    assert [row.count for row in made.rows] == sorted((row.count for row in made.rows), reverse=True)
    assert made.totals.count == sum(len(one.tickets) for one in told)
    more = next(one for one in made.insights if one.kind == "incidents_more")
    assert more.numbers["count"] == 3
    assert sum(row.count for row in made.rows) + more.behind.total == made.totals.count


@pytest.mark.parametrize("many", [LISTED_AT_MOST, LISTED_AT_MOST + 50])
def test_of_very_many_tickets_the_first_are_carried_and_all_are_counted(many: int) -> None:
    keys = tuple(str(n) for n in range(many))
    tickets = chapter(incident(*keys, prevented=keys[1:]), total=many).rows[0].tickets
    assert (tickets.total, len(tickets.keys)) == (many, LISTED_AT_MOST)
