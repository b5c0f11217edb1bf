"""Ends an exchange at its deadline even where a server sends one byte at a time, so that no single wait ever times out."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Self

_OPENED = ("connection.connect_tcp.complete", "connection.start_tls.complete")


class Deadline:
    """Around one exchange: at `ends_at` (monotonic clock) its connection is shut, wherever the exchange stands."""

    def __init__(self, ends_at: float) -> None:
        self.ends_at = ends_at
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(self.left, self._shut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    @property
    def left(self) -> float:
        """Seconds until then, a little above zero at least."""
        return max(0.001, self.ends_at - time.monotonic())

    @property
    def passed(self) -> bool:
        return time.monotonic() >= self.ends_at

    def trace(self, event: str, told: Mapping[str, Any]) -> None:
        """For the HTTP client, which thereby says which connection it opened."""
        if event in _OPENED:
            self._socket = told["return_value"].get_extra_info("socket")

    def _shut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):  # closed already
                self._socket.shutdown(socket.SHUT_RDWR)
