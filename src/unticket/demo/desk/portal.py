"""The desk's doors for requesters: the portal's sign-in and form, and the gateway that takes mail."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from email import message_from_string, policy
from typing import Any

import orjson

from unticket.demo.desk import arrival
from unticket.demo.desk.answer import HTML, Answer, json_answer
from unticket.demo.desk.call import Call
from unticket.demo.desk.state import DeskState

_TO_SIGN_IN = "/web/login?redirect=/new/ticket"


def authenticate(state: DeskState, body: bytes) -> Answer:
    """`POST /web/session/authenticate` with login and password: a session in a cookie, as a browser has one."""
    try:
        asked = orjson.loads(body)["params"]
        login, password = str(asked["login"]), str(asked["password"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        login = password = ""
    if not password or state.passwords.get(login) != password:
        refused = {"code": 0, "message": "Odoo Server Error", "data": {"name": "odoo.exceptions.AccessDenied"}}
        return json_answer(200, {"jsonrpc": "2.0", "id": None, "error": refused})
    session = secrets.token_hex(20)
    state.sessions[session] = login
    cookie = {"Set-Cookie": f"session_id={session}; HttpOnly; Path=/"}
    return json_answer(200, {"jsonrpc": "2.0", "id": None, "result": {"uid": state.user(login)["id"]}}, headers=cookie)


def submitted(state: DeskState, session: str, form: Mapping[str, str]) -> Answer:
    """`POST /submitted/ticket`, the form that OCA shows to those who are signed in. Its token against forgery is left out."""
    login = state.sessions.get(session)
    if login is None:
        return Answer(303, b"", HTML, {"Location": _TO_SIGN_IN})
    made = arrival.by_portal(state, login, form.get("subject", ""), form.get("description", ""))
    return Answer(303, b"", HTML, {"Location": f"/my/ticket/{made}"})


def message_process(call: Call, _name: str, *, model: Any, message: str) -> int:  # noqa: ARG001 — the alias's model
    """A whole mail, as the gateway's program hands it over; the new ticket's id."""
    mail = message_from_string(message, policy=policy.default)
    body = mail.get_body(("plain",))
    text = str(body.get_content()).strip() if body is not None else ""
    return arrival.by_mail(call.state, str(mail["From"] or ""), str(mail["Subject"] or "No Subject"), text)
