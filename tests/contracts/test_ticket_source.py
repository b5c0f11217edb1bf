"""What every `TicketSource` promises, told by each connector of a desk over the reference week."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from unticket.connectors.connector import Connector, Surroundings
from unticket.connectors.odoo import CONNECTORS as ODOO
from unticket.connectors.ticket_file import CONNECTORS as TICKET_FILE
from unticket.demo.desk.serve import serve
from unticket.demo.reference_week import reference_week
from unticket.history.ports import TicketSource
from unticket.model.errors import ConnectorError
from unticket.model.finding import Level
from unticket.model.ticket import Ticket

SAMPLES = Path(__file__).parent.parent / "connectors" / "ticket_file" / "files"
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    """A desk that answers, and one that does not: its key was revoked, its file is gone."""

    source: TicketSource
    lost: TicketSource

    @property
    def tickets(self) -> list[Ticket]:
        return [ticket for page in self.source.tickets_after("") for ticket in page.tickets]


def _opened(connectors: tuple[Connector, ...], folder: Path, **settings: str) -> TicketSource:
    (connector,) = (found for found in connectors if found.role == "desk")
    around = Surroundings(timezone="Asia/Ho_Chi_Minh", folder=str(folder), cache=str(folder / "cache"))
    source: TicketSource = connector.open(connector.settings(kind=connector.kind, **settings), around)
    return source


@pytest.fixture(params=["odoo", "odoo_english.csv", "odoo_vietnamese.xlsx"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    if request.param == "odoo":
        with serve(reference_week()) as running:
            place = {"url": running.url, "database": running.database}
            opened = Desk(
                _opened(ODOO, tmp_path, api_key=running.api_key, **place), _opened(ODOO, tmp_path, api_key="revoked", **place)
            )
            yield opened
            opened.source.close()
    else:
        opened = Desk(
            _opened(TICKET_FILE, tmp_path, path=str(SAMPLES / request.param)),
            _opened(TICKET_FILE, tmp_path, path="nowhere.csv"),
        )
        yield opened
        opened.source.close()
    opened.lost.close()


def test_every_ticket_comes_once_and_is_counted(desk: Desk) -> None:
    keys = [ticket.key for ticket in desk.tickets]
    assert len(keys) == len(set(keys)) == desk.source.count() == 8
    assert sorted(keys) == sorted(desk.source.ticket_keys())


def test_the_week_is_the_same_through_every_connector(desk: Desk) -> None:
    """What people see: reference, times, words. Keys and ids are each desk's own."""
    told = {
        ticket.reference: (
            ticket.opened_at,
            ticket.closed_at,
            {tag.name for tag in ticket.tags},
            ticket.assignee and ticket.assignee.name,
            ticket.team and ticket.team.name,
            ticket.priority,
            ticket.requester.name,
        )
        for ticket in desk.tickets
    }
    assert told["HT20293"] == (
        datetime(2026, 2, 20, 1, 10, tzinfo=UTC),
        datetime(2026, 2, 20, 2, 20, tzinfo=UTC),
        {"LMS", "outage", "exam"},
        "Anna Agent",
        "LMS Support",
        1,
        "Exam Office",
    )
    assert sorted(told) == [f"HT{number}" for number in range(20289, 20297)]
    minutes = [(closed - opened) / timedelta(minutes=1) for opened, closed, *_ in told.values() if closed]
    assert sum(minutes) == 397


def test_times_are_aware_and_in_utc(desk: Desk) -> None:
    for ticket in desk.tickets:
        for moment in (ticket.opened_at, ticket.changed_at, ticket.assigned_at, ticket.closed_at):
            assert moment is None or moment.tzinfo is UTC or moment.utcoffset() == timedelta()


def test_a_time_of_closing_stands_in_closed_stages_only(desk: Desk) -> None:
    for ticket in desk.tickets:
        assert ticket.closed_at is None or (ticket.stage.closed and ticket.closed_at >= ticket.opened_at)


def test_every_word_on_a_ticket_is_in_the_vocabulary(desk: Desk) -> None:
    words = desk.source.vocabulary()
    for ticket in desk.tickets:
        assert words.stages[ticket.stage.id] == ticket.stage
        assert all(words.tags[tag.id] == tag for tag in ticket.tags)
        assert ticket.team is None or words.teams[ticket.team.id] == ticket.team
        assert ticket.assignee is None or words.agents[ticket.assignee.id] == ticket.assignee


def test_a_position_leads_on_to_what_was_not_read_yet(desk: Desk) -> None:
    everything = [ticket.key for ticket in desk.tickets]
    read: list[str] = []
    for page in desk.source.tickets_after(""):
        read += [ticket.key for ticket in page.tickets]
        rest = [ticket.key for more in desk.source.tickets_after(page.position) for ticket in more.tickets]
        assert read + rest == everything


def test_changes_come_oldest_first_and_none_is_left_out(desk: Desk) -> None:
    changed = [ticket for page in desk.source.tickets_changed_since(BEGINNING) for ticket in page.tickets]
    assert {ticket.key for ticket in changed} == set(desk.source.ticket_keys())
    assert [ticket.changed_at for ticket in changed] == sorted(ticket.changed_at for ticket in changed)


def test_nothing_changed_tomorrow(desk: Desk) -> None:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert [ticket for page in desk.source.tickets_changed_since(tomorrow) for ticket in page.tickets] == []


def test_reading_twice_tells_the_same(desk: Desk) -> None:
    assert desk.tickets == desk.tickets
    assert desk.source.vocabulary() == desk.source.vocabulary()


def test_messages_belong_to_tickets_that_are_there(desk: Desk) -> None:
    keys = set(desk.source.ticket_keys())
    assert all(message.ticket_key in keys for page in desk.source.messages_after("") for message in page.messages)


def test_a_desk_that_answers_has_no_fault(desk: Desk) -> None:
    assert desk.source.desk().kind
    found = {finding.kind: finding.level for finding in desk.source.check()}
    assert found["tickets_visible"] is Level.OK
    assert Level.FAULT not in found.values()


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda source: source.vocabulary(), id="vocabulary"),
        pytest.param(lambda source: source.count(), id="count"),
        pytest.param(lambda source: list(source.tickets_after("")), id="tickets_after"),
        pytest.param(lambda source: list(source.tickets_changed_since(BEGINNING)), id="tickets_changed_since"),
        pytest.param(lambda source: source.ticket_keys(), id="ticket_keys"),
    ],
)
def test_a_desk_out_of_reach_is_a_connectors_error(desk: Desk, ask: Callable[[TicketSource], object]) -> None:
    with pytest.raises(ConnectorError) as error:
        ask(desk.lost)
    assert error.value.hint


def test_a_desk_out_of_reach_is_a_finding(desk: Desk) -> None:
    """`check` is asked just when something is wrong: it answers."""
    assert Level.FAULT in {finding.level for finding in desk.lost.check()}
