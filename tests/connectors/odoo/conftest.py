"""A desk over real HTTP, and the connector opened on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from unticket.connectors.connector import Surroundings
from unticket.connectors.odoo import CONNECTORS
from unticket.connectors.odoo.source import OdooHelpdesk
from unticket.demo.desk.serve import RunningDesk, serve
from unticket.demo.reference_week import reference_week

# Quick, so that a fault costs a test no time; every figure is the setting's own.
QUICK = {"time_out_seconds": 2, "connect_seconds": 2, "deadline_seconds": 20, "retries": 2, "retry_pause_seconds": 0}

Opening = Callable[..., OdooHelpdesk]


@pytest.fixture
def week() -> Iterator[RunningDesk]:
    """The reference week, served."""
    with serve(reference_week()) as desk:
        yield desk


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opening]:
    """Opens the connector on a desk. Each call is a new process, as far as the connector can tell: only the cache stays."""
    sources: list[OdooHelpdesk] = []

    def open_on(desk: RunningDesk | str, **settings: Any) -> OdooHelpdesk:
        if isinstance(desk, RunningDesk):
            named = {"url": desk.url, "database": desk.database, "login": desk.login, "api_key": desk.api_key}
        else:
            named = {"url": desk, "database": "odoo", "login": "bot", "api_key": "k" * 40}
        connector = CONNECTORS[0]
        chosen = connector.settings(**(named | QUICK | settings))
        source: OdooHelpdesk = connector.open(chosen, Surroundings(timezone="UTC", cache=str(tmp_path / "cache")))
        sources.append(source)
        return source

    yield open_on
    for source in sources:
        source.close()
