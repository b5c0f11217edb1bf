"""What a desk says of itself beside its tickets: hours of work, what an hour costs, its calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from unticket.patterns.evidence.broadcast import NOTICED_WITHIN
from unticket.patterns.evidence.working_hours import WorkingHours
from unticket.patterns.school_calendar import Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """None of it is needed: every figure can come from the tickets alone."""

    timezone: str
    hours: WorkingHours | None = None  # None: around the clock
    hourly_rate: float | None = None
    currency: str = ""
    notice: timedelta = NOTICED_WITHIN  # after an incident's first ticket, until a broadcast has reached people
    sizes: Mapping[str, int] = field(default_factory=dict)  # how many people an entity ("class 10a") holds
    calendar: Calendar = field(default_factory=Calendar)
    runbooks: frozenset[str] | None = None  # the names of those that are built; None: not known
