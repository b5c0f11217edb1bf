"""Serves a desk over real HTTP, on this machine only, for as long as a `with` block lasts."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn
from starlette.applications import Starlette
from uvicorn.server import ServerState

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
    """Serve `state` on 127.0.0.1, on a free port unless one is named. Prints nothing; with the block all connections end.

    Raises OSError where the port is taken.
    """
    faults = faults or Faults()
    calls: Counter[tuple[str, str]] = Counter()
    listener = socket.create_server((LOOPBACK, port))
    server = _Server(application(state, faults, calls), listener)
    thread = threading.Thread(target=server.run, name="demo-desk", daemon=True)
    thread.start()
    try:
        server.wait_until_open()
        yield RunningDesk(f"http://{LOOPBACK}:{listener.getsockname()[1]}", state, faults, calls)
    finally:
        server.close()
        thread.join(timeout=10)
        listener.close()


class _Server:
    """uvicorn's HTTP protocol in an event loop of its own.

    uvicorn's own server looks ten times a second whether to end, and waits for clients that a fault keeps waiting.
    """

    def __init__(self, app: Starlette, listener: socket.socket) -> None:
        self._config = uvicorn.Config(app, log_config=None, log_level="critical", access_log=False, lifespan="off", ws="none")
        self._listener = listener
        self._opened: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    def run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as failure:
            if self._opened.done():
                raise
            self._opened.set_exception(failure)

    def wait_until_open(self) -> None:
        self._opened.result(timeout=30)

    def close(self) -> None:
        loop, closing = self._opened.result(timeout=30)
        loop.call_soon_threadsafe(closing.set)

    async def _serve(self) -> None:
        self._config.load()
        shared = ServerState()
        loop, closing = asyncio.get_running_loop(), asyncio.Event()
        server = await loop.create_server(
            lambda: TransportProtocol(config=self._config, server_state=shared, app_state={}), sock=self._listener
        )
        self._opened.set_result((loop, closing))
        await closing.wait()
        server.close()
        for connection in list(shared.connections):
            connection.transport.abort()
