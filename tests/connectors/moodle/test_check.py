"""`check` says before the first ticket what the token lacks, what it has too much of, and what nobody can know."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from unticket.demo.lms.rights import (
    BY_CRITERIA,
    LEAST,
    SERVICE,
    UPDATE,
    UPDATE_USERS,
    VIEW_ALL,
    VIEW_DETAILS,
    VIEW_HIDDEN,
    VIEW_IDENTITY,
)
from unticket.model.finding import Level

ALL_IS_KNOWN = {"administrators": ["admin"], "suspension_field": "suspended_by"}


def findings(place: Any) -> dict[str, Any]:
    found = {finding.kind: finding for finding in place.moodle.check()}
    assert place.state.updates == []
    assert place.state.mails == []
    return found


def faults(place: Any) -> set[str]:
    return {kind for kind, finding in findings(place).items() if finding.level is Level.FAULT}


def test_a_token_with_the_least_rights_has_no_fault_and_no_warning(opened: Any) -> None:
    found = findings(opened(**ALL_IS_KNOWN))
    assert {finding.level for finding in found.values()} == {Level.OK, Level.NOTE}
    assert "4.5.5+" in found["server"].what
    assert "helpdeskbot" in found["server"].what


def test_a_function_that_is_missing_is_a_fault_by_name(opened: Any) -> None:
    place = opened(token={"functions": tuple(name for name in SERVICE if name != BY_CRITERIA)})
    assert faults(place) == {"functions_missing"}
    assert BY_CRITERIA in findings(place)["functions_missing"].what


def test_a_service_with_more_functions_is_a_warning_that_names_them(opened: Any) -> None:
    place = opened(token={"functions": (*SERVICE, "core_user_delete_users", "core_user_create_users")})
    warning = findings(place)["functions_too_many"]
    assert warning.level is Level.WARNING
    assert "core_user_delete_users" in warning.what


def test_an_administrators_token_is_a_warning(opened: Any) -> None:
    place = opened(**ALL_IS_KNOWN)
    place.state.user("helpdeskbot").is_admin = True
    assert findings(place)["rights_administrator"].level is Level.WARNING


def test_a_service_that_transfers_files_is_a_warning(opened: Any) -> None:
    assert findings(opened(token={"may_transfer_files": True}))["files"].level is Level.WARNING


@pytest.mark.parametrize(
    ("missing", "kinds"),
    [
        (VIEW_IDENTITY, {"hidden_email"}),
        (VIEW_HIDDEN, {"hidden_suspended", "hidden_lastaccess"}),
        (VIEW_ALL, {"hidden_username", "hidden_auth", "hidden_confirmed"}),
        (UPDATE_USERS, {"update_not_allowed"}),
    ],
)
def test_a_capability_that_is_missing_is_a_fault_that_names_it(opened: Any, missing: str, kinds: set[str]) -> None:
    place = opened(token={"capabilities": LEAST - {missing}})
    assert faults(place) == kinds
    assert all(missing in findings(place)[kind].hint for kind in kinds)


def test_a_token_that_sees_nobody_is_a_warning(opened: Any) -> None:
    assert VIEW_DETAILS in findings(opened(token={"capabilities": LEAST - {VIEW_DETAILS}}))["users_unseen"].hint


def test_a_refused_token_is_the_only_finding(opened: Any) -> None:
    place = opened(token={"expires_at": datetime.now(UTC) - timedelta(days=1)})
    assert set(findings(place)) == {"moodle_credentials_refused"}
    assert findings(place)["moodle_credentials_refused"].level is Level.FAULT


def test_a_moodle_that_is_down_is_a_finding(opened: Any) -> None:
    assert faults(opened(url="http://127.0.0.1:1")) == {"moodle_unreachable"}


def test_administrators_that_nobody_named_are_a_warning(place: Any) -> None:
    assert findings(place)["administrators_unknown"].level is Level.WARNING


def test_an_administrator_who_does_not_exist_is_a_warning(opened: Any) -> None:
    found = findings(opened(administrators=["Admin", "amdin"]))
    assert "'amdin'" in found["administrator_unknown"].what


def test_another_version_is_worth_a_note(opened: Any) -> None:
    assert findings(opened(site={"release": "5.1 (Build: 20251006)"}))["version_untried"].level is Level.NOTE


def test_the_one_change_that_is_tried_is_of_an_account_that_no_site_has(place: Any) -> None:
    place.moodle.check()
    (body,) = (asked.body.decode() for asked in place.lms.asked if UPDATE in asked.body.decode())
    assert body.endswith("&users%5B0%5D%5Bid%5D=9007199254740991&users%5B0%5D%5Bsuspended%5D=0")
