"""The acting path's promises on one throw-away account of a real Moodle, which is switched off and on, and mailed a reset.

Set MOODLE_URL, MOODLE_TOKEN and MOODLE_THROW_AWAY_EMAIL; MOODLE_MAY_MAIL=1 for the reset. In the end the account is as it was.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from unticket.connectors.connector import Surroundings
from unticket.connectors.moodle import CONNECTORS
from unticket.connectors.moodle.platform import Moodle
from unticket.model.account import Account
from unticket.runbooks.authorization import Authorization, Permission
from unticket.runbooks.granting import grant

NEEDED = ("MOODLE_URL", "MOODLE_TOKEN", "MOODLE_THROW_AWAY_EMAIL")
MISSING = [name for name in NEEDED if not os.environ.get(name)]
pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(bool(MISSING), reason=f"no real Moodle to change: {', '.join(MISSING)} not set"),
]


@pytest.fixture
def moodle() -> Iterator[Moodle]:
    connector = CONNECTORS[0]
    settings = connector.settings(url=os.environ["MOODLE_URL"], token=os.environ["MOODLE_TOKEN"])
    opened = connector.open(settings, Surroundings(timezone="UTC"))
    yield opened
    opened.close()


@pytest.fixture
def account(moodle: Moodle) -> Account:
    (found,) = moodle.accounts(os.environ["MOODLE_THROW_AWAY_EMAIL"])
    return found


def leave(permission: Permission, account: Account) -> Authorization:
    return grant(permission, account.id, "live:act:1", datetime.now(UTC))


def enabled(moodle: Moodle, account: Account) -> bool:
    found = moodle.account(account.id)
    assert found is not None
    return found.enabled


def test_an_account_is_switched_off_and_on_and_reads_back(moodle: Moodle, account: Account) -> None:
    try:
        moodle.deactivate(leave(Permission.DEACTIVATE, account))
        assert not enabled(moodle, account)
        for _ in range(2):
            moodle.reactivate(leave(Permission.REACTIVATE, account))
            assert enabled(moodle, account)
    finally:
        if not account.enabled:
            moodle.deactivate(leave(Permission.DEACTIVATE, account))
    assert enabled(moodle, account) == account.enabled


def test_a_reset_is_asked_for(moodle: Moodle, account: Account) -> None:
    if not os.environ.get("MOODLE_MAY_MAIL"):
        pytest.skip("MOODLE_MAY_MAIL not set")
    moodle.request_password_reset(leave(Permission.RESET_PASSWORD, account))
