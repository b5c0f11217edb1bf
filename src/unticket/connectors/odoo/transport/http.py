"""One HTTP exchange with an Odoo, and what the statuses of the proxy in front of it mean."""

from __future__ import annotations

from unticket.connectors.https_exchange import Answer, Exchange
from unticket.connectors.https_trouble import Trouble
from unticket.connectors.odoo.settings import OdooConnection
from unticket.model.errors import Unreachable

_GATEWAY_TROUBLE = {
    502: "is not running behind its proxy",
    503: "is down for maintenance or overloaded",
    504: "did not answer its proxy in time",
}
_HEADERS = {"Accept": "application/json", "Accept-Encoding": "gzip"}


class Http:
    """One connection to one server, kept open between exchanges where the server allows it."""

    def __init__(self, settings: OdooConnection) -> None:
        self.place = f"Odoo at {settings.host}"
        self.url = settings.url
        trouble = Trouble(place=self.place, section="desk", smaller="lower desk.page_size")
        self._exchange = Exchange(settings, trouble, _HEADERS, log="odoo", keeps_connection=True)

    def exchange(
        self,
        method: str,
        path: str,
        *,
        named: str,
        ends_at: float,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """The answer to one request, over by `ends_at` (monotonic clock); `named` is what the log calls it.

        Any status is an answer but 3xx, 429, 502, 503 and 504, which are a `ConnectorError`, as is no answer at all.
        """
        answer = self._exchange.ask(method, path, body=body, headers=headers, ends_at=ends_at, named=named)
        if answer.status == 429:
            raise self._exchange.too_many(answer)
        if answer.status in _GATEWAY_TROUBLE:
            what = f"{self.place} {_GATEWAY_TROUBLE[answer.status]} (HTTP {answer.status})."
            raise Unreachable(what, "Try again later.", transient=True)
        return answer

    def close(self) -> None:
        self._exchange.close()
