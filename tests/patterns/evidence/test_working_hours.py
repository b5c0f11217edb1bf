"""Working hours: what a setting says, checked, and minutes that add up."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unticket.model.errors import ConfigurationError
from unticket.patterns.evidence.working_hours import WorkingHours

OFFICE = WorkingHours.parse("Europe/Warsaw", {"monday": "08:00-12:00, 12:30-16:00", "friday": "22:00-24:00"})
INSTANTS = st.datetimes(datetime(1960, 1, 1), datetime(2150, 1, 1), timezones=st.just(UTC))
TIMES = pl.Datetime("us", "UTC")


@pytest.mark.parametrize(
    ("week", "said"),
    [
        ({"mon": "08:00-12:00"}, "'mon'"),
        ({"monday": "8-12"}, "monday hold '8-12'"),
        ({"monday": "22:00-06:00"}, "monday hold '22:00-06:00'"),
        ({"monday": "25:00-26:00"}, "monday hold"),
        ({"monday": "08:00-12:00, 11:00-13:00"}, "monday overlap"),
    ],
)
def test_what_is_no_span_of_a_day_is_named(week, said):
    with pytest.raises(ConfigurationError, match=said):
        WorkingHours.parse("UTC", week)


def test_an_unknown_zone_is_refused():
    with pytest.raises(ConfigurationError, match="Mars"):
        WorkingHours.parse("Mars/Olympus", {})


def test_a_week_without_hours_has_no_working_time():
    never = WorkingHours.parse("UTC", {})
    assert never.minutes(*(pl.Series([datetime(2026, 1, day, tzinfo=UTC)], dtype=TIMES) for day in (1, 9))).to_list() == [0.0]


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
