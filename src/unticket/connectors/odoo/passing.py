"""What was asked a moment ago, so that the looks of one run, a second apart, do not ask the same again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from unticket.connectors.odoo.memory import Memory

A_MOMENT = timedelta(seconds=5)
_MOST = 1000


def utc_now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


class PassingMemory(Memory):
    """Remembers for `A_MOMENT`, in this process alone, at most some thousand values. Shared by the looks of one desk.

    For how the desk is set up, never for what stands on a ticket, nor for whom an account belongs to: what an administrator
    changes in the desk's set-up counts, at the latest, so many seconds after it was changed.
    """

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        super().__init__(Path(), now)

    def lately(self, name: str) -> Any:
        """The value that was kept within the last moment, or None."""
        return self.recall(name, A_MOMENT)

    def keep_as_of(self, moment: datetime, values: Mapping[str, Any]) -> None:
        if len(self._values) >= _MOST:
            self.forget()
        super().keep_as_of(moment, values)

    def _read(self) -> dict[str, Any]:
        return {}

    def _write(self) -> None:
        """Nothing outlives the process."""
