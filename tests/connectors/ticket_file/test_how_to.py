"""The how-to is true: its settings read its tables, and it names every field and setting."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from unticket.app import opened
from unticket.connectors.ticket_file.headings import FIELDS, find_columns
from unticket.connectors.ticket_file.settings import TicketFileSettings
from unticket.settings import load

PAGE = (Path(__file__).parents[3] / "docs" / "ticket-files.md").read_text("utf-8")
EXAMPLES = list(
    zip(re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL), re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL), strict=True)
)


@pytest.fixture(params=EXAMPLES, ids=["odoo", "other"])
def desk(request, tmp_path):
    told, table = request.param
    (tmp_path / "unticket.toml").write_text(told, "utf-8")
    (tmp_path / "tickets.csv").write_text(table, "utf-8")
    with opened(load(tmp_path / "unticket.toml", {})) as unticket:
        yield unticket


def test_each_example_is_read_whole(desk):
    """Through the settings file, as a user has it: two tickets, one of them closed, none put aside."""
    tickets = [ticket for page in desk.desk.tickets_after("") for ticket in page.tickets]
    assert [ticket.stage.closed for ticket in tickets] == [True, False]
    assert len(tickets[0].tags) == 2
    assert not {"rows_put_aside", "priority_unknown", "perhaps_closed"} & {finding.kind for finding in desk.desk.check()}


def test_an_example_is_synced_and_stays_as_it_is(desk):
    assert desk.sync().changed == 2
    assert desk.sync().changed == 0


def test_every_field_and_setting_is_named():
    named = set(re.findall(r"`(\w+)", PAGE)) | set(re.findall(r"^(\w+) = ", PAGE, re.MULTILINE))
    assert named >= FIELDS.keys()
    assert named >= TicketFileSettings.model_fields.keys()


def test_every_heading_of_the_table_is_known():
    """A heading that the page promises is read as the field beside it."""
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\| (.*) \|$", PAGE, re.MULTILINE)
    assert len(rows) == 8
    needed = {"number": "Ticket number", "subject": "Title", "stage": "Stage", "opened_at": "Created on"}
    for field, listed in rows:
        for heading in listed.split(" · "):
            headings = [*(needed | {field: heading}).values()]
            assert find_columns(headings, {}, "x").heading(field) == heading
