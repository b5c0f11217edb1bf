"""Serves a desk over real HTTP, on this machine only, for as long as a `with` block lasts."""

from __future__ import annotations

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn

from unticket.demo.desk.doors import application
from unticket.demo.desk.faults import Faults
from unticket.demo.desk.state import DeskState
from unticket.demo.desk.wire import TransportProtocol

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class RunningDesk:
    """A desk that answers at `url`. `calls` counts the calls so far by (model, method), refused and broken ones included."""

    url: str
    state: DeskState
    faults: Faults
    calls: Counter[tuple[str, str]] = field(repr=False)

    @property
    def database(self) -> str:
        return self.state.database

    @property
    def login(self) -> str:
        return self.state.login

    @property
    def api_key(self) -> str:
        return self.state.api_key


@contextmanager
def serve(state: DeskState, *, port: int = 0, faults: Faults | None = None) -> Iterator[RunningDesk]:
    """Serve `state` on 127.0.0.1, on a free port unless one is named. Prints nothing and stops with the block."""
    faults = faults or Faults()
    calls: Counter[tuple[str, str]] = Counter()
    listener = socket.create_server((LOOPBACK, port))
    address = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        application(state, faults, calls),
        http=TransportProtocol,
        log_config=None,
        log_level="critical",
        access_log=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=1,
        server_header=False,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), name="demo-desk", daemon=True)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.002)
        yield RunningDesk(address, state, faults, calls)
    finally:
        server.should_exit = True
        server.force_exit = True
        thread.join(timeout=10)
        listener.close()
