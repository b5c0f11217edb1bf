"""Slows down who tries secrets; who knows one is never slowed down."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

_MINUTE = 60.0
_MOST_CALLERS = 10_000


class Throttle:
    """Counts wrong tries of each caller in the running minute; remembers the 10,000 newest callers."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._callers: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def wrong(self, caller: str) -> float:
        """One more wrong try; for how many seconds `caller` must wait, or 0."""
        now = self._clock()
        began_at, count = self._callers.pop(caller, (now, 0))
        if now - began_at >= _MINUTE:
            began_at, count = now, 0
        self._callers[caller] = (began_at, count + 1)
        while len(self._callers) > _MOST_CALLERS:
            self._callers.popitem(last=False)
        return began_at + _MINUTE - now if count >= self._per_minute else 0.0
