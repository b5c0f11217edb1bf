"""A school's Odoo with employees in every state, and the directory opened on it with an HR officer's key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from unticket.connectors.connector import Surroundings
from unticket.connectors.odoo import CONNECTORS
from unticket.connectors.odoo.employees.directory import OdooEmployees
from unticket.demo.desk.faults import Faults
from unticket.demo.desk.rights import HR_OFFICER, INTERNAL
from unticket.demo.desk.serve import RunningDesk, serve
from unticket.demo.desk.state import DeskState
from unticket.demo.reference_week import reference_week

QUICK = {"time_out_seconds": 2, "connect_seconds": 2, "deadline_seconds": 20, "retries": 2, "retry_pause_seconds": 0}
ZONE = "Asia/Ho_Chi_Minh"
Opening = Callable[..., OdooEmployees]


def day(number: int) -> str:
    """A day from today on, in the desk's zone."""
    return (datetime.now(UTC).astimezone(ZoneInfo(ZONE)).date() + timedelta(days=number)).isoformat()


@pytest.fixture
def state() -> DeskState:
    """Besides the recorded An (active) and Binh (archived)."""
    made = reference_week()
    made.add_user("HR Reader", "hrbot", groups=(INTERNAL, HR_OFFICER))
    made.add_key("hrbot")
    return made


@pytest.fixture
def employ(state: DeskState) -> Callable[..., int]:
    """Employ somebody: `employ("minh", departure_date="2026-12-31")`."""

    def employed(name: str, **values: Any) -> int:
        told = {"name": f"{name.title()} Nguyen", "work_email": f"{name}@school.example", "active": True}
        return state.add("hr.employee", **told | values)

    return employed


@pytest.fixture
def school(state: DeskState) -> Iterator[RunningDesk]:
    with serve(state) as desk:
        yield desk


@pytest.fixture
def faulty(state: DeskState) -> Iterator[Callable[[Faults], RunningDesk]]:
    """Serves the school with faults."""
    with ExitStack() as stack:
        yield lambda faults: stack.enter_context(serve(state, faults=faults))


@pytest.fixture
def opened(tmp_path: Any) -> Iterator[Opening]:
    directories: list[OdooEmployees] = []

    def open_on(desk: RunningDesk, *, user: str = "hrbot", timezone: str = ZONE, **settings: Any) -> OdooEmployees:
        (connector,) = (found for found in CONNECTORS if found.role == "hr")
        told = {"url": desk.url, "database": desk.database, "login": user, "api_key": desk.state.key_of(user)}
        around = Surroundings(timezone=timezone, cache=str(tmp_path / "cache"))
        directory: OdooEmployees = connector.open(connector.settings(**told | QUICK | settings), around)
        directories.append(directory)
        return directory

    yield open_on
    for directory in directories:
        directory.close()


@pytest.fixture
def days() -> Callable[[int], str]:
    return day
