"""The desk's clock stands still when nobody works."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np

from unticket.demo.generator.calendar import school_days, tet
from unticket.demo.generator.clock import DeskClock

CLOCK = DeskClock(school_days(date(2026, 1, 5), 60, "UTC", 0))  # a Monday


def after(start: datetime, hours: float) -> datetime:
    found = CLOCK.after(np.array([int(start.timestamp())]), np.array([hours * 3600]))
    return datetime.fromtimestamp(int(found[0]), UTC)


def test_work_within_a_day_takes_as_long_as_it_takes():
    assert after(datetime(2026, 1, 5, 9, tzinfo=UTC), 2) == datetime(2026, 1, 5, 11, tzinfo=UTC)


def test_work_goes_on_the_next_morning():
    assert after(datetime(2026, 1, 5, 17, tzinfo=UTC), 1) == datetime(2026, 1, 6, 8, tzinfo=UTC)


def test_nothing_happens_on_saturday_afternoon_and_sunday():
    assert after(datetime(2026, 1, 10, 11, tzinfo=UTC), 1) == datetime(2026, 1, 12, 8, tzinfo=UTC)


def test_the_holidays_of_the_lunar_new_year_are_free():
    assert tet(2026) == date(2026, 2, 17)
    assert after(datetime(2026, 2, 13, 17, tzinfo=UTC), 1) == datetime(2026, 2, 23, 8, tzinfo=UTC)


def test_no_time_passes_where_no_work_is_needed():
    assert after(datetime(2026, 1, 6, 10, tzinfo=UTC), 0) == datetime(2026, 1, 6, 10, tzinfo=UTC)
