"""What an action brought is told with an interval that holds the truth as often as it says, or not told at all."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from unticket.demo.generator.mended import mended_years, school_year
from unticket.patterns.school_calendar import Calendar, Span
from unticket.plan.measurement import Measured, measured

DAYS = tuple(date(2026, 1, 5) + timedelta(days=n) for n in range(180))
DONE = DAYS[90]


def _calendar() -> Calendar:
    year = school_year(2024, 2026)
    return Calendar(
        **{kind: tuple(Span(name=w.name, first=w.first, last=w.last) for w in weeks) for kind, weeks in year.items()}
    )


def _tell(before: int, after: int, *, others: int = 20, done: date = DONE) -> Measured:
    counts = [before if day < done else after for day in DAYS]
    return measured(DAYS, counts, [others] * len(DAYS), done)


def test_a_rate_that_halved_is_measured_as_half() -> None:
    told = _tell(4, 2)
    assert told.ratio == pytest.approx(0.5, rel=0.02)
    assert told.low is not None
    assert told.high is not None
    assert told.low < 0.5 < told.high < 1
    assert told.effect
    assert told.avoided is not None
    assert told.avoided[0] == pytest.approx(180, rel=0.05)
    assert told.avoided[1] <= told.avoided[0] <= told.avoided[2]


def test_the_whole_desks_quiet_weeks_are_no_effect() -> None:
    """Holidays empty the desk: the issue falls with all the rest, and nothing is claimed for the action."""
    quiet = [1.0 if day < DONE else 0.25 for day in DAYS]
    told = measured(DAYS, [round(4 * q) for q in quiet], [round(40 * q) for q in quiet], DONE)
    assert told.ratio == pytest.approx(1.0, rel=0.15)  # the desk's course is smoothed over three weeks
    assert not told.effect


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (_tell(4, 0, done=DAYS[-13]), "days"),
        (_tell(0, 3), "nothing_before"),
        (measured(DAYS, [int(n == 10) for n in range(180)], [20] * 180, DONE), "expected"),
    ],
)
def test_too_early_or_too_little_says_so_and_claims_nothing(told: Measured, why: str) -> None:
    assert told.too_early == why
    assert told.ratio is None
    assert told.avoided is None
    assert not told.effect


def test_no_ticket_since_is_no_certainty() -> None:
    told = _tell(1, 0)
    assert told.ratio is not None
    assert told.low is not None
    assert told.high is not None
    assert 0 <= told.ratio < 0.05
    assert told.low < told.high < 0.5
    assert told.effect


def test_bursts_widen_the_interval() -> None:
    rng = np.random.default_rng(3)
    calm = rng.poisson(3, len(DAYS))
    bursts = 12 * rng.poisson(0.25, len(DAYS))
    widths = [
        told.high / told.low
        for told in (measured(DAYS, counts.tolist(), [30] * len(DAYS), DONE) for counts in (calm, bursts))
        if told.high and told.low
    ]
    assert len(widths) == 2
    assert widths[1] > 1.5 * widths[0]


@pytest.mark.slow
def test_on_generated_years_the_interval_holds_and_nothing_is_claimed_for_nothing() -> None:
    """Thirty desks here, two hundred in `make bench-plan`; the bounds leave room for thirty."""
    calendar = _calendar()
    held, claimed = [], []
    for seed in range(500, 530):
        for year in mended_years(seed):
            told = measured(year.days, year.counts.tolist(), year.others.tolist(), year.done_on, calendar=calendar)
            if told.low is None or told.high is None:
                continue
            held.append(told.low <= year.ratio <= told.high)
            if year.ratio == 1.0:
                claimed.append(told.effect)
    assert len(held) > 100
    assert 0.78 <= np.mean(held) <= 0.98
    assert np.mean(claimed) <= 0.15
