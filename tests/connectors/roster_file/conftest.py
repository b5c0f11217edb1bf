"""A roster file as HR writes it, and the directory opened on it at a fixed hour."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from unticket.connectors.connector import Surroundings
from unticket.connectors.roster_file import CONNECTORS
from unticket.connectors.roster_file.directory import RosterDirectory

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # ten in the morning in Ho Chi Minh City
STAFF = """Employee ID,Full name,Email,Status,Start date,Last day
S-1,An Tran,An.Tran@School.Example,Active,2022-01-15,
S-2,Binh Le,binh.le@school.example,Resigned,2020-09-01,2026-10-01
S-3,Minh Nguyen,minh.nguyen@school.example,Active,2021-03-01,2026-12-31
S-4,Lan Pham,lan.pham@school.example; lan@home.example,Active,,
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes the roster, an hour old unless said otherwise."""

    def written(content: str | bytes = STAFF, name: str = "staff.csv", *, age: timedelta = timedelta(hours=1)) -> Path:
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        moment = (NOW - age).timestamp()
        os.utime(file, (moment, moment))
        file.chmod(0o600)
        return file

    return written


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., RosterDirectory]:
    """Each call is a new process, as far as the directory can tell: only the cache stays."""

    def open_it(*, now: datetime = NOW, timezone: str = "Asia/Ho_Chi_Minh", **settings: Any) -> RosterDirectory:
        (connector,) = (found for found in CONNECTORS if found.role == "hr")
        chosen = connector.settings(**{"name": "staff", "path": "staff.csv"} | settings)
        around = Surroundings(timezone=timezone, folder=str(tmp_path), cache=str(tmp_path / "cache"))
        directory: RosterDirectory = connector.open(chosen, around)
        directory.now = lambda: now
        return directory

    return open_it


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def people() -> Callable[[int], str]:
    """A roster of so many active people."""

    def many(count: int) -> str:
        return "Full name,Email,Status\n" + "".join(f"Person {n},p{n}@school.example,Active\n" for n in range(count))

    return many
