"""What would come is told as a range that usually holds what then came."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from unticket.patterns.school_calendar import Calendar, Span
from unticket.plan.forecast import forecast

DAYS = tuple(date(2026, 1, 5) + timedelta(days=n) for n in range(240))


def test_a_steady_rate_is_foretold_with_its_own_chance() -> None:
    told = forecast(DAYS[:168], [2] * 168, DAYS[168:196])
    assert told.expected == pytest.approx(56, rel=0.03)
    assert told.low is not None
    assert told.high is not None
    assert 40 < told.low < 56 < told.high < 75


def test_too_short_or_empty_a_past_foretells_nothing() -> None:
    assert forecast(DAYS[:20], [3] * 20, DAYS[20:40]).expected is None
    assert forecast(DAYS[:60], [0] * 60, DAYS[60:90]).high is None


def test_a_holiday_that_comes_is_allowed_for() -> None:
    off = tuple(Span(name="break", first=DAYS[n], last=DAYS[n + 6]) for n in (28, 84, 168))
    counts = [0 if any(span.holds(day) for span in off) else 4 for day in DAYS[:168]]
    told = forecast(DAYS[:168], counts, DAYS[168:175], calendar=Calendar(holidays=off))
    assert told.expected is not None
    assert told.expected < 6


@pytest.mark.parametrize("mean", [0.3, 2.0])
def test_nine_of_ten_ranges_hold_where_only_chance_is_at_work(mean: float) -> None:
    rng = np.random.default_rng(11)
    held = []
    for _ in range(120):
        counts = rng.poisson(mean, len(DAYS))
        told = forecast(DAYS[:180], counts[:180].tolist(), DAYS[180:])
        assert told.low is not None
        assert told.high is not None
        held.append(told.low <= counts[180:].sum() <= told.high)
    assert 0.83 <= np.mean(held) <= 1.0
