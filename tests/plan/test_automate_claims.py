"""What "automate" may claim is the runbook's back-test: what nobody knows of the past widens the range, never its lower end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert

from unticket import app
from unticket.app import Unticket
from unticket.demo.house import REFERENCE_WEEK, demo_house
from unticket.demo.reference_week import reference_week
from unticket.model.action import Action, ActionKind
from unticket.plan.catalogue import CATALOGUE, Case, Replayed
from unticket.storage.acting_tables import ACTING_RUNS

LOGIN = "odoo:20292"
AT = datetime(2026, 2, 19, 7, 31, tzinfo=UTC)


@pytest.fixture
def configured() -> Iterator[Unticket]:
    """The reference week on a desk whose owner has set a register, a platform and the school's domain; the teacher whose
    account was off has an address."""
    state = reference_week()
    state.table("res.partner").rows[70]["email"] = "teacher.one@school.example"
    with demo_house(state) as settings:
        login = settings.runbooks.login.model_copy(update={"domains": ("school.example",)})
        told = {
            "hr": [{"kind": "roster_file"}],
            "lms": {"kind": "moodle"},
            "runbooks": settings.runbooks.model_copy(update={"login": login}),
        }
        with app.opened(settings.model_copy(update=told)) as unticket:
            unticket.sync()
            yield unticket


def decided(unticket: Unticket, outcome: str, row: str, *, key: str = LOGIN, mode: str = "shadow") -> None:
    """A run of the login runbook as the machinery records it."""
    told: dict[str, Any] = {column.name: "" for column in ACTING_RUNS.columns if not column.nullable}
    told |= {"run_id": f"{key}:{outcome}", "runbook": "login", "ticket_key": key, "generation": 1, "tries": 0}
    told |= {"mode": mode, "stage": "ended", "outcome": outcome, "row": row, "begun_at": AT, "ended_at": AT}
    with unticket.database.writing() as connection:
        connection.execute(insert(ACTING_RUNS).values(told))


def automated(unticket: Unticket) -> Action:
    planned = unticket.plan.planned(REFERENCE_WEEK)
    return next(action for action in planned.actions if action.kind is ActionKind.AUTOMATE)


def test_without_register_and_platform_it_says_that_it_could_not_be_tested_and_is_sure_of_nothing() -> None:
    with demo_house() as settings, app.opened(settings) as unticket:
        unticket.sync()
        claim = automated(unticket).claim
        assert (claim.rule, claim.tickets, claim.at_least) == ("automate_not_tested", (LOGIN,), 0)


def test_what_hr_and_the_platform_said_that_day_is_unknown_so_the_lower_end_is_nothing(configured: Unticket) -> None:
    claim = automated(configured).claim
    assert (claim.tickets, claim.at_least, claim.rule) == ((LOGIN,), 0, "automate_by_backtest")


def test_a_ticket_that_its_own_words_send_to_a_person_is_claimed_by_nobody(configured: Unticket) -> None:
    replayed = configured.automation.replayed("login", [LOGIN, "odoo:20289"])
    assert replayed is not None
    assert replayed.taken == (LOGIN,), "a video that does not play is no login"


def test_a_decision_recorded_on_the_day_itself_is_sure(configured: Unticket) -> None:
    settling = next(name for name in _login_rows() if _settles(name))
    decided(configured, "shadow", settling)
    claim = automated(configured).claim
    assert (claim.tickets, claim.at_least, claim.rule) == ((LOGIN,), 1, "automate_backtest_sure")


@pytest.mark.parametrize("outcome", ["escalated", "rejected", "taken_over"])
def test_what_ended_with_a_person_is_claimed_by_nobody(configured: Unticket, outcome: str) -> None:
    decided(configured, outcome, "", mode="automatic")
    assert automated(configured).claim.tickets == ()


@pytest.mark.parametrize(("taken", "sure"), [((), 0), (("1",), 0), (("1", "2"), 1), (("1", "2", "3"), 3)])
def test_the_claim_is_what_was_taken_and_at_least_what_was_sure(issue: Any, taken: tuple[str, ...], sure: int) -> None:
    case = Case(issue=issue("P1", "1", "2", "3"), chosen=True, built=True, replayed=Replayed(taken=taken, sure=sure))
    claim = CATALOGUE[ActionKind.AUTOMATE].claim(case)
    assert (claim.tickets, claim.at_least) == (taken, sure)
    without = CATALOGUE[ActionKind.AUTOMATE].claim(replace(case, replayed=None, built=False))
    assert (without.tickets, without.at_least, without.rule) == (("1", "2", "3"), 0, "automate_not_built")


def _login_rows() -> list[str]:
    from unticket.runbooks.login.table import LOGIN as TABLE

    return [row.name for row in TABLE.rows]


def _settles(row: str) -> bool:
    from unticket.runbooks.backtest import settles

    return settles(row)
