"""The same promises on a real Moodle: set MOODLE_URL and MOODLE_TOKEN. Reads only.

With MOODLE_KNOWN_EMAIL, an address on file there, it is also looked for in another letter case.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from unticket.connectors.connector import Surroundings
from unticket.connectors.moodle import CONNECTORS
from unticket.connectors.moodle.platform import Moodle
from unticket.model.finding import Level

NEEDED = ("MOODLE_URL", "MOODLE_TOKEN")
MISSING = [name for name in NEEDED if not os.environ.get(name)]
pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(bool(MISSING), reason=f"no real Moodle: {', '.join(MISSING)} not set"),
]


@pytest.fixture
def moodle() -> Iterator[Moodle]:
    connector = CONNECTORS[0]
    settings = connector.settings(url=os.environ["MOODLE_URL"], token=os.environ["MOODLE_TOKEN"])
    opened = connector.open(settings, Surroundings(timezone="UTC"))
    yield opened
    opened.close()


def test_check_finds_no_fault(moodle: Moodle) -> None:
    assert not [finding for finding in moodle.check() if finding.level is Level.FAULT]


def test_patterns_find_nobody(moodle: Moodle) -> None:
    for pattern in ("%@%", "_%@example.com", "nobody-at-all@example.invalid"):
        assert list(moodle.accounts(pattern)) == []


def test_a_known_address_is_found_in_any_case_and_read_again_by_its_id(moodle: Moodle) -> None:
    known = os.environ.get("MOODLE_KNOWN_EMAIL")
    if not known:
        pytest.skip("MOODLE_KNOWN_EMAIL not set")
    found = moodle.accounts(known)
    assert found
    assert moodle.accounts(known.upper()) == found
    assert [moodle.account(account.id) for account in found] == list(found)
