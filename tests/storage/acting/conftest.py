"""What the acting path keeps, on each kind of database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from unticket.runbooks.acting.record import RunRecord
from unticket.storage.acting_records import ActingRecords
from unticket.storage.audit_key import audit_key
from unticket.storage.database import Database, open_database


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    return request.getfixturevalue("postgresql_database") if request.param == "postgresql" else "sqlite:///unticket.db"


@pytest.fixture
def database(url: str, tmp_path: Path) -> Iterator[Database]:
    database = open_database(url, tmp_path)
    yield database
    database.close()


class Time:
    def __init__(self) -> None:
        self.now = datetime(2026, 2, 18, 2, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def opened(tmp_path: Path, time: Time) -> Callable[[Database], ActingRecords]:
    """The records over a database, as each process of this house opens them."""

    def open_records(database: Database) -> ActingRecords:
        key = audit_key(tmp_path / "audit.key")
        return ActingRecords(database, key, instance=tmp_path / "unticket.instance", folder=tmp_path, clock=time)

    return open_records


@pytest.fixture
def records(opened: Callable[[Database], ActingRecords], database: Database) -> ActingRecords:
    return opened(database)


@pytest.fixture
def run(time: Time) -> RunRecord:
    return RunRecord(
        run_id="login:odoo:1:1", runbook="login", ticket_key="odoo:1", generation=1, cause="ticket", begun_at=time()
    )
