"""The desk as a web application: Odoo's addresses, each leading to its door, with faults on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from unticket.demo.desk import json2, jsonrpc, portal
from unticket.demo.desk.answer import HTML, Answer, json_answer
from unticket.demo.desk.breakage import respond, response
from unticket.demo.desk.faults import Faults
from unticket.demo.desk.moments import kept
from unticket.demo.desk.refusal import not_found
from unticket.demo.desk.state import DeskState

JSON_2_SINCE = 19
NO_SUCH_PAGE = Answer(404, b"<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n", HTML)


def application(state: DeskState, faults: Faults, calls: Counter[tuple[str, str]]) -> Starlette:
    """The desk's web application; `calls` is counted up by (model, method)."""

    async def answered(model: str, method: str, work: Callable[[str], Answer]) -> Response:
        calls[model, method] += 1
        started = kept(state.clock())
        fault = faults.next(model, method)
        given = await respond(fault, lambda: work(started), faults.seconds_per_row)
        await run_in_threadpool(faults.answered, state, model, method)
        return given

    async def version(_request: Request) -> Response:
        if state.major < JSON_2_SINCE:
            calls["", "version"] += 1
            return response(NO_SUCH_PAGE)
        return await answered("", "version", lambda _started: json_answer(200, json2.version(state.serie)))

    async def json_2(request: Request) -> Response:
        model, method = request.path_params["model"], request.path_params["method"]
        if state.major < JSON_2_SINCE:
            return response(NO_SUCH_PAGE)
        if request.method != "POST":
            return response(json_answer(404, not_found(f"Did you mean POST /json/2/{model}/{method}?").body()))
        body = await request.body()
        return await answered(
            model,
            method,
            lambda started: json2.answer(state, (model, method), request.headers, body, started),
        )

    async def json_rpc(request: Request) -> Response:
        body = await request.body()
        return await answered(*jsonrpc.target(body), lambda started: jsonrpc.answer(state, body, started))

    async def authenticate(request: Request) -> Response:
        body = await request.body()
        return await answered("", "authenticate", lambda _started: portal.authenticate(state, body))

    async def submitted(request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
        session = request.cookies.get("session_id", "")
        return await answered("", "submitted_ticket", lambda _started: portal.submitted(state, session, form))

    return Starlette(
        routes=[
            Route("/json/version", version),
            Route("/web/version", version),
            Route("/json/2/{model}/{method}", json_2, methods=["GET", "POST"]),
            Route("/jsonrpc", json_rpc, methods=["POST"]),
            Route("/web/session/authenticate", authenticate, methods=["POST"]),
            Route("/submitted/ticket", submitted, methods=["POST"]),
        ]
    )
