"""Reading page by page loses nothing and ends, however times and ids lie and whatever changes meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from unticket.demo.desk.faults import Faults
from unticket.demo.desk.serve import RunningDesk, serve
from unticket.demo.desk.state import DeskState
from unticket.model.ticket import Ticket

TICKET = "helpdesk.ticket"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def row(number: int, written: datetime, **values: Any) -> dict[str, Any]:
    """One record as the desk keeps it: microseconds below the seconds that it shows."""
    kept = written.strftime("%Y-%m-%d %H:%M:%S.%f")
    return {
        "id": number,
        "number": f"HT{number:05}",
        "name": f"Ticket {number}",
        "description": "<p>text</p>",
        "stage_id": 1,
        "priority": "1",
        "active": True,
        "create_date": "2026-03-01 08:00:00",
        "write_date": kept,
    } | values


def desk_of(rows: Iterable[dict[str, Any]]) -> DeskState:
    stage = {"id": 1, "name": "New", "sequence": 1, "closed": False, "active": True}
    return DeskState.from_tables({"helpdesk.ticket.stage": [stage], TICKET: rows}, now=NOON + timedelta(hours=1))


def read(pages: Iterable[Any]) -> list[Ticket]:
    return [ticket for page in pages for ticket in page.tickets]


def keys(tickets: Iterable[Ticket]) -> list[int]:
    return [int(ticket.key.removeprefix("odoo:")) for ticket in tickets]


@pytest.mark.parametrize("page_size", [1, 3, 10, 11])
def test_a_full_read_goes_by_id_and_goes_on_where_it_was_left(opened, page_size: int) -> None:
    with serve(desk_of(row(number, NOON, active=number % 3 != 0) for number in range(5, 15))) as desk:
        source = opened(desk, page_size=page_size)
        pages = list(source.tickets_after(""))
        assert keys(read(pages)) == list(range(5, 15))
        assert [ticket.archived for ticket in read(pages)] == [number % 3 == 0 for number in range(5, 15)]
        for page in pages:
            done = max(keys(page.tickets))
            assert keys(read(source.tickets_after(page.position))) == list(range(done + 1, 15))


@pytest.mark.parametrize("protocol", ["json2", "jsonrpc"])
def test_thousands_that_share_a_second_are_read_once_through(opened, protocol: str) -> None:
    """Below the second the order is not that of the ids: here it runs against them."""
    rows = [row(number, NOON + timedelta(microseconds=900_000 - number)) for number in range(1, 2001)]
    rows += [row(number, NOON + timedelta(seconds=number)) for number in range(2001, 2011)]
    with serve(desk_of(rows)) as desk:
        found = read(opened(desk, page_size=100, protocol=protocol).tickets_changed_since(NOON))
        assert set(keys(found)) == set(range(1, 2011))
        assert desk.calls[TICKET, "search_read"] < 30


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    offsets=st.lists(st.integers(0, 5_000_000), min_size=1, max_size=25),
    page_size=st.integers(1, 6),
    start=st.integers(0, 5),
)
def test_every_change_since_a_moment_is_found(
    opened, week: RunningDesk, offsets: list[int], page_size: int, start: int
) -> None:
    """Whatever the microseconds, the page size and the moment."""
    rows = [row(number, NOON + timedelta(microseconds=offset)) for number, offset in enumerate(offsets, 1)]
    with week.state.lock:
        for number in list(week.state.table(TICKET).rows):
            week.state.table(TICKET).remove(number)
        week.state.load_rows(TICKET, rows)
    since = NOON + timedelta(seconds=start)
    found = read(opened(week, page_size=page_size, overlap_minutes=0).tickets_changed_since(since))
    assert set(keys(found)) == {number for number, offset in enumerate(offsets, 1) if offset >= start * 1_000_000}


def test_changes_come_oldest_first(opened) -> None:
    rows = [row(number, NOON - timedelta(minutes=number)) for number in range(1, 8)]
    with serve(desk_of(rows)) as desk:
        found = read(opened(desk, page_size=3, overlap_minutes=0).tickets_changed_since(NOON - timedelta(minutes=5)))
        times = [ticket.changed_at for ticket in found]
        assert times == sorted(times)
        assert set(keys(found)) == {1, 2, 3, 4, 5}


def test_the_overlap_finds_what_was_written_before_and_seen_after(opened) -> None:
    """A transaction that took four minutes carries the time of its beginning."""
    with serve(desk_of([row(1, NOON), row(2, NOON - timedelta(minutes=4)), row(3, NOON - timedelta(minutes=40))])) as desk:
        assert set(keys(read(opened(desk).tickets_changed_since(NOON)))) == {1, 2}
        assert keys(read(opened(desk, overlap_minutes=0).tickets_changed_since(NOON))) == [1]


def test_tickets_that_change_between_two_pages_are_not_lost(opened) -> None:
    """After every page the oldest one is written again, and so moves behind those not yet read."""
    rows = [row(number, NOON + timedelta(seconds=number)) for number in range(1, 21)]
    moved: list[int] = []

    def move(state: DeskState) -> None:
        if len(moved) < 6:
            number = len(moved) + 5
            state.table(TICKET).change(number, {"write_date": f"2026-03-02 12:30:{len(moved):02}.000000"})
            moved.append(number)

    with serve(desk_of(rows), faults=Faults().between(move, model=TICKET, method="search_read")) as desk:
        source = opened(desk, page_size=4, overlap_minutes=0)
        pages = list(source.tickets_changed_since(NOON))
        assert set(keys(read(pages))) == set(range(1, 21))
        # What moved after the last page is the next sync's.
        pages += source.tickets_changed_since(datetime.fromisoformat(pages[-1].position))
        latest = {ticket.key: ticket.changed_at for ticket in read(pages)}
        assert len(moved) == 6
        assert all(latest[f"odoo:{number}"].minute == 30 for number in moved)


def test_new_tickets_do_not_disturb_a_full_read(opened) -> None:
    def arrive(state: DeskState) -> None:
        rows = state.table(TICKET).rows
        if len(rows) < 15:
            state.load_rows(TICKET, [row(max(rows) + 1, NOON)])

    with serve(desk_of(row(n, NOON) for n in range(1, 11)), faults=Faults().between(arrive, model=TICKET)) as desk:
        found = keys(read(opened(desk, page_size=3).tickets_after("")))
        assert found == sorted(set(found))
        assert set(range(1, 11)) <= set(found)


def test_pages_shrink_until_large_descriptions_fit_into_an_answer(opened) -> None:
    rows = [row(number, NOON, description="<p>" + "á😀" * 100_000 + "</p>") for number in range(1, 10)]
    with serve(desk_of(rows)) as desk:
        source = opened(desk, max_answer_mb=2)
        found = read(source.tickets_after(""))
        assert keys(found) == list(range(1, 10))
        assert all(ticket.body == rows[0]["description"] for ticket in found)
        assert set(keys(read(source.tickets_changed_since(NOON)))) == set(range(1, 10))
