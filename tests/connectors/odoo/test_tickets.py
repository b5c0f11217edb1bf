"""What a ticket's record means: times, closing, contacts, hostile text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from unticket.demo.desk.serve import serve
from unticket.demo.desk.state import DeskState
from unticket.model.ticket import Ticket

NEW, DONE = 1, 4
BASE = {
    "number": "HT00007",
    "name": "Help",
    "stage_id": NEW,
    "priority": "1",
    "active": True,
    "create_date": "2026-03-01 08:00:00",
    "write_date": "2026-03-01 09:00:00",
    "last_stage_update": "2026-03-01 08:30:00",
}


def read(opened: Any, partners: list[dict[str, Any]] | None = None, **values: Any) -> Ticket:
    """The one ticket of a desk whose record has these values."""
    state = DeskState.from_tables(
        {
            "helpdesk.ticket.stage": [
                {"id": NEW, "name": "New", "closed": False},
                {"id": DONE, "name": "Done", "closed": True},
            ],
            "helpdesk.ticket": [{"id": 7} | BASE | values],
            "res.partner": partners or [],
        },
        now=datetime(2026, 3, 2, tzinfo=UTC),
    )
    with serve(state) as desk:
        [page] = opened(desk).tickets_after("")
    [ticket] = page.tickets
    return ticket


def test_the_closing_time_stands_only_while_the_ticket_is_closed(opened) -> None:
    """OCA keeps `closed_date` when a ticket is opened again: that shows that it was closed before, nothing else."""
    closed = read(opened, stage_id=DONE, closed_date="2026-03-01 08:20:00")
    assert closed.closed_at == datetime(2026, 3, 1, 8, 20, tzinfo=UTC)
    assert not closed.was_closed_before
    reopened = read(opened, stage_id=NEW, closed_date="2026-03-01 08:20:00")
    assert reopened.closed_at is None
    assert reopened.was_closed_before


def test_a_ticket_created_in_a_closed_stage_is_closed_since_it_got_there(opened) -> None:
    """OCA sets no `closed_date` then."""
    assert read(opened, stage_id=DONE, closed_date=False).closed_at == datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def test_closing_before_opening_is_told_as_the_desk_tells_it(opened) -> None:
    ticket = read(opened, stage_id=DONE, closed_date="2025-01-01 00:00:00", create_date="2026-03-01 08:00:00")
    assert ticket.closed_at is not None
    assert ticket.closed_at < ticket.opened_at


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("plain@school.example", "plain@school.example"),
        ('"Cust 9" <Cust9@Customer.example>', "cust9@customer.example"),
        ("  A@B.example ", "a@b.example"),
        ('"x" <a@b.example>, evil@c.example', ""),
        ("a@b.example; evil@c.example", ""),
        ("no address", ""),
        ("a@b@c", ""),
        ("<script>@x", ""),
    ],
)
def test_an_address_is_one_bare_address_or_none(opened, email: str, expected: str) -> None:
    assert read(opened, partner_email=email).requester.email == expected


def test_a_ticket_without_an_address_takes_that_of_its_contact(opened) -> None:
    partners = [{"id": 900, "name": "Cora", "email": "Cora <cora@school.example>", "active": False}]
    requester = read(opened, partners, partner_id=900, partner_name=False).requester
    assert (requester.contact_id, requester.name, requester.email) == ("900", "Cora", "cora@school.example")


def test_what_the_ticket_says_goes_before_what_the_contact_says(opened) -> None:
    partners = [{"id": 900, "name": "Cora", "email": "cora@school.example", "active": True}]
    requester = read(opened, partners, partner_id=900, partner_name="C.", partner_email="new@school.example").requester
    assert (requester.name, requester.email) == ("C.", "new@school.example")


def test_a_bare_ticket_has_nothing_made_up(opened) -> None:
    ticket = read(opened, number=False, partner_name=False, description=False)
    assert (ticket.reference, ticket.body, ticket.category, ticket.channel) == ("#7", "", "", "")
    assert (ticket.team, ticket.assignee, ticket.tags) == (None, None, ())
    assert (ticket.requester.name, ticket.requester.email, ticket.requester.contact_id) == ("", "", "")
    assert (ticket.assigned_at, ticket.closed_at, ticket.duplicate_of, ticket.time_spent_minutes) == (None,) * 4


def test_text_arrives_as_the_desk_keeps_it(opened) -> None:
    """Cleaning belongs to whoever shows it; reading changes nothing."""
    subject, body = "=1+1 <b>🚑 Ho\u0302\u0303 trơ\u0323</b>", "<script>alert(1)</script><p>5 > 3 &amp; ok</p>"
    ticket = read(opened, name=subject, description=body)
    assert (ticket.subject, ticket.body) == (subject, body)


def test_a_duplicate_names_the_ticket_it_repeats(opened) -> None:
    assert read(opened, duplicate_id=6).duplicate_of == "odoo:6"


def test_the_time_in_the_present_stage_is_left_out_for_it_still_runs(opened) -> None:
    assert read(opened).stage_seconds == {}
    assert read(opened, stage_id=DONE).stage_seconds == {str(NEW): 1800}
