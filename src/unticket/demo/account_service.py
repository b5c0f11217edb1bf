"""A plain JSON service over the demo platform's accounts, for schools whose platform is described in settings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from unticket.demo.desk.answer import Answer, json_answer
from unticket.demo.desk.breakage import respond
from unticket.demo.desk.faults import Faults
from unticket.demo.lms.state import LmsState, SentMail, Update
from unticket.demo.lms.user import LmsUser
from unticket.demo.loopback import serving

LOCKED = "locked"  # the field of those whom failed sign-ins have locked

DESCRIBED: Mapping[str, Any] = {
    "kind": "http_accounts",
    "look_up": {"path": "/users?email={email}", "by_id": "/users/{id}"},
    "fields": {
        "username": "/username",
        "name": "/name",
        "confirmed": "/confirmed",
        "locked": "/locked",
        "admin": "/admin",
        "last_access": "/last_access",
    },
    "enabled_words": ["on"],
    "disabled_words": ["off"],
    "reactivate": {"path": "/users/{id}/activation"},
    "reset": {"path": "/users/{id}/reset"},
    "keeps_passwords": True,
}
"""The settings that describe this service, but for its address and its key."""


@contextmanager
def serve(state: LmsState, key: str, calls: Counter[str], faults: Faults | None = None) -> Iterator[str]:
    """The service's address while it answers to `key`. `calls` is counted up by what was asked, refusals included.

    A rule of `faults` names "by_email", "by_id", "activation" or "reset" as its method.
    """
    spoilt = faults or Faults()

    def door(name: str) -> Any:
        async def answer(request: Request) -> Response:
            calls[name] += 1
            return await respond(spoilt.next("", name), lambda: answered(request), spoilt.seconds_per_row)

        def answered(request: Request) -> Answer:
            if request.headers.get("authorization") != f"Bearer {key}":
                return json_answer(401, {"error": "unknown key"})
            with state.lock:
                return _DOORS[name](state, request)

        return answer

    routes = [
        Route("/users", door("by_email")),
        Route("/users/{id:int}", door("by_id")),
        Route("/users/{id:int}/activation", door("activation"), methods=["POST"]),
        Route("/users/{id:int}/reset", door("reset"), methods=["POST"]),
    ]
    with serving(Starlette(routes=routes), name="demo-accounts") as url:
        yield url


def _by_email(state: LmsState, request: Request) -> Answer:
    wanted = request.query_params.get("email", "").lower()
    return json_answer(200, [_shown(user) for user in state.users.values() if user.email.lower() == wanted])


def _by_id(state: LmsState, request: Request) -> Answer:
    user = state.users.get(request.path_params["id"])
    return json_answer(404, {"error": "nobody"}) if user is None else json_answer(200, _shown(user))


def _activation(state: LmsState, request: Request) -> Answer:
    user = state.users[request.path_params["id"]]
    state.updates.append(Update(state.clock(), user.id, {"suspended": (user.suspended, False)}))
    user.suspended = False
    return json_answer(200, _shown(user))


def _reset(state: LmsState, request: Request) -> Answer:
    user = state.users[request.path_params["id"]]
    state.mails.append(SentMail(state.clock(), user.id, user.email, "reset"))
    return json_answer(200, {})


def _shown(user: LmsUser) -> dict[str, Any]:
    return {
        "id": user.id,
        "email": user.email,
        "status": "off" if user.suspended else "on",
        "username": user.username,
        "name": user.fullname,
        "confirmed": user.confirmed,
        "locked": bool(user.custom_fields.get(LOCKED)),
        "admin": user.is_admin,
        "last_access": datetime.fromtimestamp(user.lastaccess, UTC).isoformat() if user.lastaccess else None,
    }


_DOORS = {"by_email": _by_email, "by_id": _by_id, "activation": _activation, "reset": _reset}
