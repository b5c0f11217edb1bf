"""A reset is asked for where Moodle will really mail one, at most once a leave; what may have happened is doubtful."""

from __future__ import annotations

from typing import Any

import pytest

from unticket.demo.desk.faults import (
    BrokenJson,
    CutBeforeAnswer,
    CutInBody,
    Faults,
    MaintenancePage,
    NoAnswer,
    TooLarge,
    TooManyRequests,
    Unavailable,
)
from unticket.demo.lms.rights import RESET
from unticket.demo.lms.state import Maintenance
from unticket.model.errors import ConnectorError, Doubtful, RateLimited


def failing(place: Any, number: int = 3) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        place.reset(number)
    return caught.value


def test_the_mail_goes_to_the_right_one_of_two_accounts_with_one_address(place: Any) -> None:
    """Asked by address, Moodle would take the first."""
    place.state.user("lan").email = "minh.nguyen@example.com"
    place.reset(4)
    assert [mail.user for mail in place.state.mails] == [4]


@pytest.mark.parametrize(
    ("number", "changes", "why"),
    [
        (3, {"suspended": True}, "is suspended"),
        (3, {"confirmed": False}, "confirmed"),
        (6, {}, "nologin"),
        (7, {}, "oauth2"),
        (8, {}, "webservice"),
        (2, {}, "administrator"),
        (77, {}, "is gone"),
    ],
)
def test_moodle_is_not_asked_where_it_would_answer_kindly_and_mail_nothing_of_use(
    opened: Any, number: int, changes: dict[str, Any], why: str
) -> None:
    place = opened(administrators=["admin"])
    for field, value in changes.items():
        setattr(place.state.users[number], field, value)
    error = failing(place, number)
    assert why in error.what
    assert not error.transient
    assert RESET not in place.lms.calls
    assert place.state.mails == []


@pytest.mark.parametrize(
    "fault",
    [
        CutBeforeAnswer(worked=True),
        CutBeforeAnswer(),
        CutInBody(),
        NoAnswer(worked=True),
        BrokenJson(),
        TooLarge(6_000_000),
        MaintenancePage(),
        Unavailable(502),
        Unavailable(504),
    ],
    ids=repr,
)
def test_a_lost_answer_is_doubtful_and_the_reset_is_sent_once(opened: Any, fault: Any) -> None:
    place = opened(faults=Faults().on_calls(1, 9, fault, method=RESET), time_out_seconds=0.3)
    error = failing(place)
    assert isinstance(error, Doubtful)
    assert not error.transient
    assert error.hint
    assert place.lms.calls[RESET] == 1


@pytest.mark.parametrize("fault", [TooManyRequests(retry_after=5), Unavailable(503)], ids=repr)
def test_a_refusal_to_serve_is_certain_and_may_pass(opened: Any, fault: Any) -> None:
    place = opened(faults=Faults().on_call(1, fault, method=RESET))
    error = failing(place)
    assert error.transient
    assert place.state.mails == []
    assert place.lms.calls[RESET] == 1, "the engine repeats, not the connector"


def test_a_pause_that_is_asked_for_is_told(opened: Any) -> None:
    error = failing(opened(faults=Faults().on_call(1, TooManyRequests(retry_after=5), method=RESET)))
    assert isinstance(error, RateLimited)
    assert error.retry_after == 5


def test_maintenance_that_begins_between_look_and_reset_is_certain(opened: Any) -> None:
    place = opened()

    def begins(state: Any) -> None:
        state.maintenance = Maintenance.SOFT

    place.lms.faults.between(begins)
    error = failing(place)
    assert error.transient
    assert not isinstance(error, Doubtful)


def test_a_mail_server_that_is_down_is_told_and_not_tried_again_by_itself(opened: Any) -> None:
    """A retry would count as the second request, and the third mails nothing without a word."""
    place = opened(site={"smtp_down": True})
    error = failing(place)
    assert "could not send its mail" in error.what
    assert not error.transient
    assert not isinstance(error, Doubtful)


def test_a_site_that_tells_says_that_it_mails_no_third_time(opened: Any) -> None:
    place = opened(site={"protect_usernames": False})
    place.reset(3)
    place.reset(3)
    error = failing(place)
    assert "two resets already" in error.what
    assert not error.transient
    assert len(place.state.mails) == 2


def test_a_site_that_protects_its_usernames_does_not_tell(place: Any) -> None:
    """Why the caller keeps count of its own requests."""
    for _ in range(3):
        place.reset(3)
    assert len(place.state.mails) == 2
