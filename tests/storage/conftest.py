"""An empty database of each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from unticket.model.ticket import Stage, Ticket
from unticket.storage.database import Database, open_database


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    return "sqlite:///unticket.db" if request.param == "sqlite" else request.getfixturevalue("postgresql_database")


@pytest.fixture
def database(url: str, tmp_path: Path) -> Iterator[Database]:
    opened = open_database(url, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def tickets() -> Callable[..., list[Ticket]]:
    """`count` tickets with bodies of `size` letters."""

    def make(count: int, *, size: int = 600) -> list[Ticket]:
        opened = datetime(2026, 2, 18, 1, 40, tzinfo=UTC)
        return [
            Ticket(
                key=f"odoo:{number}",
                reference=f"HT{number:05}",
                subject=f"ticket {number}",
                body="x" * size,
                stage=Stage(id="1", name="New"),
                opened_at=opened + timedelta(minutes=number),
                changed_at=opened + timedelta(minutes=number),
            )
            for number in range(1, count + 1)
        ]

    return make
