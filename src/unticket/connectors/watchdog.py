"""Ends an exchange at its deadline even where a server sends one byte at a time, so that no single wait ever times out."""

from __future__ import annotations

import math
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any
from weakref import WeakSet

Trace = Callable[[str, Mapping[str, Any]], None]
_OPENED = ("connection.connect_tcp.complete", "connection.start_tls.complete")
_NEVER = math.inf


class Watchdog:
    """Knows the connection's socket and shuts it at the deadline. One exchange at a time."""

    def __init__(self) -> None:
        self.bit = False  # whether the last exchange was ended here
        self.ends_at = _NEVER  # of the exchange that is under way; the watch's alone
        self._socket: socket.socket | None = None

    @contextmanager
    def until(self, ends_at: float) -> Iterator[Trace]:
        """A `trace` for the HTTP client, by which the socket becomes known (a kept connection is known already)."""
        self.bit = False
        _watch.begin(self, ends_at)
        try:
            yield self._opened
        finally:
            _watch.end(self)

    def bite(self) -> None:
        """The watch says that time is up."""
        self.bit = True
        if self._socket is not None:
            with suppress(OSError):  # closed already
                self._socket.shutdown(socket.SHUT_RDWR)

    def _opened(self, event: str, told: Mapping[str, Any]) -> None:
        if event in _OPENED:
            self._socket = told["return_value"].get_extra_info("socket")


class _Watch:
    """The one thread that waits for all deadlines, begun when first needed: a thread for each exchange costs as much as a
    tenth of the exchange."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._dogs: WeakSet[Watchdog] = WeakSet()
        self._wakes_at = _NEVER
        self._thread: threading.Thread | None = None

    def begin(self, dog: Watchdog, ends_at: float) -> None:
        with self._changed:
            dog.ends_at = ends_at
            self._dogs.add(dog)
            if self._thread is None or not self._thread.is_alive():  # in a forked process it is not
                self._thread = threading.Thread(target=self._watch, name="deadlines", daemon=True)
                self._thread.start()
            elif ends_at < self._wakes_at:
                self._changed.notify()

    def end(self, dog: Watchdog) -> None:
        """From here on it does not bite: it bites only while this lock is held."""
        with self._changed:
            dog.ends_at = _NEVER

    def _watch(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                for dog in list(self._dogs):
                    if dog.ends_at <= now:
                        dog.ends_at = _NEVER
                        dog.bite()
                # Deadlines of exchanges that have ended are still slept to, once: waking up for each end would cost more.
                self._wakes_at = min((dog.ends_at for dog in self._dogs), default=_NEVER)
                self._changed.wait(None if self._wakes_at == _NEVER else min(self._wakes_at - now, threading.TIMEOUT_MAX))


_watch = _Watch()
