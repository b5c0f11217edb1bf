"""SCIM for the contract of learning platforms: scim2-server over real HTTP."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from unticket.connectors.connector import Surroundings
from unticket.connectors.scim import CONNECTORS

KINDS = ("scim",)
_SERVER = Path(__file__).parents[2] / "connectors" / "scim" / "peer.py"


@dataclass
class ScimPeer:
    platform: Any
    locked_out: Any
    secret: str
    server: Any
    can_reset = False

    def changes(self) -> list[str]:
        return list(self.server.switched)

    def resets(self) -> list[str]:
        return []

    def rename(self, account_id: str) -> None:
        self.server.replace(account_id, "name.familyName", "Renamed")

    def lose_answer(self, *, worked: bool) -> None:
        self.server.faults["PATCH"] = ["cut after" if worked else "cut"]


@cache
def _module() -> Any:
    spec = importlib.util.spec_from_file_location("lms_scim_server", _SERVER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module  # dataclasses look there
    spec.loader.exec_module(module)
    return module


@contextmanager
def peer(kind: str) -> Iterator[ScimPeer]:
    scim = _module()
    (connector,) = (found for found in CONNECTORS if found.role == "lms")
    with scim.scim_server() as server:
        server.add("minh", "Minh.Nguyen@example.com", "Minh Nguyễn", active=False)
        server.add("lan", "lan.tran@example.com", "Lan Trần")
        for number in (1, 2):
            server.add(f"dup{number}", "dup@example.com", f"Dup {number}")
        settings = connector.settings(
            url=server.url, token=scim.TOKEN, administrators=("admin",), provisioned=True, page_size=1
        )
        wrong = settings.model_copy(update={"token": type(settings.token)("0" * 32)})
        around = Surroundings(timezone="UTC")
        with closing(connector.open(settings, around)) as platform, closing(connector.open(wrong, around)) as locked_out:
            yield ScimPeer(platform, locked_out, scim.TOKEN, server)
