"""The same promises on a real Odoo: set ODOO_URL, ODOO_DATABASE and ODOO_API_KEY (and ODOO_LOGIN for JSON-RPC). Reads only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from unticket.connectors.connector import Surroundings
from unticket.connectors.odoo import CONNECTORS
from unticket.connectors.odoo.source import OdooHelpdesk
from unticket.model.finding import Level

NEEDED = ("ODOO_URL", "ODOO_DATABASE", "ODOO_API_KEY")
MISSING = [name for name in NEEDED if not os.environ.get(name)]
pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(bool(MISSING), reason=f"no real Odoo: {', '.join(MISSING)} not set"),
]


@pytest.fixture(params=["json2", "jsonrpc"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OdooHelpdesk]:
    login = os.environ.get("ODOO_LOGIN", "")
    if request.param == "jsonrpc" and not login:
        pytest.skip("JSON-RPC needs ODOO_LOGIN")
    connector = CONNECTORS[0]
    settings = connector.settings(
        url=os.environ["ODOO_URL"],
        database=os.environ["ODOO_DATABASE"],
        api_key=os.environ["ODOO_API_KEY"],
        login=login,
        protocol=request.param,
    )
    opened = connector.open(settings, Surroundings(timezone="UTC", cache=str(tmp_path)))
    yield opened
    opened.close()


def test_check_finds_no_fault(source: OdooHelpdesk) -> None:
    findings = source.check()
    assert not [finding for finding in findings if finding.level is Level.FAULT]


def test_count_keys_and_full_read_agree(source: OdooHelpdesk) -> None:
    read = [ticket.key for page in source.tickets_after("") for ticket in page.tickets]
    assert len(read) == len(set(read)) == source.count()
    assert read == list(source.ticket_keys())


def test_the_newest_change_is_found_by_its_time(source: OdooHelpdesk) -> None:
    tickets = [ticket for page in source.tickets_after("") for ticket in page.tickets]
    if not tickets:
        pytest.skip("the desk is empty")
    newest = max(tickets, key=lambda ticket: ticket.changed_at)
    found = {ticket.key for page in source.tickets_changed_since(newest.changed_at) for ticket in page.tickets}
    assert newest.key in found
    assert not any(page.tickets for page in source.tickets_changed_since(datetime.now(UTC) + timedelta(days=1)))


def test_every_ticket_uses_words_of_the_vocabulary(source: OdooHelpdesk) -> None:
    words = source.vocabulary()
    for page in source.tickets_after(""):
        for ticket in page.tickets:
            assert ticket.stage.id in words.stages
            assert {tag.id for tag in ticket.tags} <= words.tags.keys()


def test_messages_go_on_where_they_ended(source: OdooHelpdesk) -> None:
    pages = list(source.messages_after(""))
    if not pages:
        pytest.skip("there are no messages")
    keys = [message.key for page in pages for message in page.messages]
    assert len(keys) == len(set(keys))
    assert not any(page.messages for page in source.messages_after(pages[-1].position))
