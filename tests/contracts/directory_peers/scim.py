"""SCIM for the contract of directories: scim2-server over real HTTP, read by `active` alone and by words and days."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from unticket.connectors.connector import Surroundings
from unticket.connectors.scim import CONNECTORS

KINDS = ("scim by active", "scim by words and days")
_SERVER = Path(__file__).parents[2] / "connectors" / "scim" / "peer.py"


@dataclass
class ScimPeer:
    directory: Any
    lost: Any
    secret: str
    knows_leavers: bool
    server: Any
    ids: dict[str, str]

    def dismiss(self, email: str) -> None:
        if self.knows_leavers:
            self.server.replace(self.ids[email], "userType", "Former")
        else:
            self.server.replace(self.ids[email], "active", False)

    def fail(self) -> None:
        self.server.faults["GET"] = [(503, {}, b"")] * 100


@cache
def _module() -> Any:
    spec = importlib.util.spec_from_file_location("directory_scim_server", _SERVER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module  # dataclasses look there
    spec.loader.exec_module(module)
    return module


@contextmanager
def peer(kind: str, folder: Path) -> Iterator[ScimPeer]:
    scim = _module()
    words = kind.endswith("days")
    leaves = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    (connector,) = (found for found in CONNECTORS if found.role == "hr")
    told: dict[str, Any] = {"name": "people", "page_size": 1}
    if words:
        told |= {"status": "userType", "employed_words": "Employee, Contractor", "departed_words": "Former"}
        told |= {"last_day": f"{scim.ENTERPRISE}:division"}
    with scim.scim_server() as server:
        ids = {}
        for number, (name, email, gone, last) in enumerate(
            [
                ("An Tran", "An.Tran@School.Example", False, ""),
                ("Binh Le", "binh.le@school.example", True, ""),
                ("Minh Nguyen", "minh.nguyen@school.example", False, leaves),
                ("Hai Do", "twins@school.example", False, ""),
                ("Ha Do", "twins@school.example", True, ""),
            ],
            1,
        ):
            enterprise = {"employeeNumber": f"S-{number}"} | ({"division": last} if last else {})
            ids[email.lower()] = server.add(
                f"user{number}",
                email,
                name,
                active=words or not gone,
                userType="Former" if gone else "employee",
                enterprise=enterprise,
            )
        settings = connector.settings(url=server.url, token=scim.TOKEN, **told)
        wrong = settings.model_copy(update={"token": type(settings.token)("0" * 32)})
        around = Surroundings(timezone="Asia/Ho_Chi_Minh")
        with closing(connector.open(settings, around)) as directory, closing(connector.open(wrong, around)) as lost:
            yield ScimPeer(directory, lost, scim.TOKEN, words, server, ids)
