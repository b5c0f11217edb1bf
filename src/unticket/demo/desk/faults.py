"""What shall go wrong, and when: on a certain call, on every n-th, or now and then from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, RLock
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nothing ever comes back. With `worked` the desk has done what was asked all the same."""

    worked: bool = False


@dataclass(frozen=True, slots=True)
class Slow:
    """The answer comes, but only after so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class SlowBody:
    """The answer begins at once and then comes in pieces, one after each pause: never silent, never done soon."""

    pieces: int
    pause: float


@dataclass(frozen=True, slots=True)
class TooLarge:
    """200 with a body of so many bytes of JSON, in chunks without a declared length."""

    size: int


@dataclass(frozen=True, slots=True)
class CutBeforeAnswer:
    """The connection ends before a byte of the answer. With `worked` the desk has done what was asked."""

    worked: bool = False


@dataclass(frozen=True, slots=True)
class CutInBody:
    """The connection ends after this share of the body; the desk has done what was asked."""

    share: float = 0.5


@dataclass(frozen=True, slots=True)
class TooManyRequests:
    """429, with Retry-After as given: seconds, a date in HTTP's form, or no such header (None); nothing was done."""

    retry_after: int | str | None = 1


@dataclass(frozen=True, slots=True)
class Unavailable:
    """502, 503 or 504 from a proxy in front; nothing was done."""

    status: int = 503
    retry_after: int | str | None = None


@dataclass(frozen=True, slots=True)
class BrokenJson:
    """200 with a complete body that is no JSON."""


@dataclass(frozen=True, slots=True)
class MaintenancePage:
    """200 with a page for people in place of an answer; nothing was done."""


@dataclass(frozen=True, slots=True)
class LateCommit:
    """The transaction starts now and commits later: `seconds` later, or when `wait` returns.

    Its write_date is its start, so that it may lie before rows that others have read meanwhile.
    """

    seconds: float = 0.0
    wait: Callable[[], object] | None = None


Refused = TooManyRequests | Unavailable | MaintenancePage
Cut = NoAnswer | CutBeforeAnswer | CutInBody
Fault = Refused | Cut | Slow | SlowBody | TooLarge | BrokenJson | LateCommit
Hook = Callable[[Any], object]


class Peer(Protocol):
    """What is served: a desk, a learning platform. `lock` is held while its state changes."""

    lock: RLock


class Faults:
    """A plan of faults. Without any, the desk just works.

    `model` and `method` narrow a rule to calls of that model or method; its counting starts at 1 and counts those only.
    The first rule that fits a call wins. `seconds_per_row` paces answers by the records in them, like a real server;
    0.00011 is what Odoo 19 took for tickets with their descriptions (2.2 s for 20,000).
    """

    def __init__(self, *, seed: int = 0, seconds_per_row: float = 0.0) -> None:
        self.seconds_per_row = seconds_per_row
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose
        self._rules: list[_Rule] = []
        self._hooks: list[tuple[_Filter, Hook]] = []
        self._lock = Lock()

    def on_call(self, number: int, fault: Fault, *, model: str | None = None, method: str | None = None) -> Faults:
        """This fault on the `number`-th such call."""
        return self._add(_Rule(fault, _Filter(model, method), lambda count: count == number))

    def on_calls(self, first: int, last: int, fault: Fault, *, model: str | None = None, method: str | None = None) -> Faults:
        """This fault on each such call from `first` to `last`, both included."""
        return self._add(_Rule(fault, _Filter(model, method), lambda count: first <= count <= last))

    def every(self, number: int, fault: Fault, *, model: str | None = None, method: str | None = None) -> Faults:
        """This fault on every `number`-th such call."""
        return self._add(_Rule(fault, _Filter(model, method), lambda count: count % number == 0))

    def sometimes(self, share: float, fault: Fault, *, model: str | None = None, method: str | None = None) -> Faults:
        """This fault on about this share of such calls; which ones follows from the seed."""
        return self._add(_Rule(fault, _Filter(model, method), lambda _count: self._random.random() < share))

    def between(self, hook: Hook, *, model: str | None = None, method: str | None = None) -> Faults:
        """Call `hook` with the desk's state after each such answer, before the next call: data that changes between pages."""
        self._hooks.append((_Filter(model, method), hook))
        return self

    def next(self, model: str, method: str) -> Fault | None:
        """What befalls this call."""
        with self._lock:
            found = None
            for rule in self._rules:
                if rule.fits(model, method) and found is None:
                    found = rule.fault
            return found

    def answered(self, state: Peer, model: str, method: str) -> None:
        """Run the hooks between this answer and the next call."""
        for wanted, hook in self._hooks:
            if wanted.fits(model, method):
                with state.lock:
                    hook(state)

    def _add(self, rule: _Rule) -> Faults:
        self._rules.append(rule)
        return self


@dataclass(frozen=True, slots=True)
class _Filter:
    model: str | None
    method: str | None

    def fits(self, model: str, method: str) -> bool:
        return self.model in {None, model} and self.method in {None, method}


@dataclass(slots=True)
class _Rule:
    fault: Fault
    wanted: _Filter
    due: Callable[[int], bool]
    count: int = 0

    def fits(self, model: str, method: str) -> bool:
        if not self.wanted.fits(model, method):
            return False
        self.count += 1
        return self.due(self.count)
