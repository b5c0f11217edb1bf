"""Guard rail 5: switched on again is only what the rule switched off, and what cannot be known counts against it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from unticket.runbooks.login.account_state import AccountState, account_state
from unticket.runbooks.login.standing import Standing, standing


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, AccountState.DEACTIVATED),
        ({"enabled": True}, AccountState.ENABLED),
        ({"is_admin": True}, AccountState.ADMIN),
        ({"is_admin": None}, AccountState.ADMIN),
        ({"is_admin": True, "enabled": True}, AccountState.ADMIN),
        ({"confirmed": False}, AccountState.UNCONFIRMED),
        ({"confirmed": None}, AccountState.UNCONFIRMED),
        ({"locked": True, "enabled": True}, AccountState.LOCKED),
        ({"password_is_ours": False}, AccountState.OTHER_SIGN_IN),
        ({"password_is_ours": None, "enabled": True}, AccountState.OTHER_SIGN_IN),
        ({"password_is_ours": None}, AccountState.DEACTIVATED),
    ],
)
def test_the_most_careful_state_is_told(scene: Any, changes: dict[str, Any], expected: AccountState) -> None:
    assert account_state([scene.with_account(**changes).account]) is expected


def test_none_several_and_no_answer(scene: Any) -> None:
    assert account_state([]) is AccountState.NONE
    assert account_state([scene.account, scene.account]) is AccountState.SEVERAL
    assert account_state(None) is AccountState.UNREACHABLE


def test_the_owner_may_vouch_that_every_admin_is_listed(scene: Any) -> None:
    """A platform that shows no administrators can be used then; one that shows one is still believed."""
    assert account_state([scene.with_account(is_admin=None).account], every_admin_is_listed=True) is AccountState.DEACTIVATED
    assert account_state([scene.with_account(is_admin=True).account], every_admin_is_listed=True) is AccountState.ADMIN


@pytest.mark.parametrize(
    ("changes", "alone", "vouched"),
    [
        ({}, Standing.BY_THE_RULE, Standing.BY_THE_RULE),
        ({"enabled": True}, Standing.IS_ON, Standing.IS_ON),
        ({"suspended_by_person": True}, Standing.BY_A_PERSON, Standing.BY_A_PERSON),
        ({"suspended_by_person": None}, Standing.UNKNOWN, Standing.BY_THE_RULE),
        ({"last_access_at": None}, Standing.UNKNOWN, Standing.BY_THE_RULE),
        ({"last_access_at": None, "never_used": True}, Standing.UNKNOWN, Standing.BY_THE_RULE),
        ({"last_access_at": "29 days"}, Standing.TOO_RECENT, Standing.TOO_RECENT),
        ({"last_access_at": "30 days"}, Standing.BY_THE_RULE, Standing.BY_THE_RULE),
        ({"last_access_at": None, "never_used": True, "created_at": "3 days"}, Standing.TOO_RECENT, Standing.TOO_RECENT),
    ],
)
def test_the_owners_word_stands_in_only_for_what_cannot_be_known(
    scene: Any, changes: dict[str, Any], alone: Standing, vouched: Standing
) -> None:
    ago = {name: scene.now - timedelta(days=int(value.split()[0])) for name, value in changes.items() if isinstance(value, str)}
    account = scene.with_account(**{**changes, **ago}).account
    assert standing(account, now=scene.now, rule_days=30) is alone
    assert standing(account, now=scene.now, rule_days=30, every_deactivation_is_the_rule=True) is vouched


@pytest.mark.parametrize("listed", ["cora.vu@school.example", "cora", "3"])
def test_the_list_of_suspended_people_outweighs_everything(scene: Any, listed: str) -> None:
    said = standing(scene.account, now=scene.now, rule_days=30, every_deactivation_is_the_rule=True, suspended={listed})
    assert said is Standing.BY_A_PERSON
