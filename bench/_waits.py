"""How long our own sockets wait for peers: what a run costs besides is the product's own work."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore2


class Waits:
    """The times between asking and being answered, over HTTP and SMTP, of all threads."""

    def __init__(self) -> None:
        self._found: list[tuple[float, float]] = []

    def taken(self) -> float:
        """Seconds since this was asked last in which at least one answer was waited for: waits side by side count once."""
        found, self._found = sorted(self._found), []
        seconds, until = 0.0, 0.0
        for begin, end in found:
            seconds += max(0.0, end - max(begin, until))
            until = max(until, end)
        return seconds

    def timed(self, wait: Callable[..., Any]) -> Callable[..., Any]:
        """`wait`, with its time noted."""

        def waiting(*arguments: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return wait(*arguments, **named)
            finally:
                self._found.append((began, time.perf_counter()))

        return waiting


@contextmanager
def waits() -> Iterator[Waits]:
    """Measures within the block."""
    found = Waits()
    places = [(httpcore2._backends.sync.SyncStream, "read"), (smtplib.SMTP, "getreply")]
    before = [getattr(owner, name) for owner, name in places]
    for (owner, name), function in zip(places, before, strict=True):
        setattr(owner, name, found.timed(function))
    try:
        yield found
    finally:
        for (owner, name), function in zip(places, before, strict=True):
            setattr(owner, name, function)
