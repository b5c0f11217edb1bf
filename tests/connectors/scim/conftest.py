"""A real SCIM server, and its two connectors."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from unticket.connectors.connector import Surroundings
from unticket.connectors.scim import CONNECTORS


@pytest.fixture(scope="session")
def scim() -> ModuleType:
    """The server: see peer.py."""
    spec = importlib.util.spec_from_file_location("scim_peer", Path(__file__).with_name("peer.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def server(scim: ModuleType) -> Iterator[Any]:
    with scim.scim_server() as running:
        yield running


@pytest.fixture
def opened(scim: ModuleType, server: Any) -> Callable[..., Any]:
    """The connector of a role ("hr", "lms") on that server; `settings` say what is different."""

    def make(role: str, **settings: Any) -> Any:
        (connector,) = (found for found in CONNECTORS if found.role == role)
        told = connector.settings(**{"url": server.url, "token": scim.TOKEN} | settings)
        return connector.open(told, Surroundings(timezone="Asia/Ho_Chi_Minh"))

    return make
