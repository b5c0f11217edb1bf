"""Working hours: minutes that add up and count once."""

from datetime import UTC, datetime, time, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unticket.patterns.evidence.working_hours import WorkingHours

OFFICE = WorkingHours(
    timezone="Europe/Warsaw", week={0: ((time(8), time(12)), (time(12, 30), time(16))), 4: ((time(22), time(0)),)}
)
INSTANTS = st.datetimes(datetime(1960, 1, 1), datetime(2150, 1, 1), timezones=st.just(UTC))
TIMES = pl.Datetime("us", "UTC")


def test_a_week_without_hours_has_no_working_time():
    never = WorkingHours(timezone="UTC", week={})
    assert never.minutes(*(pl.Series([datetime(2026, 1, day, tzinfo=UTC)], dtype=TIMES) for day in (1, 9))).to_list() == [0.0]


def test_hours_that_overlap_count_once():
    doubled = WorkingHours(timezone="UTC", week={0: ((time(8), time(17)), (time(9), time(12)), (time(16), time(18)))})
    monday = [pl.Series([datetime(2026, 2, day, tzinfo=UTC)], dtype=TIMES) for day in (16, 17)]
    assert doubled.minutes(*monday).to_list() == [600.0]


@given(st.lists(st.tuples(INSTANTS, st.timedeltas(timedelta(0), timedelta(days=40))), min_size=1, max_size=5))
def test_minutes_add_up_and_never_exceed_the_span(spans):
    starts = pl.Series([start for start, _ in spans], dtype=TIMES)
    middles = pl.Series([start + length / 2 for start, length in spans], dtype=TIMES)
    ends = pl.Series([start + length for start, length in spans], dtype=TIMES)
    whole, first, second = (OFFICE.minutes(*pair).to_list() for pair in ((starts, ends), (starts, middles), (middles, ends)))
    for (_, length), all_of_it, one, other in zip(spans, whole, first, second, strict=True):
        if all_of_it is not None:
            assert all_of_it == pytest.approx(one + other)
            assert 0 <= all_of_it <= length.total_seconds() / 60 + 1e-6


def test_dates_that_cannot_be_and_missing_ones_are_unknown():
    starts = pl.Series([datetime(1066, 10, 14, tzinfo=UTC), None, datetime(2026, 2, 3, tzinfo=UTC)], dtype=TIMES)
    ends = pl.Series(
        [datetime(2026, 2, 3, tzinfo=UTC), datetime(2026, 2, 3, tzinfo=UTC), datetime(2026, 2, 2, tzinfo=UTC)], dtype=TIMES
    )
    assert OFFICE.minutes(starts, ends).to_list() == [None, None, None]
