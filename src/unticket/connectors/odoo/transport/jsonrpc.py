"""JSON-RPC, the external API up to Odoo 18 (19 to 21 still answer it): POST /jsonrpc, errors inside an HTTP 200."""

from __future__ import annotations

from typing import Any

import orjson

from unticket.connectors.odoo.errors import from_odoo, key_refused, not_odoo
from unticket.connectors.odoo.settings import OdooConnection
from unticket.connectors.odoo.transport.calls import READING
from unticket.connectors.odoo.transport.http import Http
from unticket.connectors.odoo.transport.json2 import decoded
from unticket.connectors.odoo.transport.patience import Patience
from unticket.model.errors import CredentialsRefused, UnexpectedPayload


class JsonRpc:
    """Calls over JSON-RPC, as the user `uid` (asked for with `authenticate`, or remembered)."""

    protocol = "jsonrpc"

    def __init__(self, settings: OdooConnection, http: Http, patience: Patience, uid: int | None = None) -> None:
        self._settings, self._http, self._patience = settings, http, patience
        self._uid = uid

    @property
    def uid(self) -> int:
        """The key's user. A wrong key or login is answered with `false`, not with an error."""
        if self._uid is None:
            self._require_names()
            found = self._ask(
                "common", "authenticate", [self._settings.database, self._settings.login, self._key, {}], "authenticate", True
            )
            if not isinstance(found, int) or isinstance(found, bool):
                raise key_refused(self._http.place)
            self._uid = found
        return self._uid

    def version(self) -> Any:
        """`common.version()`, which needs no key."""
        return self._ask("common", "version", [], "version", True)

    def call(self, model: str, method: str, **arguments: Any) -> Any:
        """Ids and domain go by position: their names differ between versions (`search(args)` in 16)."""
        positional = [arguments.pop(name) for name in ("ids", "domain") if name in arguments][:1]
        return self._ask(
            "object",
            "execute_kw",
            [self._settings.database, self.uid, self._key, model, method, positional, arguments],
            f"{model}.{method}",
            method in READING,
        )

    def close(self) -> None:
        self._http.close()

    @property
    def _key(self) -> str:
        return self._settings.api_key.get_secret_value()

    def _require_names(self) -> None:
        if not self._settings.database or not self._settings.login:
            raise CredentialsRefused(
                f"{self._http.place} speaks JSON-RPC, which needs the database's name and the key's login.",
                "Set desk.database and desk.login.",
            )

    def _ask(self, service: str, method: str, args: list[Any], call: str, repeatable: bool) -> Any:
        params = {"service": service, "method": method, "args": args}
        body = orjson.dumps({"jsonrpc": "2.0", "method": "call", "id": 1, "params": params})

        def attempt(ends_at: float) -> Any:
            answer = self._http.exchange(
                "POST", "/jsonrpc", named=call, body=body, headers={"Content-Type": "application/json"}, ends_at=ends_at
            )
            if not answer.is_json and service == "common":  # first contact: nothing shows that this is an Odoo at all
                raise not_odoo(self._http.url)
            return self._result(decoded(answer, self._http), call)

        return self._patience.repeat(attempt, repeatable=repeatable)

    def _result(self, told: Any, call: str) -> Any:
        if not isinstance(told, dict):
            raise not_odoo(self._http.url)
        if "error" not in told:
            if "result" not in told:  # a method that returns nothing is answered without a result
                return None
            return told["result"]
        data = told["error"].get("data") if isinstance(told["error"], dict) else None
        if not isinstance(data, dict) or not isinstance(data.get("name"), str):
            raise UnexpectedPayload(f"{self._http.place} answered {call} with an error that does not say why.")
        raise from_odoo(self._http.place, call, data["name"], str(data.get("message", "")).replace(self._key, "…"))
