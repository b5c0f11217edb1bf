"""A real OpenLDAP for all tests of this folder, and the connector to it."""

from __future__ import annotations

import importlib.util
import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from unticket.connectors.connector import Surroundings
from unticket.connectors.ldap import CONNECTORS


@pytest.fixture(scope="session")
def ldap() -> ModuleType:
    """The server: see peer.py."""
    spec = importlib.util.spec_from_file_location("ldap_peer", Path(__file__).with_name("peer.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def server(ldap: ModuleType) -> Iterator[Any]:
    if why := ldap.missing():
        pytest.skip(why)
    with ldap.ldap_server() as running:
        yield running


_numbers = itertools.count(1)


@pytest.fixture
def person(ldap: ModuleType, server: Any) -> Callable[..., str]:
    """A new person with an address of their own, which is given back."""

    def add(**attributes: Any) -> str:
        number = next(_numbers)
        mail = f"person{number}@school.example"
        told = {"objectClass": "inetOrgPerson", "uid": f"p{number}", "cn": "Cora Le", "sn": "Le", "mail": mail}
        server.add(f"uid=p{number},{ldap.PEOPLE}", **told | attributes)
        return mail

    return add


@pytest.fixture
def opened(ldap: ModuleType, server: Any) -> Callable[..., Any]:
    """The connector to that server; `settings` say what is different."""

    def make(**settings: Any) -> Any:
        (connector,) = CONNECTORS
        whole: dict[str, Any] = {
            "url": server.url,
            "base": ldap.PEOPLE,
            "bind_dn": ldap.BOT,
            "password": ldap.PASSWORD,
            "ca_file": ldap.CERTIFICATE,
            "everybody_is_employed": True,
        }
        return connector.open(connector.settings(**whole | settings), Surroundings(timezone="Asia/Ho_Chi_Minh"))

    return make
