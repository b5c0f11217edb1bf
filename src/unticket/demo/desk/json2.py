"""The JSON-2 door: `POST /json/2/<model>/<method>` with a bearer key, as in Odoo 19."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from unticket.demo.desk import methods, transaction
from unticket.demo.desk.answer import HTML, Answer, json_answer
from unticket.demo.desk.refusal import Refusal, bad_request, unauthorized, unprocessable
from unticket.demo.desk.rights import Caller
from unticket.demo.desk.state import DeskState

_WRONG_DATABASE = (
    "<!DOCTYPE html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n"
    "<p>No database is selected and the requested URL was not found in the server-wide controllers.</p>\n"
    "<p>Please verify the hostname, <a href=/web/login>login</a> and try again.</p>\n\n"
    "<!-- Alternatively, use the X-Odoo-Database header. -->\n"
)
_NOT_JSON = (
    "<!doctype html>\n<html lang=en>\n<title>415 Unsupported Media Type</title>\n<h1>Unsupported Media Type</h1>\n"
    "<p>Request inferred type is compatible with &#39;http&#39; but only &#39;json2&#39; is supported.</p>\n"
)


def version(serie: str) -> dict[str, Any]:
    """What `/json/version` tells anybody."""
    major, minor = serie.split(".")
    return {"version_info": [int(major), int(minor), 0, "final", 0, ""], "version": serie}


def answer(state: DeskState, called: tuple[str, str], headers: Mapping[str, str], body: bytes, started: str) -> Answer:
    """One call of (model, method) over JSON-2. `headers` is asked by lower-case names."""
    if headers.get("x-odoo-database", state.database) != state.database:
        return Answer(404, _WRONG_DATABASE.encode(), HTML)
    if not headers.get("content-type", "").startswith("application/json"):
        return Answer(415, _NOT_JSON.encode(), HTML)
    try:
        caller = _caller(state, headers.get("authorization", ""))
        given = _arguments(body)
        context = given.pop("context", None) or {}
        ids = given.pop("ids", None)
        result, rows = transaction.run(state, caller, context, started, lambda call: methods.invoke(call, *called, ids, given))
    except Refusal as no:
        asks = {"WWW-Authenticate": "Bearer"} if no.status == 401 else {}
        return json_answer(no.status, no.body(), headers=asks)
    return json_answer(200, result, rows=rows)


def _caller(state: DeskState, authorization: str) -> Caller:
    scheme, _, key = authorization.partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise unauthorized("User not authenticated, use an API Key with a Bearer Authorization header.")
    caller = state.caller(key.strip())
    if caller is None:
        raise unauthorized("Invalid apikey")
    return caller


def _arguments(body: bytes) -> dict[str, Any]:
    try:
        given = orjson.loads(body or b"{}")
    except orjson.JSONDecodeError as wrong:
        raise bad_request(f"could not parse the body as json: {wrong}") from None
    if not isinstance(given, dict):
        raise unprocessable("could not parse the body, expecting a json object")
    return given
