"""Values are written as the reader's language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unticket.model.period import Period
from unticket.rendering.texts import Texts
from unticket.reports.report import Unit

ENGLISH = Texts("en", "Asia/Ho_Chi_Minh").figures
VIETNAMESE = Texts("vi", "Asia/Ho_Chi_Minh").figures


@pytest.mark.parametrize(
    ("length", "english", "vietnamese"),
    [
        (timedelta(0), "0 min", "0 phút"),
        (timedelta(seconds=45), "45 s", "45 giây"),
        (timedelta(minutes=7), "7 min", "7 phút"),
        (timedelta(minutes=70), "70 min", "70 phút"),
        (timedelta(minutes=89, seconds=59), "90 min", "90 phút"),
        (timedelta(minutes=90), "1.5 h", "1,5 giờ"),
        (timedelta(minutes=120), "2 h", "2 giờ"),
        (timedelta(minutes=397), "6.6 h", "6,6 giờ"),
        (timedelta(hours=47, minutes=59), "48 h", "48 giờ"),
        (timedelta(hours=51), "2 d 3 h", "2 ngày 3 giờ"),
        (timedelta(hours=71, minutes=45), "3 d", "3 ngày"),
        (timedelta(days=1234, hours=5), "1,234 d 5 h", "1.234 ngày 5 giờ"),
        (timedelta(minutes=-30), "−30 min", "−30 phút"),
    ],
)
def test_a_length_is_told_in_the_units_that_tell_most(length: timedelta, english: str, vietnamese: str) -> None:
    assert ENGLISH.write(Unit.DURATION, length) == english
    assert VIETNAMESE.write(Unit.DURATION, length) == vietnamese


@pytest.mark.parametrize(
    ("unit", "value", "english", "vietnamese"),
    [
        (Unit.SHARE, 0.375, "37.5 %", "37,5 %"),
        (Unit.SHARE, 1.0, "100 %", "100 %"),
        (Unit.SHARE, 1 / 3, "33.3 %", "33,3 %"),
        (Unit.COUNT, 12345, "12,345", "12.345"),
        (Unit.CHANGE, 2.0, "+100 %", "+100 %"),
        (Unit.CHANGE, 0.875, "−12.5 %", "−12,5 %"),
        (Unit.CHANGE, 1.0, "±0 %", "±0 %"),
        (Unit.CHANGE, 0.9999, "±0 %", "±0 %"),
        ("number", 1.25, "1.25", "1,25"),
        (Unit.DAY, date(2026, 2, 20), "20 Feb 2026", "20/02/2026"),
        (Unit.TEXT, "LMS", "LMS", "LMS"),
        (Unit.COUNT, None, "–", "–"),
        (Unit.SHARE, float("nan"), "–", "–"),
        (Unit.CHANGE, float("inf"), "–", "–"),
    ],
)
def test_a_value_is_written_as_its_unit_and_language_say(unit: str, value: Any, english: str, vietnamese: str) -> None:
    assert ENGLISH.write(unit, value) == english
    assert VIETNAMESE.write(unit, value) == vietnamese


def test_a_time_is_local_and_names_its_zone() -> None:
    moment = datetime(2026, 2, 20, 1, 10, tzinfo=UTC)
    assert ENGLISH.time(moment) == "20 Feb 2026, 08:10 (Asia/Ho_Chi_Minh)"
    assert VIETNAMESE.time(moment) == "08:10 20/02/2026 (Asia/Ho_Chi_Minh)"


def test_daylight_saving_moves_the_clock_of_a_written_time() -> None:
    warsaw = Texts("en", "Europe/Warsaw").figures
    assert warsaw.moment(datetime(2026, 3, 29, 0, 30, tzinfo=UTC)).endswith("01:30")
    assert warsaw.moment(datetime(2026, 3, 29, 1, 30, tzinfo=UTC)).endswith("03:30")


@pytest.mark.parametrize(
    ("first", "last", "english"),
    [
        (date(2026, 2, 16), date(2026, 2, 22), ("16", "22 February 2026")),
        (date(2026, 2, 23), date(2026, 3, 1), ("23 February", "1 March 2026")),
        (date(2025, 12, 29), date(2026, 1, 4), ("29 December 2025", "4 January 2026")),
    ],
)
def test_a_span_says_once_what_both_ends_share(first: date, last: date, english: tuple[str, str]) -> None:
    period = Period(first=first, last=last, timezone="UTC")
    assert ENGLISH.span(period) == english
    assert VIETNAMESE.span(period) == (f"{first:%d/%m/%Y}", f"{last:%d/%m/%Y}")


@given(
    unit=st.sampled_from([*Unit, "number", "nonsense"]),
    value=st.one_of(
        st.none(), st.integers(), st.floats(), st.text(), st.timedeltas(), st.dates(), st.datetimes(timezones=st.just(UTC))
    ),
)
def test_no_value_stops_a_report(unit: str, value: Any) -> None:
    assert isinstance(ENGLISH.write(unit, value), str)
    assert isinstance(VIETNAMESE.write(unit, value), str)
