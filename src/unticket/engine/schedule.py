"""A schedule: something to be done at the times of a cron line, once over all workers, and never late in a bunch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from unticket.engine.vendor import croniter
from unticket.model.errors import ConfigurationError
from unticket.model.period import zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """`function` is called with the instant (UTC) of each tick. It should be short, and start runs for all that matters:
    a worker that dies inside it does it again, unless the next tick is due by then."""

    name: str
    cron: str  # five fields, or six with seconds first
    timezone: str
    function: Callable[[datetime], None]

    def __post_init__(self) -> None:
        zone(self.timezone)
        if not croniter.is_valid(self.cron, second_at_beginning=True):
            raise ConfigurationError(f"The schedule {self.name!r} has the times {self.cron!r}.", "For example */5 * * * *")

    def is_stale(self, tick: datetime, now: datetime) -> bool:
        """Whether the tick after this one is due already: a worker that slept makes up for the newest alone."""
        following = croniter(self.cron, tick.astimezone(ZoneInfo(self.timezone)), second_at_beginning=True).get_next(datetime)
        return bool(following <= now)


def tick(schedule: Schedule, due: str | datetime) -> dict[str, str]:
    """Do what is due, unless it is stale; gives what is recorded of it."""
    instant = (due if isinstance(due, datetime) else datetime.fromisoformat(due)).astimezone(UTC)
    if schedule.is_stale(instant, datetime.now(UTC)):
        return {"tick": instant.isoformat(), "outcome": "dropped: the next was due already"}
    schedule.function(instant)
    return {"tick": instant.isoformat(), "outcome": "done"}
