"""A platform that settings describe, for the contract of last uses, over real HTTP."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from starlette.responses import Response

from unticket.connectors.connector import Surroundings
from unticket.connectors.http_accounts import CONNECTORS

KINDS = ("http_accounts",)
USED = int(datetime(2026, 10, 1, 8, 30, tzinfo=UTC).timestamp())
_SERVER = Path(__file__).parents[2] / "connectors" / "http_accounts" / "peer.py"
_ACTS = ("reactivate", "deactivate", "reset", "id_is_number")


@dataclass
class HttpPeer:
    source: Any
    lost: Any
    secret: str
    server: Any
    knows_never = True

    def use(self, email: str, moment: datetime | None) -> None:
        person = next(one for one in self.server.people.values() if one["contact"]["mail"].lower() == email)
        person["seen"] = int(moment.timestamp()) if moment else None

    def writes(self) -> int:
        return sum(not asked.startswith("GET ") for asked in self.server.asked)

    def fail(self) -> None:
        self.server.faults["GET"] = [Response("", 503) for _ in range(100)]


@cache
def _module() -> Any:
    spec = importlib.util.spec_from_file_location("access_http_server", _SERVER)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module  # dataclasses look there
    spec.loader.exec_module(module)
    return module


@contextmanager
def peer(_kind: str, _folder: object) -> Iterator[HttpPeer]:
    module = _module()
    (connector,) = (found for found in CONNECTORS if found.role == "last_access")
    described = {name: value for name, value in module.DESCRIBED.items() if name not in _ACTS}
    with module.platform() as server:
        server.add("lan", "Lan.Tran@School.Example", "Lan Tran", seen=USED)
        server.add("minh", "minh.nguyen@school.example", "Minh Nguyen", "Shut", seen=USED)
        server.add("new", "new.comer@school.example", "New Comer", seen=0)
        for number in (1, 2):
            server.add(f"twin{number}", "twins@school.example", f"Twin {number}", seen=USED)
        settings = connector.settings(**described, url=server.url, token=module.TOKEN)
        wrong = settings.model_copy(update={"token": type(settings.token)("0" * 32)})
        around = Surroundings(timezone="UTC")
        with closing(connector.open(settings, around)) as source, closing(connector.open(wrong, around)) as lost:
            yield HttpPeer(source, lost, module.TOKEN, server)
