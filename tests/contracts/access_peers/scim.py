"""SCIM for the contract of last uses: scim2-server over real HTTP, with an attribute of the service's own for it."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from unticket.connectors.connector import Surroundings
from unticket.connectors.scim import CONNECTORS
from unticket.connectors.scim.settings import ENTERPRISE

KINDS = ("scim",)
ATTRIBUTE = f"{ENTERPRISE}:division"  # the server knows no attribute for it either: any text will do
_SERVER = Path(__file__).parents[2] / "connectors" / "scim" / "peer.py"


@dataclass
class ScimPeer:
    source: Any
    lost: Any
    secret: str
    server: Any
    ids: dict[str, str]
    before: int
    knows_never = False

    def use(self, email: str, moment: datetime | None) -> None:
        self.server.replace(self.ids[email], ATTRIBUTE, moment.isoformat() if moment else "")
        self.before = len(self.server.switched)

    def writes(self) -> int:
        return len(self.server.switched) - self.before

    def fail(self) -> None:
        self.server.faults["GET"] = [(503, {}, b"")] * 100


@cache
def _module() -> Any:
    spec = importlib.util.spec_from_file_location("access_scim_server", _SERVER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module  # dataclasses look there
    spec.loader.exec_module(module)
    return module


@contextmanager
def peer(_kind: str, _folder: object) -> Iterator[ScimPeer]:
    scim = _module()
    (connector,) = (found for found in CONNECTORS if found.role == "last_access")
    used = {"division": "2026-10-01T08:30:00Z"}
    with scim.scim_server() as server:
        ids = {
            "lan.tran@school.example": server.add("lan", "Lan.Tran@School.Example", "Lan Tran", enterprise=used),
            "minh.nguyen@school.example": server.add(
                "minh", "minh.nguyen@school.example", "Minh Nguyen", active=False, enterprise=used
            ),
            "new.comer@school.example": server.add("new", "new.comer@school.example", "New Comer"),
        }
        for number in (1, 2):
            server.add(f"twin{number}", "twins@school.example", f"Twin {number}", enterprise=used)
        settings = connector.settings(url=server.url, token=scim.TOKEN, last_access=ATTRIBUTE, administrators=("admin",))
        wrong = settings.model_copy(update={"token": type(settings.token)("0" * 32)})
        around = Surroundings(timezone="UTC")
        with closing(connector.open(settings, around)) as source, closing(connector.open(wrong, around)) as lost:
            yield ScimPeer(source, lost, scim.TOKEN, server, ids, len(server.switched))
