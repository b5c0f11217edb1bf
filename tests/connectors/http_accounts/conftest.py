"""A platform of its own habits, and the connector that its settings make."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from unticket.connectors.connector import Surroundings
from unticket.connectors.http_accounts import CONNECTORS


@pytest.fixture(scope="session")
def school() -> ModuleType:
    """The platform: see peer.py."""
    spec = importlib.util.spec_from_file_location("http_peer", Path(__file__).with_name("peer.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def server(school: ModuleType) -> Iterator[Any]:
    with school.platform() as running:
        yield running


@pytest.fixture
def opened(school: ModuleType, server: Any) -> Callable[..., Any]:
    """The connector for that platform; `settings` say what is different."""

    def make(**settings: Any) -> Any:
        (connector,) = (found for found in CONNECTORS if found.role == "lms")
        told = connector.settings(**{**school.DESCRIBED, "url": server.url, "token": school.TOKEN} | settings)
        return connector.open(told, Surroundings(timezone="UTC"))

    return make
