"""A desk with a signed-in requester, and the acting connector opened on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from unticket.connectors.connector import Surroundings
from unticket.connectors.odoo import CONNECTORS
from unticket.connectors.odoo.acting.desk import OdooTicketDesk
from unticket.demo.desk.faults import Faults
from unticket.demo.desk.serve import RunningDesk, serve
from unticket.demo.desk.state import DeskState
from unticket.demo.reference_week import reference_week

QUICK = {"time_out_seconds": 1, "connect_seconds": 2, "deadline_seconds": 20, "retries": 2, "retry_pause_seconds": 0}
CORA = "cora@school.example"

Opening = Callable[..., OdooTicketDesk]


@pytest.fixture
def state() -> DeskState:
    """The reference week, and Cora, who has a portal user."""
    made = reference_week()
    made.add_user("Cora Pham", CORA, share=True)
    return made


@pytest.fixture
def served(state: DeskState) -> Iterator[Callable[..., RunningDesk]]:
    """Serves the state, with faults or without."""
    with ExitStack() as stack:
        yield lambda faults=None: stack.enter_context(serve(state, faults=faults or Faults()))


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opening]:
    desks: list[OdooTicketDesk] = []

    def open_on(
        running: RunningDesk, *, user: str = "opsbot", clock: Callable[[], datetime] | None = None, **settings: Any
    ) -> OdooTicketDesk:
        (connector,) = (found for found in CONNECTORS if found.role == "ticket_desk")
        told = {"url": running.url, "database": running.database, "login": user, "api_key": running.state.key_of(user)}
        around = Surroundings(timezone="Asia/Ho_Chi_Minh", cache=str(tmp_path / "cache"))
        chosen = connector.settings(**told | QUICK | settings)
        desk: OdooTicketDesk = OdooTicketDesk(chosen, around, clock) if clock else connector.open(chosen, around)
        desks.append(desk)
        return desk

    yield open_on
    for desk in desks:
        desk.close()


@pytest.fixture
def running(served: Callable[..., RunningDesk]) -> RunningDesk:
    return served()


@pytest.fixture
def desk(opened: Opening, running: RunningDesk) -> OdooTicketDesk:
    return opened(running)


@pytest.fixture
def notes(state: DeskState) -> Callable[[int], list[str]]:
    """The bodies of all comments on a ticket, counted at the desk itself."""

    def on(ticket: int) -> list[str]:
        rows = state.table("mail.message").rows
        found = [rows[key] for key in state.hanging("mail.message", ticket)]
        return [row["body"] for row in found if row["message_type"] == "comment"]

    return on
