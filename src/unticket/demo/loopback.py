"""A web application served over real HTTP, on this machine only, for as long as a `with` block lasts."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from uvicorn.server import ServerState

from unticket.demo.desk.wire import TransportProtocol

LOOPBACK = "127.0.0.1"


@contextmanager
def serving(app: Starlette, *, port: int = 0, name: str) -> Iterator[str]:
    """The address of `app` while it is served on 127.0.0.1, on a free port unless one is named; `name` is the thread's.

    Prints nothing; with the block all connections end. Raises OSError where the port is taken.
    """
    listener = socket.create_server((LOOPBACK, port))
    server = _Server(app, listener)
    thread = threading.Thread(target=server.run, name=name, daemon=True)
    thread.start()
    try:
        server.wait_until_open()
        yield f"http://{LOOPBACK}:{listener.getsockname()[1]}"
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
