"""What a run of the engine is asked to do, as plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any

from unticket.model.errors import RunbookError
from unticket.runbooks.plan import JSON


class Do(StrEnum):
    """The phases of a run. What waits between two of them waits in a table, never inside the engine."""

    DECIDE = "decide"  # look at the ticket; act where the mode says so
    ACT = "act"  # a person approved
    CLOSE = "close"  # the requester signed in, or kept silent
    HAND_OVER = "hand_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One phase of the run `run_id` (runbook:ticket:generation). The engine's own id adds the phase to it."""

    do: Do = Do.DECIDE
    run_id: str
    ticket_key: str
    generation: int = 1
    cause: str = "ticket"
    by: str = ""
    since: str = ""  # ISO time
    confirmed_account: str = ""
    because: str = ""
    tries: int = 0

    def written(self) -> dict[str, JSON]:
        """As plain JSON."""
        return asdict(self) | {"do": str(self.do)}

    @property
    def since_at(self) -> datetime | None:
        return datetime.fromisoformat(self.since) if self.since else None

    @classmethod
    def read(cls, written: Any) -> Order:
        """From `written`. Raises `RunbookError` for anything else."""
        if not isinstance(written, Mapping) or not {"run_id", "ticket_key"} <= written.keys():
            raise RunbookError("A run was started with an order that is none of ours.")
        known = {field.name for field in fields(cls)}
        values = {name: value for name, value in written.items() if name in known}
        return cls(**values | {"do": Do(written.get("do", "decide"))})


def run_id_of(runbook: str, ticket_key: str, generation: int) -> str:
    """One run a runbook, ticket and generation."""
    return f"{runbook}:{ticket_key}:{generation}"


def runbook_of(run_id: str) -> str:
    """Whose run it is."""
    return run_id.partition(":")[0]
