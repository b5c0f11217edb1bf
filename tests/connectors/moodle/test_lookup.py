"""Accounts are found by exactly one address on both databases; patterns, accents and look-alikes find nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from unticket.demo.lms.lookup import Database
from unticket.demo.lms.rights import BY_CRITERIA

BOTH = pytest.mark.parametrize("database", list(Database))


@pytest.fixture
def on(opened: Any) -> Any:
    return lambda database: opened(site={"database": database})


def ids(place: Any, email: str) -> list[str]:
    return [account.id for account in place.moodle.accounts(email)]


@BOTH
def test_an_address_kept_in_mixed_case_is_found_and_shown_in_lower_case(on: Any, database: Any) -> None:
    place = on(database)
    place.state.user("minh").email = "Minh.Nguyen@Example.COM"
    (account,) = place.moodle.accounts("minh.NGUYEN@example.com")
    assert (account.id, account.email) == ("3", "minh.nguyen@example.com")


@BOTH
def test_addresses_that_differ_in_case_alone_are_two_accounts_of_one_address(on: Any, database: Any) -> None:
    place = on(database)
    place.state.user("lan").email = "MINH.nguyen@example.com"
    assert ids(place, "minh.nguyen@example.com") == ["3", "4"]


@BOTH
def test_an_underscore_is_a_letter_like_any_other(on: Any, database: Any) -> None:
    place = on(database)
    place.state.user("lan").email = "Minh_Nguyen@example.com"
    place.state.user("minh").email = "minhxnguyen@example.com"
    assert ids(place, "minh_nguyen@example.com") == ["4"]
    assert ids(place, "minhxnguyen@example.com") == ["3"]
    assert ids(place, "____@example.com") == []


@BOTH
@pytest.mark.parametrize("address", ["100%@example.com", r"a\b@example.com"])
def test_an_address_that_is_a_pattern_is_never_asked_for_as_one(on: Any, database: Any, address: str) -> None:
    place = on(database)
    place.state.user("lan").email = address
    place.state.user("minh").email = "1000@example.com"
    assert ids(place, address) == ["4"]
    assert ids(place, "%@example.com") == []
    assert BY_CRITERIA not in place.lms.calls


@BOTH
@pytest.mark.parametrize("like", ["mính.nguyen@example.com", "minh.nguyen@example.com\u200b", "MINH．nguyen@example.com"])
def test_what_only_looks_alike_is_another_address(on: Any, database: Any, like: str) -> None:
    assert ids(on(database), like) == []


@BOTH
def test_the_kelvin_sign_is_no_k(on: Any, database: Any) -> None:
    """Unicode's lower case makes a k of it, and MariaDB takes both for one."""
    place = on(database)
    place.state.user("lan").email = "kim@example.com"
    assert ids(place, "\u212aim@example.com") == []
    place.state.user("lan").email = "\u212aim@example.com"
    assert ids(place, "kim@example.com") == []


def test_a_deleted_account_is_none(place: Any) -> None:
    place.state.user("minh").deleted = True
    assert ids(place, "minh.nguyen@example.com") == []
    assert place.moodle.account("3") is None
