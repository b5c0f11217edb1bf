"""`unticket demo login`: three tickets end as they must; a dry run has no effect anywhere; each row has its ticket."""

from __future__ import annotations

from typing import Any

import pytest

from unticket.demo.login_cases import REFERENCE, ROWS
from unticket.runbooks.login.table import LOGIN


def test_the_three_reference_tickets_end_resolved_escalated_and_skipped(unticket: Any) -> None:
    done = unticket("demo", "login")
    assert done.number == 0, done.out + done.err
    for number, ended in ((101, "RESOLVED"), (102, "ESCALATED"), (103, "SKIPPED")):
        assert f"HT00{number}" in done.out and ended in done.out
    assert "You can sign in again" in done.out and "HR must confirm before anything is touched" in done.out
    assert "3 of 3 tickets ended as they must." in done.out


def test_a_dry_run_has_no_effect_by_the_peers_own_counters(unticket: Any) -> None:
    done = unticket("demo", "login", "--dry-run", "--json")
    assert done.number == 0, done.out + done.err
    assert [one["ended"] for one in done.json] == ["resolved", "escalated", "skipped"]
    assert [one["effects"] for one in done.json] == [0, 0, 0]
    assert all(one["seen"]["desk_reads"] > 0 for one in done.json), "the counters do count"


@pytest.mark.slow
def test_one_ticket_for_each_row_ends_as_its_row_says(unticket: Any) -> None:
    done = unticket("demo", "login", "--all-rows", "--json")
    assert done.number == 0, done.out + done.err
    assert {one["row"] for one in done.json} - {""} == {row.name for row in LOGIN.rows}


def test_the_demo_has_a_case_for_each_row_and_nothing_else() -> None:
    assert sorted(case.row for case in (*REFERENCE, *ROWS) if case.row) == sorted(row.name for row in LOGIN.rows)


def test_the_demo_reads_no_setting_of_the_reader(unticket: Any) -> None:
    """A configured desk, however wrong, is not even looked at."""
    wrong = {"UNTICKET_DESK__KIND": "odoo", "UNTICKET_DESK__URL": "https://desk.invalid", "UNTICKET_LMS__KIND": "nothing"}
    done = unticket("demo", "login", "--dry-run", "--json", env=wrong)
    assert done.number == 0, done.out + done.err
