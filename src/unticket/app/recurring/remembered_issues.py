"""The memory of issues, which several runs may want to change at once: each counts on from the numbers of the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from unticket.model.errors import Conflict
from unticket.patterns.verdict import Verdict

if TYPE_CHECKING:
    from unticket.patterns.grouping.memory import Memory
    from unticket.storage.pattern_records import PatternRecords

T = TypeVar("T")
_NAME = "issues"
_TRIES = 4


class RememberedIssues:
    """Loads the memory, and saves it only where no other run has saved since."""

    def __init__(self, records: PatternRecords, clock: Callable[[], datetime]) -> None:
        self._records = records
        self._clock = clock

    def load(self) -> Memory | None:
        """What the last run left; None: no run yet, or damaged."""
        return _read(self._records.memory(_NAME).content)

    def change(self, change: Callable[[Memory | None], tuple[Memory, Sequence[Verdict], T]]) -> T:
        """Save the memory and verdicts that `change` makes of the present memory; returns the third thing that it gives.

        `change` is asked again where another run saved meanwhile. Raises `Conflict` where that happens again and again.
        """
        for attempt in range(_TRIES):
            before = self._records.memory(_NAME)
            memory, verdicts, given = change(_read(before.content))
            content = memory.to_bytes()
            if content == before.content and not verdicts:
                return given
            try:
                self._records.save(_NAME, content, after=before.version, now=self._clock(), verdicts=verdicts)
            except Conflict:
                if attempt == _TRIES - 1:
                    raise
            else:
                return given
        raise AssertionError  # the last attempt returns or raises


def _read(content: bytes | None) -> Memory | None:
    from unticket.patterns.grouping.memory import Memory

    return Memory.from_bytes(content) if content else None
