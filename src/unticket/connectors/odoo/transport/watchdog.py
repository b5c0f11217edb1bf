"""Ends an exchange at its deadline even where a server sends one byte at a time, so that no single wait ever times out."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

Trace = Callable[[str, Mapping[str, Any]], None]
_OPENED = ("connection.connect_tcp.complete", "connection.start_tls.complete")


class Watchdog:
    """Knows the connection's socket and shuts it at the deadline. One exchange at a time."""

    def __init__(self) -> None:
        self.bit = False  # whether the last exchange was ended here
        self._socket: socket.socket | None = None

    @contextmanager
    def until(self, ends_at: float) -> Iterator[Trace]:
        """A `trace` for the HTTP client, by which the socket becomes known (a kept connection is known already)."""
        self.bit = False
        timer = threading.Timer(max(0.0, ends_at - time.monotonic()), self._bite)
        timer.daemon = True
        timer.start()
        try:
            yield self._opened
        finally:
            timer.cancel()

    def _opened(self, event: str, told: Mapping[str, Any]) -> None:
        if event in _OPENED:
            self._socket = told["return_value"].get_extra_info("socket")

    def _bite(self) -> None:
        self.bit = True
        if self._socket is not None:
            with suppress(OSError):  # closed already
                self._socket.shutdown(socket.SHUT_RDWR)
