"""A desk over real HTTP, and the connector opened on it."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from unticket.connectors.connector import Surroundings
from unticket.connectors.odoo import CONNECTORS
from unticket.connectors.odoo.source import OdooHelpdesk
from unticket.demo.desk.serve import RunningDesk, serve
from unticket.demo.reference_week import reference_week

# Quick, so that a fault costs a test no time; every figure is the setting's own.
QUICK = {"time_out_seconds": 2, "connect_seconds": 2, "deadline_seconds": 20, "retries": 2, "retry_pause_seconds": 0}

Opening = Callable[..., OdooHelpdesk]


@pytest.fixture
def week() -> Iterator[RunningDesk]:
    """The reference week, served."""
    with serve(reference_week()) as desk:
        yield desk


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opening]:
    """Opens the connector on a desk. Each call is a new process, as far as the connector can tell: only the cache stays."""
    sources: list[OdooHelpdesk] = []

    def open_on(desk: RunningDesk | str, **settings: Any) -> OdooHelpdesk:
        if isinstance(desk, RunningDesk):
            named = {"url": desk.url, "database": desk.database, "login": desk.login, "api_key": desk.api_key}
        else:
            named = {"url": desk, "database": "odoo", "login": "bot", "api_key": "k" * 40}
        connector = CONNECTORS[0]
        chosen = connector.settings(**(named | QUICK | settings))
        source: OdooHelpdesk = connector.open(chosen, Surroundings(timezone="UTC", cache=str(tmp_path / "cache")))
        sources.append(source)
        return source

    yield open_on
    for source in sources:
        source.close()


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the server saw it."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass(slots=True)
class Scripted:
    """A server that answers as a test says, for what the demo desk is not: other versions, other products, other troubles."""

    url: str
    asked: list[Asked]


Script = Callable[[Asked], Any]


@pytest.fixture
def scripted() -> Iterator[Callable[..., Scripted]]:
    """Serves a script over real HTTP. It returns a value (sent as JSON), `(status, headers, bytes)`, or raw pieces to send."""
    servers: list[ThreadingHTTPServer] = []

    def start(script: Script, *, certificate: Path | None = None) -> Scripted:
        asked: list[Asked] = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                request = Asked(self.command, self.path, dict(self.headers), json.loads(body) if body else None)
                asked.append(request)
                answer = script(request)
                if isinstance(answer, Iterator):
                    self.close_connection = True
                    with suppress(OSError):  # the client may have had enough
                        for piece in answer:
                            self.wfile.write(piece)
                            self.wfile.flush()
                    return
                status, headers, content = answer if isinstance(answer, tuple) else (200, {}, json.dumps(answer).encode())
                self.send_response(status)
                for name, value in ({"Content-Type": "application/json"} | headers).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_POST = do_GET

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        if certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return Scripted(f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_address[1]}", asked)

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()
