"""A platform that settings describe, for the contract of learning platforms, over real HTTP."""

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
from unticket.connectors.http_accounts import CONNECTORS

KINDS = ("http_accounts",)
_SERVER = Path(__file__).parents[2] / "connectors" / "http_accounts" / "peer.py"


@dataclass
class HttpPeer:
    platform: Any
    locked_out: Any
    secret: str
    server: Any
    can_reset = True

    def changes(self) -> list[str]:
        return list(self.server.switched)

    def resets(self) -> list[str]:
        return list(self.server.resets)

    def rename(self, account_id: str) -> None:
        self.server.people[int(account_id)]["contact"]["name"] = "Renamed"

    def lose_answer(self, *, worked: bool) -> None:
        for method in ("PATCH", "POST"):
            self.server.faults[method] = ["cut after" if worked else "cut"]


@cache
def _module() -> Any:
    spec = importlib.util.spec_from_file_location("lms_http_server", _SERVER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module  # dataclasses look there
    spec.loader.exec_module(module)
    return module


@contextmanager
def peer(kind: str) -> Iterator[HttpPeer]:
    module = _module()
    (connector,) = (found for found in CONNECTORS if found.role == "lms")
    with module.platform() as server:
        server.add("minh", "Minh.Nguyen@example.com", "Minh Nguyễn", "Shut")
        server.add("lan", "lan.tran@example.com", "Lan Trần")
        for number in (1, 2):
            server.add(f"dup{number}", "dup@example.com", f"Dup {number}")
        settings = connector.settings(**module.DESCRIBED, url=server.url, token=module.TOKEN)
        wrong = settings.model_copy(update={"token": type(settings.token)("0" * 32)})
        around = Surroundings(timezone="UTC")
        with closing(connector.open(settings, around)) as opened, closing(connector.open(wrong, around)) as locked_out:
            yield HttpPeer(opened, locked_out, module.TOKEN, server)
