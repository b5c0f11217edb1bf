"""A school's own platform with a JSON interface of its own habits, over real HTTP; it breaks on demand and counts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from unticket.demo.loopback import serving

TOKEN = "school-key-91c2"
DESCRIBED: dict[str, Any] = {
    "token_header": "X-Api-Key",
    "token_prefix": "",
    "look_up": {
        "path": "/api/people?mail={email}",
        "accounts": "/data/items",
        "total": "/data/total",
        "by_id": "/api/people/{id}",
        "account": "/data",
    },
    "fields": {
        "id": "/uid",
        "email": "/contact/mail",
        "status": "/state",
        "username": "/login",
        "name": "/contact/name",
        "last_access": "/seen",
        "created": "/made",
        "suspended_by": "/off_by",
    },
    "enabled_words": ["Open"],
    "disabled_words": ["Shut"],
    "id_is_number": True,
    "reactivate": {"method": "PATCH", "path": "/api/people/{id}", "body": {"state": "Open"}},
    "deactivate": {"method": "PATCH", "path": "/api/people/{id}", "body": {"state": "Shut"}},
    "reset": {"path": "/api/people/{id}/reset", "body": {"who": "{id}", "note": "asked for {id}"}, "done": "/requested"},
    "administrators": ["root"],
    "provisioned": True,
    "keeps_passwords": True,
}


@dataclass
class Platform:
    """`faults` are met one by one by the next requests of their method: "cut", "cut after", or a Response."""

    url: str = ""
    people: dict[int, dict[str, Any]] = field(default_factory=dict)
    switched: list[str] = field(default_factory=list)
    resets: list[str] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    faults: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, login: str, mail: str, name: str, state: str = "Open", **more: Any) -> str:
        uid = len(self.people) + 11
        contact = {"mail": mail, "name": name}
        self.people[uid] = {"uid": uid, "login": login, "contact": contact, "state": state, "seen": 1767225600} | more
        return str(uid)

    async def door(self, request: Request) -> Response:
        self.asked.append(f"{request.method} {request.scope['raw_path'].decode()}?{request.url.query}")
        planned = self.faults.get(request.method)
        fault = planned.pop(0) if planned else None
        if fault == "cut":
            request.scope["state"]["transport"].abort()
            return Response()
        if isinstance(fault, Response):
            return fault
        if request.headers.get("x-api-key") != TOKEN:
            return JSONResponse({"error": f"no such key {request.headers.get('x-api-key')}"}, 401)
        answer = await self._answer(request)
        if fault == "cut after":
            request.scope["state"]["transport"].abort()
        return answer

    async def _answer(self, request: Request) -> Response:
        uid = request.path_params.get("uid")
        if uid is None:
            mail = request.query_params["mail"].lower()
            items = [person for person in self.people.values() if person["contact"]["mail"].lower() == mail]
            return JSONResponse({"data": {"items": items, "total": len(items)}})
        person = self.people.get(int(uid)) if uid.isdecimal() else None
        if person is None:
            return JSONResponse({"error": "unknown"}, 404)
        if request.method == "GET":
            return JSONResponse({"data": person})
        body = await request.json()
        self.bodies.append(body)
        if request.method == "POST":
            self.resets.append(person["contact"]["mail"].lower())
            return JSONResponse({"requested": True})
        if person["state"] != body["state"]:
            person["state"] = body["state"]
            self.switched.append(uid)
        return JSONResponse({"data": person})


@contextmanager
def platform() -> Iterator[Platform]:
    """A platform without people."""
    running = Platform()
    app = Starlette(
        routes=[
            Route("/api/people", running.door, methods=["GET"]),
            Route("/api/people/{uid}", running.door, methods=["GET", "PATCH"]),
            Route("/api/people/{uid}/reset", running.door, methods=["POST"]),
        ]
    )
    with serving(app, name="test-platform") as url:
        running.url = url
        yield running
