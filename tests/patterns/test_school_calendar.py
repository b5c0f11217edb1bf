"""What a day is follows from the terms, holidays and exams that were set."""

from __future__ import annotations

from datetime import date

import pytest

from unticket.model.errors import UserError
from unticket.patterns.school_calendar import Calendar, DayKind, Span

TERM = Span(name="Second term", first=date(2026, 1, 12), last=date(2026, 5, 29))
TET = Span(name="Tết", first=date(2026, 2, 14), last=date(2026, 2, 22))
EXAMS = Span(name="Midterm exams", first=date(2026, 3, 16), last=date(2026, 3, 27))
CALENDAR = Calendar(terms=(TERM,), holidays=(TET,), exams=(EXAMS,))


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        (date(2026, 1, 11), DayKind.BREAK, ""),
        (date(2026, 1, 12), DayKind.TERM_START, "Second term"),
        (date(2026, 1, 25), DayKind.TERM_START, "Second term"),
        (date(2026, 1, 26), DayKind.ORDINARY, "Second term"),
        (date(2026, 2, 14), DayKind.HOLIDAY, "Tết"),
        (date(2026, 2, 22), DayKind.HOLIDAY, "Tết"),
        (date(2026, 3, 16), DayKind.EXAM, "Midterm exams"),
        (date(2026, 5, 30), DayKind.BREAK, ""),
    ],
)
def test_a_day_is_what_was_set(day: date, kind: DayKind, name: str) -> None:
    assert (CALENDAR.kind(day), CALENDAR.name(day)) == (kind, name)


def test_without_a_calendar_every_day_is_ordinary() -> None:
    assert Calendar().kind(date(2026, 2, 17)) is DayKind.ORDINARY


def test_a_holiday_outranks_an_exam() -> None:
    both = Calendar(holidays=(TET,), exams=(Span(name="Exams", first=TET.first, last=TET.last),))
    assert both.kind(TET.first) is DayKind.HOLIDAY


def test_days_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(UserError, match="Tết"):
        Span(name="Tết", first=date(2026, 2, 22), last=date(2026, 2, 14))
