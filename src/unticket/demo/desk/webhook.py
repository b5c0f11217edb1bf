"""Odoo's native webhook: one unsigned POST per record after the commit, one second's patience, never repeated."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 1.0
"""Seconds that Odoo waits for the receiver, while its own user waits too."""


@dataclass(frozen=True, slots=True)
class WebhookRule:
    """An automation rule with the action "Send Webhook Notification".

    `fields` are sent beside the record's id. With `on_stage` the rule also fires when a ticket's stage really changes.
    """

    url: str
    name: str = "Notify"
    action: int = 257
    fields: tuple[str, ...] = ()
    on_stage: bool = False

    def body(self, model: str, values: dict[str, Any]) -> bytes:
        sent = {"_action": f"{self.name}(#{self.action})", "_id": values["id"], "_model": model}
        sent |= {field: values[field] for field in self.fields}
        return json.dumps(sent, sort_keys=True).encode()

    def send(self, body: bytes) -> bool:
        """Post it once. Whatever goes wrong is the receiver's loss: Odoo only writes a line into its log."""
        to = urlsplit(self.url)
        kind = HTTPSConnection if to.scheme == "https" else HTTPConnection
        connection = kind(to.hostname or "", to.port, timeout=PATIENCE)
        try:
            connection.putrequest("POST", to.path or "/", skip_accept_encoding=True)
            for header, value in (
                ("User-Agent", "python-requests/2.31.0"),
                ("Accept-Encoding", "gzip, deflate"),
                ("Accept", "*/*"),
                ("Connection", "keep-alive"),
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(body))),
            ):
                connection.putheader(header, value)
            connection.endheaders(body)
            return connection.getresponse().status < 400
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()
