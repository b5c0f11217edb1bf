"""A Moodle user becomes an account: what it does not say stays unknown, and nothing unknown is taken for a good sign."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from unticket.demo.lms.rights import LEAST, VIEW_ALL, VIEW_HIDDEN, VIEW_IDENTITY
from unticket.model.errors import CredentialsRefused

MINH = "minh.nguyen@example.com"


def minh(place: Any) -> Any:
    (account,) = place.moodle.accounts(MINH)
    return account


def test_everything_that_moodle_says(place: Any) -> None:
    place.state.user("minh").idnumber = "E-17"
    account = minh(place)
    assert (account.id, account.username, account.email, account.name) == ("3", "minh", MINH, "Minh Nguyễn")
    assert (account.staff_number, account.sign_in_method, account.enabled, account.confirmed) == ("E-17", "manual", True, True)
    assert account.last_access_at == datetime(2026, 11, 23, 23, 17, 54, tzinfo=UTC)
    assert account.never_used is False
    assert (account.locked, account.is_admin, account.suspended_by_person) == (None, None, None)


def test_the_first_access_is_the_latest_that_an_account_can_have_been_made(place: Any) -> None:
    place.state.user("minh").firstaccess = 86_400
    assert minh(place).created_at == datetime(1970, 1, 2, tzinfo=UTC)


def test_an_account_that_was_never_used_says_so(place: Any) -> None:
    (account,) = place.moodle.accounts("lan.tran@example.com")
    assert (account.never_used, account.last_access_at, account.created_at) == (True, None, None)


@pytest.mark.parametrize(
    ("auth", "ours"), [("manual", True), ("email", True), ("oauth2", False), ("ldap", False), ("x", False)]
)
def test_whose_the_password_is_follows_from_the_sign_in_method(place: Any, auth: str, ours: bool) -> None:
    place.state.user("minh").auth = auth
    assert (minh(place).sign_in_method, minh(place).password_is_ours) == (auth, ours)


def test_administrators_are_those_of_the_settings(opened: Any) -> None:
    place = opened(administrators=["Minh"])
    assert minh(place).is_admin is True
    assert place.moodle.accounts("lan.tran@example.com")[0].is_admin is False


@pytest.mark.parametrize(
    ("said", "by_person"), [("rule", False), ("Rule ", False), ("Ada, 3 March", True), ("", None), (None, None)]
)
def test_a_profile_field_says_who_suspended_an_account(opened: Any, said: str | None, by_person: bool | None) -> None:
    place = opened(suspension_field="suspended_by")
    place.state.user("minh").custom_fields = {"shoe_size": "44"} | ({} if said is None else {"suspended_by": said})
    assert minh(place).suspended_by_person is by_person


def test_the_field_says_nothing_where_the_settings_do_not_name_it(place: Any) -> None:
    place.state.user("minh").custom_fields = {"suspended_by": "Ada"}
    assert minh(place).suspended_by_person is None


@pytest.mark.parametrize("field", ["username", "email", "firstname", "auth", "suspended", "confirmed", "idnumber"])
def test_the_fingerprint_follows_what_an_undo_must_not_overwrite(place: Any, field: str) -> None:
    before = place.moodle.account("3").fingerprint
    user = place.state.user("minh")
    setattr(user, field, not getattr(user, field) if field in ("suspended", "confirmed") else "other@example.com")
    assert place.moodle.account("3").fingerprint != before


def test_a_sign_in_leaves_the_fingerprint_as_it_is(place: Any) -> None:
    before = minh(place)
    assert place.state.sign_in(place.state.user("minh"))
    assert minh(place).fingerprint == before.fingerprint
    assert minh(place).last_access_at > before.last_access_at


def test_an_account_whose_state_is_hidden_cannot_be_judged(opened: Any) -> None:
    place = opened(token={"capabilities": LEAST - {VIEW_HIDDEN}})
    with pytest.raises(CredentialsRefused, match="suspended") as caught:
        place.moodle.accounts(MINH)
    assert "viewhiddendetails" in caught.value.hint


def test_without_identities_nobody_is_found_by_address_and_no_address_is_made_up(opened: Any) -> None:
    place = opened(token={"capabilities": LEAST - {VIEW_IDENTITY}})
    assert place.moodle.accounts(MINH) == []
    assert place.moodle.account("3").email == ""


def test_what_is_hidden_is_unknown(opened: Any) -> None:
    place = opened(token={"capabilities": LEAST - {VIEW_ALL}}, administrators=["admin"])
    account = minh(place)
    assert (account.username, account.sign_in_method) == ("", "")
    assert (account.confirmed, account.password_is_ours, account.is_admin) == (None, None, None)
