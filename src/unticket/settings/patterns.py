"""The settings of recurring issues: the register of known errors, what an hour costs, when agents work, the calendar."""

from __future__ import annotations

import re
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from unticket.model.period import WEEKDAYS

_HOURS = re.compile(r"([a-z]+)(?:\s*-\s*([a-z]+))?\s+(\d{1,2}:\d\d)\s*-\s*(\d{1,2}:\d\d)")


class Days(NamedTuple):
    """Some days of the calendar, both ends included."""

    first: date
    last: date
    name: str


def _listed(value: Any) -> Any:
    """The environment and secret files hold text: entries with commas between them."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


Entries = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class PatternSettings(BaseModel):
    """What is known beside the tickets. Without any of it, every figure still comes from the tickets alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    known_errors: Path = Field(default=Path("known_errors.toml"), description="The register of known errors, a file of yours.")
    hourly_rate: float | None = Field(default=None, gt=0, description="What an agent's hour costs. Empty: no cost is shown.")
    currency: str = Field(default="", max_length=8, description="The currency of `hourly_rate`: VND, EUR")
    working_hours: Entries = Field(
        default=(), description="When agents work: monday-friday 08:00-17:00, saturday 08:00-12:00. Empty: around the clock."
    )
    show_agents: bool = Field(default=True, description="Whether patterns name agents. If not, they are counted only.")
    notice_minutes: int = Field(
        default=30, ge=0, description="How long after an incident's first ticket a broadcast would have reached people."
    )
    whole_up_to: int = Field(
        default=2_000, ge=0, description="A desk of so many tickets is grouped anew in every run; of more, new ones are placed."
    )
    holidays: Entries = Field(default=(), description="Days without work: 2026-04-30, 2026-02-16..2026-02-20 Tết")
    terms: Entries = Field(default=(), description="First and last days of terms: 2026-01-05..2026-05-31")
    class_sizes: Entries = Field(
        default=(), description="How many people a class holds, by its name in tickets: class A = 25, lớp 10B = 32"
    )
    exams: Entries = Field(default=(), description="Days of exams, when every ticket weighs more: 2026-05-18..2026-05-29")

    @field_validator("working_hours")
    @classmethod
    def _readable_hours(cls, entries: tuple[str, ...]) -> tuple[str, ...]:
        for entry in entries:
            _hours(entry)
        return entries

    @field_validator("holidays", "terms", "exams")
    @classmethod
    def _readable_days(cls, entries: tuple[str, ...]) -> tuple[str, ...]:
        for entry in entries:
            _days(entry)
        return entries

    @field_validator("class_sizes")
    @classmethod
    def _readable_sizes(cls, entries: tuple[str, ...]) -> tuple[str, ...]:
        for entry in entries:
            _size(entry)
        return entries

    @property
    def sizes(self) -> dict[str, int]:
        """How many people each named class holds."""
        return dict(_size(entry) for entry in self.class_sizes)

    @property
    def hours(self) -> dict[int, tuple[tuple[time, time], ...]]:
        """By weekday (Monday is 0), from when to when agents work; empty: around the clock."""
        found: dict[int, tuple[tuple[time, time], ...]] = {}
        for entry in self.working_hours:
            weekdays, begin, end = _hours(entry)
            for weekday in weekdays:
                found[weekday] = tuple(sorted((*found.get(weekday, ()), (begin, end))))
        return found

    def days(self, name: str) -> tuple[Days, ...]:
        """`holidays`, `terms` or `exams`."""
        return tuple(_days(entry) for entry in getattr(self, name))


def _size(entry: str) -> tuple[str, int]:
    name, _, size = entry.rpartition("=")
    if not name.strip() or not size.strip().isdecimal() or not int(size):
        raise ValueError(f"{entry!r} is not understood; write it as class A = 25")
    return name.strip(), int(size)


def _hours(entry: str) -> tuple[range, time, time]:
    found = _HOURS.fullmatch(entry.strip().lower())
    try:
        if not found:
            raise ValueError(entry)
        first, last = WEEKDAYS.index(found[1]), WEEKDAYS.index(found[2] or found[1])
        begin, end = (time.fromisoformat(text.zfill(5)) for text in (found[3], found[4]))
        if last < first or end <= begin:
            raise ValueError(entry)
    except ValueError:
        raise ValueError(f"{entry!r} is not understood; write it as monday-friday 08:00-17:00") from None
    return range(first, last + 1), begin, end


def _days(entry: str) -> Days:
    span, _, name = entry.strip().partition(" ")
    first, _, last = span.partition("..")
    try:
        found = Days(date.fromisoformat(first), date.fromisoformat(last or first), name.strip())
        if found.last < found.first:
            raise ValueError(entry)
    except ValueError:
        raise ValueError(f"{entry!r} is not understood; write it as 2026-02-16..2026-02-20 Tết") from None
    return found
