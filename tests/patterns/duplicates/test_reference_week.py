"""The reference week, read as it stands: one incident of three, and an outage that came back."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib import resources

import polars as pl
import pytest

from unticket.history.memory import InMemoryTicketStore
from unticket.model.ticket import Requester, Stage, Tag, Ticket
from unticket.patterns.duplicates.duplicates import duplicates
from unticket.patterns.findings import DuplicateKind
from unticket.patterns.likeness.likeness import Likeness
from unticket.patterns.text.reading import read_texts


def _time(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture(scope="module")
def week():
    told = json.loads(resources.files("unticket.demo").joinpath("reference_week.json").read_text("utf-8"))
    return [
        Ticket(
            key=f"odoo:{row['id']}",
            reference=row["number"],
            subject=row["name"],
            body=row["description"],
            stage=Stage(id="4", name="Done", closed=True),
            tags=tuple(Tag(id=str(tag), name="") for tag in row["tag_ids"]),
            requester=Requester(name=row["partner_name"], contact_id=str(row["partner_id"][0])),
            opened_at=_time(row["create_date"]),
            changed_at=_time(row["write_date"]),
            closed_at=_time(row["closed_date"]),
        )
        for row in told["helpdesk.ticket"]
    ]


def found_in(tickets):
    store = InMemoryTicketStore()
    store.save_tickets(tickets)
    texts = read_texts(tickets)
    with store.table_changes("") as changes:
        return duplicates(pl.concat(list(changes.rows)), texts, Likeness.fit(texts))


def test_three_video_tickets_are_one_incident_and_nothing_else_is(week):
    """The two outages, two days apart and with nothing named, are a recurring issue and no duplicates of one another."""
    (found,) = found_in(week)
    assert found.tickets == ("odoo:20289", "odoo:20291", "odoo:20294")
    assert found.kind is DuplicateKind.INCIDENT
    assert found.because.startswith("same lesson 3")
    assert "25 h apart" in found.because


def test_the_order_in_which_tickets_are_read_does_not_matter(week):
    assert found_in(week[::-1]) == found_in(week)


@pytest.mark.parametrize("gone", range(3))
def test_without_one_of_the_three_the_others_remain(week, gone):
    three = ["odoo:20289", "odoo:20291", "odoo:20294"]
    rest = [ticket for ticket in week if ticket.key != three[gone]]
    found = [group.tickets for group in found_in(rest)]
    assert found == [tuple(key for key in three if key != three[gone])]
