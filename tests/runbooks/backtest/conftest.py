"""Past tickets with what agents wrote on them, as a copy would give them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from unticket.model.ticket import Message, Requester, Stage, Ticket

OPENED = datetime(2026, 2, 18, 2, 0, tzinfo=UTC)


class Past:
    """Implements `PastTickets`, and counts what it is asked."""

    def __init__(self) -> None:
        self.kept: dict[str, Ticket] = {}
        self.said: dict[str, list[Message]] = {}
        self.asked = 0

    def add(self, number: int, subject: str, body: str, *told: str, email: str = "ada@school.example", **more: Any) -> str:
        """A closed ticket; `told` are the agent's notes."""
        key = f"odoo:{number}"
        self.kept[key] = Ticket(
            key=key,
            reference=f"HT{number:05d}",
            subject=subject,
            body=body,
            stage=Stage(id="4", name="Done", closed=True),
            requester=Requester(name="Ada Quinn", email=email),
            opened_at=more.pop("opened_at", OPENED),
            changed_at=OPENED + timedelta(hours=1),
            closed_at=OPENED + timedelta(hours=1),
            **more,
        )
        self.said[key] = [
            Message(key=f"odoo:m{number}{place}", ticket_key=key, posted_at=OPENED, by_agent=True, internal=True, body=text)
            for place, text in enumerate(told)
        ]
        return key

    def tickets(self, keys: Sequence[str] | None = None) -> Iterator[Ticket]:
        return iter(self.kept.values())

    def messages_of(self, ticket_keys: Sequence[str]) -> Mapping[str, Sequence[Message]]:
        self.asked += 1
        return {key: self.said[key] for key in ticket_keys if self.said[key]}


@pytest.fixture
def past() -> Past:
    return Past()


@pytest.fixture
def within() -> dict[str, datetime]:
    return {"since": OPENED - timedelta(days=1), "until": OPENED + timedelta(days=1)}


Add = Callable[..., str]
