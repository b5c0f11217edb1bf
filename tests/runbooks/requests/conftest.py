"""Tickets as a desk shows them, for runbooks that answer requests: no desk is needed to decide on one."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from unticket.model.ticket import Message, Requester, Stage, Ticket
from unticket.runbooks.ports import Origin, TicketView
from unticket.runbooks.request.planning import Look

NOW = datetime(2026, 2, 20, 3, 0, tzinfo=UTC)
TEXTS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("texts.toml").read_text("utf-8"))


def view_of(
    text: str, *, email: str = "cora@school.example", name: str = "Cora", messages: Any = (), **origin: Any
) -> TicketView:
    subject, _, body = text.partition("\n")
    ticket = Ticket(
        key="odoo:7",
        reference="HT7",
        subject=subject,
        body=body,
        stage=Stage(id="1", name="New"),
        requester=Requester(name=name, email=email),
        opened_at=NOW - timedelta(minutes=5),
        changed_at=NOW - timedelta(minutes=5),
    )
    written = tuple(
        Message(key=f"odoo:m{n}", ticket_key="odoo:7", posted_at=NOW - timedelta(minutes=1), by_agent=False, body=body)
        for n, body in enumerate(messages)
    )
    return TicketView(ticket=ticket, messages=written, origin=Origin(**origin))


@pytest.fixture
def texts() -> dict[str, Any]:
    return TEXTS


@pytest.fixture
def view() -> Callable[..., TicketView]:
    return view_of


@pytest.fixture
def look() -> Callable[..., Look]:
    """A look at a view, by a runbook that was promoted an hour ago."""

    def make(view: TicketView, **changes: Any) -> Look:
        return Look(**{"generation": 1, "now": NOW, "promoted_at": NOW - timedelta(hours=1), "view": view} | changes)

    return make


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A parameter named `feature_taken`, `report_left`, …: each such text."""
    for name in metafunc.fixturenames:
        kind, _, which = name.rpartition("_")
        section = TEXTS.get(f"{kind}_request", {})
        if which in section:
            metafunc.parametrize(name, section[which], ids=[text[:40] for text in section[which]])
