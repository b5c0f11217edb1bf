"""Which version answers there, and which protocol it is to be spoken to with. Needs no key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from unticket.connectors.https_exchange import Answer
from unticket.connectors.odoo.errors import not_odoo
from unticket.connectors.odoo.settings import OdooConnection
from unticket.connectors.odoo.transport.calls import Calls
from unticket.connectors.odoo.transport.http import Http
from unticket.connectors.odoo.transport.json2 import Json2, decoded
from unticket.connectors.odoo.transport.jsonrpc import JsonRpc
from unticket.connectors.odoo.transport.patience import Patience
from unticket.model.errors import UnexpectedPayload

_JSON2_SINCE = 19
_OLDEST = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What the server says of itself: "19.0", or "saas~19.1" of Odoo Online."""

    text: str
    major: int


def ask_version(settings: OdooConnection, http: Http, patience: Patience) -> Version:
    """The version. Odoo 19 tells it to a GET; older ones to JSON-RPC. Raises `UnexpectedPayload` where no Odoo answers."""

    def get(path: str) -> Answer:
        return patience.repeat(lambda ends_at: http.exchange("GET", path, named="version", ends_at=ends_at), repeatable=True)

    if settings.protocol != "jsonrpc":
        for path in ("/json/version", "/web/version"):
            answer = get(path)
            if answer.status == 200 and answer.is_json:
                return _supported(_version(decoded(answer, http), "version", http), http)
    told = JsonRpc(settings, http, patience).version()
    return _supported(_version(told, "server_version", http), http)


def open_calls(settings: OdooConnection, http: Http, patience: Patience, major: int, uid: int | None = None) -> Calls:
    """The protocol of the settings, or else the newest that the version knows."""
    wanted = settings.protocol if settings.protocol != "auto" else "json2" if major >= _JSON2_SINCE else "jsonrpc"
    return Json2(settings, http, patience) if wanted == "json2" else JsonRpc(settings, http, patience, uid)


def _version(told: Any, field: str, http: Http) -> Version:
    text = told.get(field) if isinstance(told, dict) else None
    numbers = re.search(r"\d+", text) if isinstance(text, str) else None
    if not numbers:
        raise not_odoo(http.url)
    return Version(text=str(text), major=int(numbers[0]))


def _supported(version: Version, http: Http) -> Version:
    if version.major < _OLDEST:
        raise UnexpectedPayload(
            f"{http.place} is version {version.text}.", f"Odoo {_OLDEST} or later is needed; older exports go in by file."
        )
    return version
