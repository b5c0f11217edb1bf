"""A page of a large desk costs a page: counted in rows looked at, not in time."""

from __future__ import annotations

import pytest

from unticket.demo.desk import methods
from unticket.demo.desk.call import Call
from unticket.demo.desk.state import DeskState

COUNT = 20_000


class Watched(dict):
    """Rows that count how often one is looked up."""

    looks = 0

    def __getitem__(self, key):
        self.looks += 1
        return super().__getitem__(key)


@pytest.fixture(scope="module")
def desk():
    stages = [{"id": 1, "name": "New", "sequence": 1}, {"id": 4, "name": "Done", "sequence": 4, "closed": True}]
    tickets = [
        {
            "id": key,
            "number": f"HT{key}",
            "name": f"ticket {key}",
            "stage_id": 4 if key % 3 else 1,
            "active": key % 50 != 0,
            "create_date": "2026-01-01 00:00:00",
            # Written in another order than made.
            "write_date": f"2026-02-{1 + key * 5 % 28:02} {key % 24:02}:00:00",
        }
        for key in range(1, COUNT + 1)
    ]
    return DeskState.from_tables({"helpdesk.ticket.stage": stages, "helpdesk.ticket": tickets})


@pytest.fixture
def looks(desk):
    """Run a method and count the tickets that were looked at."""
    table = desk.table("helpdesk.ticket")

    def run(method, **arguments):
        table.rows = Watched(table.rows)
        call = Call(desk, desk.caller(desk.api_key), {}, "2026-05-01 00:00:00.000000")
        return methods.invoke(call, "helpdesk.ticket", method, None, arguments), table.rows.looks

    return run


EVERY = ["active", "in", [True, False]]


@pytest.mark.parametrize("last", [0, 9_000, 17_500])
def test_a_page_by_keyset_looks_at_no_more_than_the_page(looks, last):
    rows, seen = looks("search_read", domain=[EVERY, ["id", ">", last]], fields=["name"], order="id", limit=2000)
    assert [row["id"] for row in rows] == list(range(last + 1, last + 2001))
    assert seen <= 2000 + 1


def test_the_newest_come_first_without_looking_at_the_old(looks):
    rows, seen = looks("search_read", domain=[EVERY], fields=["name"], order="id desc", limit=5)
    assert [row["id"] for row in rows] == list(range(COUNT, COUNT - 5, -1))
    assert seen <= 6


def test_what_was_written_since_is_found_without_looking_at_the_rest(looks):
    found, seen = looks(
        "search", domain=[EVERY, ["write_date", ">=", "2026-02-28 20:00:00"]], order="write_date, id", limit=500
    )
    assert 0 < len(found) < 200
    assert seen <= len(found) + 1


def test_nothing_new_costs_nothing(looks):
    assert looks("search_read", domain=[EVERY, ["write_date", ">=", "2026-03-01 00:00:00"]], order="write_date, id") == ([], 0)


def test_given_ids_are_looked_up_and_no_others(looks):
    found, seen = looks("search", domain=[EVERY, ["id", "in", [5, 19_999, 30_000]]], order="id")
    assert (found, seen) == ([5, 19_999], 2)


def test_the_order_by_writing_stays_right_through_writes_and_deletions():
    tickets = [
        {"id": key, "name": "x", "create_date": "2026-01-01 00:00:00", "write_date": f"2026-01-0{key} 00:00:00"}
        for key in range(1, 8)
    ]
    state = DeskState.from_tables({"helpdesk.ticket": tickets})
    state.change("helpdesk.ticket", 2, write_date="2026-01-06 12:00:00.000000")
    state.delete("helpdesk.ticket", 5)
    state.change("helpdesk.ticket", 7, write_date="2026-01-01 00:00:00.000000")
    assert list(state.table("helpdesk.ticket").written_since("")) == [1, 7, 3, 4, 6, 2]
    assert list(state.table("helpdesk.ticket").written_since("2026-01-04")) == [4, 6, 2]
