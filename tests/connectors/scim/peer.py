"""scim2-server over real HTTP on 127.0.0.1, with a hand on its connections and a count of what was really changed."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from scim2_models import ScimProvider, UnauthorizedException
from scim2_server.applications.asgi import ASGIApplication
from scim2_server.memory import AsyncInMemoryStorage
from scim2_server.utils import (
    load_default_resource_types,
    load_default_schemas,
    load_default_service_provider_config,
)

from unticket.demo.loopback import serving

TOKEN = "scim-token-7f3a"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@dataclass
class ScimServer:
    """`faults` are met one by one by the next requests of their method: "cut", "cut after", or (status, headers, body)."""

    url: str = ""
    requests: list[str] = field(default_factory=list)
    switched: list[str] = field(default_factory=list)  # ids, once for each real change of active
    faults: dict[str, list[Any]] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """As another client of the server, behind the connector's back."""
        request = urllib.request.Request(
            self.url + path,
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/scim+json", "Connection": "close"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def add(self, user_name: str, email: str, name: str = "", *, active: bool = True, **more: Any) -> str:
        """A new user; its id."""
        given, _, family = name.partition(" ")
        user = {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": user_name,
            "emails": [{"value": email, "primary": True, "type": "work"}],
            "name": {"givenName": given, "familyName": family, "formatted": name},
            "active": active,
        }
        if enterprise := more.pop("enterprise", None):
            user["schemas"].append(ENTERPRISE)
            user[ENTERPRISE] = enterprise
        return str(self.ask("POST", "/Users", user | more)["id"])

    def replace(self, user_id: str, path: str, value: Any) -> None:
        operation = {"op": "replace", "path": path, "value": value}
        self.ask(
            "PATCH",
            f"/Users/{user_id}",
            {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation]},
        )


class _Guarded(ASGIApplication):
    def check_auth(self, request: Any) -> None:
        if request.header("Authorization") != f"Bearer {TOKEN}":
            raise UnauthorizedException


class _Faulty:
    """In front of the server: counts, and breaks what it is told to."""

    def __init__(self, inner: ASGIApplication, server: ScimServer) -> None:
        self._inner, self._server = inner, server

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        method, path = scope["method"], scope["path"]
        self._server.requests.append(f"{method} {path}?{scope['query_string'].decode()}")
        planned = self._server.faults.get(method)
        fault = planned.pop(0) if planned else None
        if fault == "cut":
            scope["state"]["transport"].abort()
            return
        if isinstance(fault, tuple):
            status, headers, body = fault
            pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
            await send({"type": "http.response.start", "status": status, "headers": pairs})
            await send({"type": "http.response.body", "body": body})
            return
        before = self._active(path)
        sent: list[Any] = []
        await self._inner(scope, receive, _into(sent))
        if method == "PATCH" and self._active(path) != before:
            self._server.switched.append(path.rpartition("/")[2])
        if fault == "cut after":
            scope["state"]["transport"].abort()
            await asyncio.sleep(0)
            return
        for message in sent:
            await send(message)

    def _active(self, path: str) -> Any:
        wanted = path.rpartition("/")[2]
        return next((user.active for user in self._inner.storage.resources if user.id == wanted), None)


def _into(sent: list[Any]) -> Any:
    async def keep(message: Any) -> None:
        sent.append(message)

    return keep


@cache
def _provider() -> ScimProvider:
    return ScimProvider.from_discovery(
        load_default_schemas().values(),
        load_default_resource_types().values(),
        config=load_default_service_provider_config(),
    )


@contextmanager
def scim_server() -> Iterator[ScimServer]:
    """A server without users."""
    server = ScimServer()
    application: Any = _Faulty(_Guarded(AsyncInMemoryStorage(), _provider()), server)
    with serving(application, name="test-scim") as url:
        server.url = f"{url}/v2"
        yield server
