"""Tickets through real peers while workers are killed and everything fails: counted at the peers, no promise is broken.

The short form; `python -m tests.torture` is the long one.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))  # `pytest` alone does not put it there

from tests.torture.trial import Plan, tried


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_on_a_file_with_one_worker_that_is_killed_again_and_again() -> None:
    ended = tried(Plan(seed=1, tickets=24, workers=1, kills=4))
    assert ended.tally.wrong == []
    assert ended.audit == []
    assert ended.kills == 4
    assert ended.spoilt > 0
    assert ended.tally.as_expected > ended.tally.tickets / 3, "most tickets go well all the same"


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_on_postgresql_with_two_workers_of_which_one_vanishes(postgresql_database: str) -> None:
    ended = tried(Plan(seed=2, tickets=24, workers=2, kills=3, one_vanishes=True), postgresql_database)
    assert ended.tally.wrong == []
    assert ended.audit == []
    assert ended.vanished
    assert ended.spoilt > 0
