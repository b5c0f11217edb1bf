"""The eight tickets of the reference week come out as a real Odoo 19 answered them, over either protocol."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from unticket.demo.desk.serve import RunningDesk

EXCHANGE = Path(__file__).parent / "exchanges" / "tickets_reference_week.json"
RECORDED = json.loads(EXCHANGE.read_text("utf-8"))["response"]["body"]


@pytest.mark.parametrize("protocol", ["json2", "jsonrpc", "auto"])
def test_every_recorded_field_arrives_in_our_words(week: RunningDesk, opened, protocol: str) -> None:
    [page] = opened(week, protocol=protocol).tickets_after("")
    assert [ticket.key for ticket in page.tickets] == [f"odoo:{row['id']}" for row in RECORDED]
    for ticket, row in zip(page.tickets, RECORDED, strict=True):
        assert ticket.reference == row["number"]
        assert (ticket.subject, ticket.body) == (row["name"], row["description"])
        assert (ticket.stage.name, ticket.stage.closed) == (row["stage_id"][1], row["closed"])
        assert ticket.assignee is not None
        assert (ticket.assignee.id, ticket.assignee.name) == (str(row["user_id"][0]), row["user_id"][1])
        assert ticket.team is not None
        assert ticket.team.name == row["team_id"][1]
        assert [int(tag.id) for tag in ticket.tags] == row["tag_ids"]
        assert ticket.priority == int(row["priority"])
        assert (ticket.requester.contact_id, ticket.requester.name) == (str(row["partner_id"][0]), row["partner_name"])
        assert ticket.opened_at == _utc(row["create_date"])
        assert ticket.changed_at == _utc(row["write_date"])
        assert ticket.assigned_at == _utc(row["assigned_date"])
        assert ticket.closed_at == _utc(row["closed_date"])
        assert not ticket.archived
        assert not ticket.was_closed_before


def test_the_desk_says_what_it_is_and_where_its_tickets_are_opened(week: RunningDesk, opened) -> None:
    desk = opened(week).desk()
    assert (desk.kind, desk.name, desk.url) == ("odoo", "Odoo 19.0, helpdesk_mgmt (OCA)", week.url)
    assert desk.ticket_url.format(id=20289) == f"{week.url}/odoo/helpdesk.ticket/20289"
    assert desk.database == week.database


def test_count_and_keys_tell_of_every_ticket(week: RunningDesk, opened) -> None:
    source = opened(week)
    assert source.count() == len(RECORDED)
    assert list(source.ticket_keys()) == [f"odoo:{row['id']}" for row in RECORDED]


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
