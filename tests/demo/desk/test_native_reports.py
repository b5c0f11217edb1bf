"""Over 600 tickets the desk counts as Odoo itself did: by stage, person, tag, day and week, in four time zones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from unticket.demo.desk.state import DeskState

RECORDED = json.loads((Path(__file__).parents[2] / "data" / "native_reports.json").read_text("utf-8"))

ASKED = {
    "by_stage": {"groupby": ["stage_id"]},
    "by_assignee": {"groupby": ["user_id"]},
    "open_by_assignee": {"groupby": ["user_id"], "domain": [["stage_id.closed", "=", False]]},
    "by_tag": {"groupby": ["tag_ids"]},
    "by_day": {"groupby": ["create_date:day"]},
    "by_week": {"groupby": ["create_date:week"]},
    "by_day_stage": {"groupby": ["create_date:day", "stage_id"]},
}


@pytest.fixture(scope="module")
def six_hundred():
    return DeskState.from_tables(
        {
            "helpdesk.ticket.stage": RECORDED["stages"],
            "helpdesk.ticket.tag": RECORDED["tags"],
            "res.users": RECORDED["users"],
            "helpdesk.ticket": RECORDED["rows"],
        }
    )


@pytest.fixture(scope="module")
def asking(six_hundred):
    """Ask for a report, past HTTP: what is under test is the counting."""
    from unticket.demo.desk import methods
    from unticket.demo.desk.call import Call

    def ask(zone, report):
        call = Call(six_hundred, six_hundred.caller(six_hundred.api_key), {"tz": zone}, "2026-05-01 00:00:00.000000")
        return methods.invoke(call, "helpdesk.ticket", "formatted_read_group", None, {"aggregates": ["__count"], **report})

    return ask


@pytest.mark.parametrize("zone", RECORDED["native"])
@pytest.mark.parametrize("report", ASKED)
def test_the_desk_counts_as_odoo_did(asking, zone, report):
    lines = asking(zone, ASKED[report])
    told = [{key: value for key, value in line.items() if key != "__extra_domain"} for line in lines]
    assert told == RECORDED["native"][zone][report]


def test_the_rows_read_back_as_they_were_loaded(six_hundred, open_desk):
    with open_desk(six_hundred) as client:
        fields = list(RECORDED["rows"][0])
        every = client.call(
            "helpdesk.ticket",
            "search_read",
            domain=[["active", "in", [True, False]]],
            fields=fields,
            order="id",
        )
    assert every == RECORDED["rows"]


def test_each_line_names_the_domain_that_finds_its_tickets(six_hundred, asking, open_desk):
    with open_desk(six_hundred) as client:
        for line in asking("America/New_York", ASKED["by_day_stage"])[::40]:
            assert client.call("helpdesk.ticket", "search_count", domain=line["__extra_domain"]) == line["__count"]
