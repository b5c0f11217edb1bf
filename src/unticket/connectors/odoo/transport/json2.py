"""JSON-2, the external API of Odoo 19 and later: POST /json/2/<model>/<method>, named arguments, a bearer key."""

from __future__ import annotations

from typing import Any

import orjson

from unticket.connectors.https_exchange import Answer
from unticket.connectors.odoo.errors import from_odoo, key_refused, no_such_database
from unticket.connectors.odoo.settings import OdooConnection
from unticket.connectors.odoo.transport.calls import READING
from unticket.connectors.odoo.transport.http import Http
from unticket.connectors.odoo.transport.patience import Patience
from unticket.model.errors import ConnectorError, UnexpectedPayload, Unreachable


class Json2:
    """Calls over JSON-2. An error is an HTTP status with Odoo's exception name in the body; a 500 may be permanent."""

    protocol = "json2"

    def __init__(self, settings: OdooConnection, http: Http, patience: Patience) -> None:
        self._settings, self._http, self._patience = settings, http, patience
        self._headers = {
            "Authorization": f"bearer {settings.api_key.get_secret_value()}",
            "Content-Type": "application/json",
        }
        if settings.database:
            self._headers["X-Odoo-Database"] = settings.database

    def call(self, model: str, method: str, **arguments: Any) -> Any:
        body, path, named = orjson.dumps(arguments), f"/json/2/{model}/{method}", f"{model}.{method}"

        def attempt(ends_at: float) -> Any:
            answer = self._http.exchange("POST", path, named=named, body=body, headers=self._headers, ends_at=ends_at)
            return self._result(answer, named)

        return self._patience.repeat(attempt, repeatable=method in READING)

    def close(self) -> None:
        self._http.close()

    def _result(self, answer: Answer, call: str) -> Any:
        if answer.status == 200:
            return decoded(answer, self._http)
        if not answer.is_json:
            raise self._page(answer)
        told = decoded(answer, self._http)
        if not isinstance(told, dict) or not isinstance(told.get("name"), str):
            raise UnexpectedPayload(f"{self._http.place} answered HTTP {answer.status} to {call} without saying why.")
        message = str(told.get("message", "")).replace(self._settings.api_key.get_secret_value(), "…")
        raise from_odoo(self._http.place, call, told["name"], message)

    def _page(self, answer: Answer) -> ConnectorError:
        """The error behind a page for people: Odoo sends one where no database is chosen, proxies at any time."""
        place = self._http.place
        if answer.status == 404 and b"X-Odoo-Database" in answer.body:
            return no_such_database(place, self._settings.database)
        if answer.status in (401, 403):
            return key_refused(place)
        if answer.status >= 500:  # Odoo itself would have answered in JSON
            return Unreachable(f"{place} failed (HTTP {answer.status}).", "Try again later.", transient=True)
        return UnexpectedPayload(
            f"{place} answered HTTP {answer.status} with a page for people.", "Check desk.url, and the proxy in front of Odoo."
        )


def decoded(answer: Answer, http: Http) -> Any:
    """The JSON of an answer. Half a document, or a page for people, may be a proxy's doing and pass."""
    if not answer.is_json:
        raise UnexpectedPayload(
            f"{http.place} sent a page for people in place of an answer: it may be under maintenance.",
            f"Open {http.url} in a browser, and try again later.",
            transient=answer.status == 200 or answer.status >= 500,
        )
    try:
        return orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        raise UnexpectedPayload(
            f"{http.place} sent broken JSON.", "Try again; if it stays, look at the proxy in front of Odoo.", transient=True
        ) from None
