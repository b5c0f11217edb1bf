"""The JSON-RPC door, `/jsonrpc`, that Odoo 16 to 18 offer and 19 still has: errors come inside an HTTP 200."""

from __future__ import annotations

from typing import Any

import orjson

from unticket.demo.desk import methods, transaction
from unticket.demo.desk.answer import Answer, json_answer
from unticket.demo.desk.refusal import Refusal, access_denied, value_error
from unticket.demo.desk.state import DeskState


def version(serie: str) -> dict[str, Any]:
    major, minor = serie.split(".")
    return {
        "server_version": serie,
        "server_version_info": [int(major), int(minor), 0, "final", 0, ""],
        "server_serie": serie,
        "protocol_version": 1,
    }


def answer(state: DeskState, body: bytes, started: str) -> Answer:
    """One call over JSON-RPC."""
    request: dict[str, Any] = {}
    try:
        request = orjson.loads(body)
        params = request["params"]
        result, rows = _dispatch(state, params["service"], params["method"], params.get("args", []), started)
    except Refusal as no:
        error = {"code": 0, "message": "Odoo Server Error", "data": no.body()}
        return json_answer(200, {"jsonrpc": "2.0", "id": request.get("id"), "error": error})
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return json_answer(400, value_error("Invalid JSON-RPC data").body())
    return json_answer(200, {"jsonrpc": "2.0", "id": request.get("id"), "result": result}, rows=rows)


def target(body: bytes) -> tuple[str, str]:
    """The model and method that a request asks for (the service, where it is not `object`), for counting."""
    try:
        params = orjson.loads(body)["params"]
        args = params.get("args", [])
        return (args[3], args[4]) if params["service"] == "object" else (params["service"], params["method"])
    except (orjson.JSONDecodeError, KeyError, TypeError, IndexError, AttributeError):
        return ("", "")


def _dispatch(state: DeskState, service: str, method: str, args: list[Any], started: str) -> tuple[Any, int]:
    if service == "common" and method == "version":
        return version(state.serie), 0
    if service == "common" and method in {"authenticate", "login"}:
        return _authenticate(state, *args[:3]), 0
    if service == "object" and method == "execute_kw":
        return _execute(state, args, started)
    raise value_error(f"Method not found: {service}.{method}")


def _authenticate(state: DeskState, database: str, login: str, key: str) -> int | bool:
    """The user's id, or false: a wrong key is no error here."""
    caller = state.caller(key) if database == state.database else None
    if caller is None or state.table("res.users").rows[caller.uid].get("login") != login:
        return False
    return caller.uid


def _execute(state: DeskState, args: list[Any], started: str) -> tuple[Any, int]:
    database, uid, key, model, method, *rest = args
    positional = rest[0] if rest else []
    keywords = dict(rest[1]) if len(rest) > 1 else {}
    caller = state.caller(key)
    if caller is None or caller.uid != uid or database != state.database:
        raise access_denied()
    context = keywords.pop("context", None) or {}
    ids, given = methods.named(model, method, positional, keywords)
    return transaction.run(state, caller, context, started, lambda call: methods.invoke(call, model, method, ids, given))
