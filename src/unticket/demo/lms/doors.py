"""The site as a web application: the REST door of Moodle's web services, with faults on the way."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from unticket.demo.desk.answer import Answer, json_answer
from unticket.demo.desk.breakage import respond
from unticket.demo.desk.faults import Faults
from unticket.demo.lms.functions import call
from unticket.demo.lms.refusal import Refusal
from unticket.demo.lms.state import LmsState, Maintenance

PATH = "/webservice/rest/server.php"
_JSON = "application/json"
_HTML = "text/html; charset=utf-8"
_DOWN = b"<!DOCTYPE html>\n<html><head><title>Maintenance</title></head><body>This site is under maintenance.</body></html>\n"
_XML = b'<?xml version="1.0" encoding="UTF-8" ?>\n<RESPONSE>\n</RESPONSE>\n'


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came in, for those who inspect what was sent."""

    method: str
    target: str  # path and query
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


def application(state: LmsState, faults: Faults, calls: Counter[str], asked: deque[Asked]) -> Starlette:
    """The site's web application; `calls` is counted up by function, `asked` keeps the latest requests."""

    async def rest(request: Request) -> Response:
        body = await request.body()
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        asked.append(Asked(request.method, target, dict(request.headers), body))
        # Moodle takes the token from the URL too, though it then stands in access logs.
        pairs = parse_qsl(request.url.query, True) + (
            parse_qsl(body.decode("utf-8", "replace"), True) if _form(request) else []
        )
        form = nested(pairs)
        function = str(form.pop("wsfunction", ""))
        calls[function] += 1
        address = request.client.host if request.client else ""
        given = await respond(
            faults.next("", function), lambda: _answer(state, function, form, address), faults.seconds_per_row
        )
        await run_in_threadpool(faults.answered, state, "", function)
        return given

    return Starlette(routes=[Route(PATH, rest, methods=["GET", "POST"])])


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """PHP's reading of a form: `users[0][id]=3` is {"users": {"0": {"id": "3"}}}; the last of two alike wins."""
    form: dict[str, Any] = {}
    for name, value in pairs:
        first, *inner = re.findall(r"[^\[\]]+", name) or [name]
        place, last = form, first
        for key in inner:
            if not isinstance(place.get(last), dict):
                place[last] = {}
            place, last = place[last], key
        place[last] = value
    return form


def _form(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")


def _answer(state: LmsState, function: str, form: dict[str, Any], address: str) -> Answer:
    token, wants = str(form.pop("wstoken", "")), form.pop("moodlewsrestformat", "xml")
    with state.lock:
        if state.maintenance is Maintenance.CLI:
            return Answer(503, _DOWN, _HTML)
        if not state.web_services:
            return Answer(403, b"", _HTML)
        try:
            result = call(state, token, function, form, address)
        except Refusal as no:
            result = no.body()
    if wants != "json":
        return Answer(200, _XML, "application/xml; charset=utf-8")  # what it holds is left out: no client here reads it
    return json_answer(200, result, kind=_JSON, rows=len(result) if isinstance(result, list) else 1)
