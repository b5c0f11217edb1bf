"""When and how often a call is repeated: only after what may pass by itself, with growing, jittered pauses."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import structlog

from unticket.connectors.https_trouble import NotSent
from unticket.model.errors import ConnectorError, RateLimited

T = TypeVar("T")
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """`retries` repetitions within `deadline` seconds; pauses from `pause` seconds on, doubling, up to `longest`."""

    retries: int
    pause: float
    deadline: float
    longest: float = 30.0

    def repeat(self, attempt: Callable[[float], T], *, repeatable: bool) -> T:
        """What `attempt(ends_at)` returns; `ends_at` is on the monotonic clock.

        Only an error marked transient is met with another attempt, and, unless `repeatable`, only one that shows that
        nothing was sent. A pause that the server asks for (Retry-After) is kept where the deadline allows.
        """
        ends_at = time.monotonic() + self.deadline
        for number in range(self.retries + 1):
            try:
                return attempt(ends_at)
            except ConnectorError as error:
                # A refusal to serve (429) means that nothing was done.
                may_repeat = error.transient and (repeatable or isinstance(error, NotSent | RateLimited))
                pause = self._pause(number, error)
                if not may_repeat or number == self.retries or time.monotonic() + pause >= ends_at:
                    raise
                _log.info("odoo.again", after=round(pause, 2), because=error.what)
                time.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def _pause(self, number: int, error: ConnectorError) -> float:
        if isinstance(error, RateLimited) and error.retry_after is not None:
            return error.retry_after
        # Full jitter, so that several clients do not return in step.
        growing: float = min(self.longest, self.pause * 2**number)
        return growing * random.uniform(0.5, 1.0)  # noqa: S311
