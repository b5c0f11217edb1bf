"""The calendar of an organisation: terms, holidays and exam weeks, which change how many tickets a day brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from unticket.model.errors import UserError

_BEGINNING = 14  # days: accounts, enrolments and timetables are asked for in the first two weeks of a term


class DayKind(IntEnum):
    """What a day is, as far as the number of tickets goes. Where several apply, the first of them counts."""

    HOLIDAY = 1
    BREAK = 2  # terms are set, and the day lies in none
    EXAM = 3
    TERM_START = 4
    ORDINARY = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Some days with a name, both ends included: "Midterm exams", 25 October to 7 November. Raises `UserError`."""

    name: str
    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise UserError(f"{self.name!r} ends ({self.last}) before it begins ({self.first}).", "Swap its two days.")

    def holds(self, day: date) -> bool:
        """Whether `day` is one of its days."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Terms, holidays and exam weeks. An empty one is of use, too: then all days differ by their weekday only."""

    terms: tuple[Span, ...] = ()
    holidays: tuple[Span, ...] = ()
    exams: tuple[Span, ...] = ()

    def kind(self, day: date) -> DayKind:
        """What `day` is."""
        if _holding(self.holidays, day):
            return DayKind.HOLIDAY
        term = _holding(self.terms, day)
        if self.terms and term is None:
            return DayKind.BREAK
        if _holding(self.exams, day):
            return DayKind.EXAM
        if term and (day - term.first).days < _BEGINNING:
            return DayKind.TERM_START
        return DayKind.ORDINARY

    def name(self, day: date) -> str:
        """What `day` is called: its holiday, else its exam weeks, else its term, else ""."""
        found = _holding(self.holidays, day) or _holding(self.exams, day) or _holding(self.terms, day)
        return found.name if found else ""


def _holding(spans: Sequence[Span], day: date) -> Span | None:
    return next((span for span in spans if span.holds(day)), None)
