"""A back-test counts what the runbook would have taken, and never invents what nobody knows of the past."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from unticket.model.errors import Forbidden
from unticket.runbooks.agent_actions import AgentAction
from unticket.runbooks.backtest import UNKNOWN_THEN, Answer, Difference, backtest, shadow_agreement, taken
from unticket.runbooks.login.policy import LoginPolicy
from unticket.runbooks.past_desk import PastDesk, ReadOnlyPlatform, past_view

CANNOT = ("Cannot log in", "I cannot log in, my account is deactivated.")
POLICY = LoginPolicy()


def test_a_login_ticket_is_taken_and_its_row_is_unknown_then(past: Any, within: Any) -> None:
    past.add(1, *CANNOT, "30 days without login, account reactivated.")
    found = backtest(past, POLICY, **within)
    assert found.answers == {Answer.TAKEN: 1}
    assert found.rows == {UNKNOWN_THEN: 1}
    assert not found.present_day
    assert (found.found.count, found.found.of, found.right.count, found.right.of) == (1, 1, 1, 1)
    assert found.disagreements == ()


def test_what_the_ticket_alone_decides_is_counted_by_its_row(past: Any, within: Any) -> None:
    past.add(1, *CANNOT, email="")
    past.add(2, *CANNOT, email="exams@school.example")
    found = backtest(past, POLICY, **within)
    assert found.rows == {"no_address": 1, "shared_box": 1}
    assert found.answers == {Answer.LEFT_TO_A_PERSON: 2}


def test_another_matter_is_skipped_with_what_it_is_about(past: Any, within: Any) -> None:
    past.add(1, "Video in lesson 3", "The video of lesson 3 keeps buffering.", "CDN purged.")
    found = backtest(past, POLICY, **within)
    assert (found.answers, found.kinds, found.rows) == ({Answer.SKIPPED: 1}, {"video": 1}, {})


@pytest.mark.parametrize(
    ("words", "told", "difference"),
    [
        (("Please help", "Something is wrong here."), "Account reactivated.", Difference.MISSED),
        (("Login of my colleague", "My colleague cannot log in."), "Password was reset.", Difference.MORE_CAREFUL),
        (CANNOT, "Told her where the timetable is.", Difference.NO_LOGIN_HELP),
    ],
    ids=str,
)
def test_each_way_to_differ_is_listed_with_its_ticket(
    past: Any, within: Any, words: tuple[str, str], told: str, difference: Difference
) -> None:
    key = past.add(7, *words, told)
    found = backtest(past, POLICY, **within)
    assert [(one.ticket_key, one.reference, one.difference) for one in found.disagreements] == [(key, "HT00007", difference)]
    assert found.differences == {difference: 1}


def test_a_ticket_on_which_agents_wrote_nothing_speaks_neither_for_nor_against(past: Any, within: Any) -> None:
    past.add(1, *CANNOT)
    found = backtest(past, POLICY, **within)
    assert found.agents == {AgentAction.SILENT: 1}
    assert (found.right.of, found.found.of, found.disagreements) == (0, 0, ())
    assert found.right.share is None


def test_only_tickets_opened_in_the_time_count_and_its_end_does_not(past: Any, within: Any) -> None:
    for number, moment in enumerate(
        (within["since"] - timedelta(seconds=1), within["since"], within["until"] - timedelta(seconds=1), within["until"])
    ):
        past.add(number, *CANNOT, opened_at=moment)
    assert backtest(past, POLICY, **within).tickets == 2


def test_of_given_tickets_those_are_told_that_it_would_have_taken(past: Any) -> None:
    past.add(1, *CANNOT)
    past.add(2, "Video in lesson 3", "The video of lesson 3 keeps buffering.")
    past.add(3, *CANNOT, email="")
    assert list(taken(past.tickets(), POLICY)) == ["odoo:1"]


def test_the_ticket_is_seen_as_it_came_not_as_people_left_it(past: Any) -> None:
    key = past.add(1, *CANNOT, "reactivated")
    seen = past_view(past.kept[key])
    assert not seen.ticket.stage.closed and seen.ticket.closed_at is None and seen.messages == ()
    assert seen.origin.creator_is_portal_user is None, "how it came in, the copy does not hold"


def test_present_day_answers_are_used_only_when_given_and_are_marked(past: Any, within: Any) -> None:
    past.add(1, *CANNOT, "Account reactivated.")
    past.add(2, *CANNOT, "Password was reset.")
    found = backtest(past, POLICY, **within, present_day=lambda _ticket: "reactivate")
    assert found.present_day and found.rows == {"reactivate": 2}
    assert found.same_action is not None
    assert (found.same_action.count, found.same_action.of) == (1, 2)
    assert [one.difference for one in found.disagreements] == [Difference.OTHER_ACTION]
    assert found.claim.count == 2


def test_a_claim_counts_no_row_that_leaves_it_to_a_person(past: Any, within: Any) -> None:
    past.add(1, *CANNOT)
    past.add(2, *CANNOT)
    rows = iter(("terminated", "reset_password"))
    assert backtest(past, POLICY, **within, present_day=lambda _ticket: next(rows)).claim.count == 1


def test_messages_are_read_many_at_once(past: Any, within: Any) -> None:
    for number in range(1200):
        past.add(number, "Video", "The video does not play.")
    assert backtest(past, POLICY, **within).tickets == 1200
    assert past.asked == 3


def test_what_the_past_is_asked_through_refuses_every_change(past: Any) -> None:
    """The guard against any side effect is in the types that a back-test is given, not in its good will."""
    desk = PastDesk(past.kept.get)
    for write in (
        lambda: desk.note("odoo:1", "x", marker="m"),
        lambda: desk.tag("odoo:1", "1"),
        lambda: desk.move("odoo:1", "4"),
        lambda: desk.assign("odoo:1", "5"),
        lambda: desk.schedule("odoo:1", None, marker="m"),  # type: ignore[arg-type]
    ):
        with pytest.raises(Forbidden):
            write()


def test_a_platform_that_is_only_read_passes_no_change_on() -> None:
    asked: list[str] = []

    class Platform:
        def __getattr__(self, name: str) -> Any:
            return lambda *_arguments: asked.append(name)

    platform = ReadOnlyPlatform(Platform())  # type: ignore[arg-type]
    platform.accounts("ada@school.example")
    for change in (platform.reactivate, platform.request_password_reset, platform.deactivate):
        with pytest.raises(Forbidden):
            change(None)  # type: ignore[arg-type]
    assert asked == ["accounts"]


def test_in_shadow_an_escalation_agrees_where_agents_gave_no_login_help(past: Any) -> None:
    reactivated = past.add(1, *CANNOT, "Account reactivated.")
    asked_hr = past.add(2, *CANNOT, "She is no longer employed, escalated to HR.")
    silent = past.add(3, *CANNOT)
    decided = [(reactivated, "reactivate"), (reactivated, "terminated"), (asked_hr, "terminated"), (silent, "reactivate")]
    found = shadow_agreement(decided, past)
    assert (found.decided, found.same.count, found.same.of) == (4, 2, 3)
    assert found.different == (reactivated,)
