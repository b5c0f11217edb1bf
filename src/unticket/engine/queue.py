"""A queue: where runs wait, and how many of them may go at once."""

from __future__ import annotations

from dataclasses import dataclass

from unticket.model.errors import ConfigurationError

SHORTEST_PERIOD = (
    60.0  # seconds; below it the limit is not kept on SQLite with Python 3.11, whose clock there has whole seconds
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Limits of one queue. They hold over all workers where it says so, else in each worker."""

    name: str
    at_once: int = 4  # runs at the same time in one worker
    at_once_overall: int | None = None  # runs at the same time over all workers; None: no limit
    starts: int | None = None  # runs begun in any `per_seconds`, over all workers; None: no limit
    per_seconds: float = SHORTEST_PERIOD
    polling_seconds: float = 0.2  # how often a worker looks for new runs: a run waits half of it on average

    def __post_init__(self) -> None:
        if self.per_seconds < SHORTEST_PERIOD:
            raise ConfigurationError(
                f"The queue {self.name!r} limits its starts per {self.per_seconds:g} seconds.",
                f"Use a period of at least {SHORTEST_PERIOD:g} seconds: a shorter one cannot be kept on SQLite.",
            )
        if self.at_once_overall is not None and self.at_once_overall < self.at_once:
            raise ConfigurationError(
                f"The queue {self.name!r} allows {self.at_once} runs in one worker but {self.at_once_overall} overall.",
                "Lower at_once, or raise at_once_overall.",
            )


DEFAULT = Queue(name="default")
