"""A whole back-test over a synced copy reaches no other machine and no other process: every connection is refused."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from unticket import app
from unticket.demo.desk.serve import serve
from unticket.demo.desk.state import DeskState
from unticket.demo.generator import generate
from unticket.runbooks.backtest import backtest
from unticket.runbooks.login.policy import LoginPolicy
from unticket.settings import Settings


@pytest.fixture
def house(tmp_path: Path) -> Iterator[app.Unticket]:
    """A copy of a generated desk, which is gone by now."""
    made = generate(seed=5, tickets=300, first_day=date(2026, 1, 1), last_day=date(2026, 3, 31), timezone="Asia/Ho_Chi_Minh")
    with serve(DeskState.from_tables(made.tables)) as desk:
        described = {"kind": "odoo", "url": desk.url, "database": desk.database, "api_key": desk.api_key}
        with app.opened(Settings(folder=tmp_path, desk=described)) as unticket:
            unticket.sync()
            yield unticket


def test_no_connection_is_opened(house: app.Unticket, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_more: object) -> None:
        raise AssertionError("a back-test speaks with nobody")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket.socket, "sendto", refuse)
    before = {file: file.read_bytes() for file in house.folder.glob("*.db")}
    found = backtest(
        house.copy, LoginPolicy(), since=datetime(2025, 12, 31, tzinfo=UTC), until=datetime(2026, 4, 2, tzinfo=UTC)
    )
    assert found.tickets >= 290
    assert sum(found.answers.values()) == found.tickets
    assert {file: file.read_bytes() for file in house.folder.glob("*.db")} == before, "not a byte of the copy changed"
