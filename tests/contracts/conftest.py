"""Every kind of ticket store, empty, and a ticket of which a test changes what it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from unticket.history.memory import InMemoryTicketStore
from unticket.history.ports import TicketStore
from unticket.model.ticket import Agent, Message, Requester, Stage, Tag, Team, Ticket
from unticket.storage.database import Database, open_database
from unticket.storage.tables import METADATA
from unticket.storage.ticket_copy import TicketCopy

OPENED = datetime(2026, 2, 18, 1, 40, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgresql(postgresql_server: str) -> Iterator[Database]:
    database = open_database(postgresql_server, Path())
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql", "in-memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TicketStore]:
    if request.param == "in-memory":
        yield InMemoryTicketStore()
    elif request.param == "sqlite":
        database = open_database("sqlite:///copy.db", tmp_path)
        yield TicketCopy(database)
        database.close()
    else:
        database = request.getfixturevalue("postgresql")
        with database.writing() as connection:
            for table in METADATA.sorted_tables:
                connection.execute(table.delete())
        yield TicketCopy(database)


@pytest.fixture
def ticket() -> Callable[..., Ticket]:
    """A ticket about which everything is known; `changes` say what is different."""

    def make(number: int = 1, **changes: Any) -> Ticket:
        whole: dict[str, Any] = {
            "key": f"odoo:{number}",
            "reference": f"HT{number:05}",
            "subject": "Video bài 3 không phát được 🎬",
            "body": "<p>Từ sáng nay &amp; chưa xong</p>",
            "stage": Stage(id="4", name="Done", closed=True, sequence=4, mails_requester=True),
            "team": Team(id="2", name="LMS"),
            "assignee": Agent(id="7", name="Ada"),
            "tags": (Tag(id="1", name="LMS"), Tag(id="2", name="video")),
            "priority": 2,
            "requester": Requester(name="Cora", email="cora@school.example", contact_id="31"),
            "category": "Incident",
            "channel": "Web",
            "opened_at": OPENED + timedelta(hours=number, microseconds=123_457),
            "changed_at": OPENED + timedelta(days=1, hours=number),
            "assigned_at": OPENED + timedelta(hours=number, minutes=2),
            "closed_at": OPENED + timedelta(hours=number, minutes=32, microseconds=1),
            "was_closed_before": True,
            "time_spent_minutes": 30.5,
            "stage_seconds": {"1": 120, "2": 1800},
            "duplicate_of": "odoo:900",
        }
        return Ticket(**whole | changes)

    return make


@pytest.fixture
def message() -> Callable[..., Message]:
    """An agent's reply to ticket 1, an hour after it; `changes` say what is different."""

    def make(number: int = 1, **changes: Any) -> Message:
        whole: dict[str, Any] = {
            "key": f"odoo:{number}",
            "ticket_key": "odoo:1",
            "posted_at": OPENED + timedelta(hours=2, microseconds=number),
            "author": "Ada",
            "by_agent": True,
            "body": "<p>Đã xong</p>",
        }
        return Message(**whole | changes)

    return make
