"""Alarms come at the rate that was stated, and not more often, on desks where nothing happens.

The seeds are fixed, so a figure never changes by itself; the bounds are wide enough for another seed, and narrow enough that
z-scores, or a test of every cell at the level of one, fail them. `make bench` measures the same at length.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from unticket.patterns.spikes.baseline import WARM_UP, foretell
from unticket.patterns.spikes.expected import Expected
from unticket.patterns.spikes.family import alarms

Counts = Callable[..., tuple[np.ndarray, np.ndarray, np.ndarray]]
DAYS, KNOWN = 420, 84


def _spread_evenly(expected: Expected, counts: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each p drawn evenly between that of the count and of one more: exactly uniform if the predictions are right."""
    above = expected.tail(counts + 1)
    return above + (expected.tail(counts) - above) * rng.random(counts.shape)


@pytest.mark.parametrize("mean", [0.1, 0.5, 2.0, 10.0, 50.0])
@pytest.mark.parametrize("excess", [0.0, 0.2], ids=["Poisson", "overdispersed"])
def test_one_in_twenty_days_has_a_p_of_one_in_twenty(quiet_counts: Counts, mean: float, excess: float) -> None:
    rng = np.random.default_rng(11)
    counts, weekdays, _ = quiet_counts(rng, [mean] * 30, DAYS, excess)
    kinds = np.zeros(DAYS, dtype=np.int64)
    _, parents = foretell(counts.sum(axis=0, keepdims=True), weekdays, kinds, WARM_UP)
    expected, _ = foretell(counts, weekdays, kinds, KNOWN, parents)
    p = _spread_evenly(expected, counts[:, KNOWN:], rng)
    assert 0.8 * 0.05 < np.mean(p <= 0.05) < 1.25 * 0.05
    assert np.mean(p <= 0.01) < 1.6 * 0.01


def test_a_week_of_many_issues_has_any_alarm_as_seldom_as_stated(quiet_counts: Counts) -> None:
    """30 issues between 0.1 and 50 tickets a day, 7 days: 240 cells at 5 % each would alarm nearly every week."""
    rng, weeks, alarmed = np.random.default_rng(3), 0, 0
    for _ in range(4):
        counts, weekdays, _ = quiet_counts(rng, np.exp(rng.uniform(np.log(0.1), np.log(50), 30)), DAYS)
        kinds = np.zeros(DAYS, dtype=np.int64)
        _, parents = foretell(counts.sum(axis=0, keepdims=True), weekdays, kinds, WARM_UP)
        expected, _ = foretell(counts, weekdays, kinds, KNOWN, parents)
        for start in range(0, DAYS - KNOWN - 6, 7):
            cells = slice(start, start + 7)
            seen = counts[:, KNOWN + start : KNOWN + start + 7]
            week = Expected(expected.mean[:, cells], expected.size[:, cells])
            alarmed += bool(list(alarms(week, np.ones(seen.shape, dtype=bool), seen, level=0.2, share=1.0)))
            weeks += 1
    assert weeks == 192
    assert 0.1 < alarmed / weeks < 0.3  # 0.2, give or take three and a half standard errors


def test_the_mean_that_was_expected_is_the_true_one(quiet_counts: Counts) -> None:
    """Weekdays and level are learned: the prediction lies within a few per cent of the rate behind the counts."""
    counts, weekdays, true = quiet_counts(np.random.default_rng(5), [20.0] * 10, DAYS)
    kinds = np.zeros(DAYS, dtype=np.int64)
    _, parents = foretell(counts.sum(axis=0, keepdims=True), weekdays, kinds, WARM_UP)
    expected, _ = foretell(counts, weekdays, kinds, KNOWN, parents)
    off = expected.mean / true[:, KNOWN:] - 1
    assert abs(off.mean()) < 0.02
    assert np.sqrt((off**2).mean()) < 0.12


def test_few_weeks_are_enough_for_an_incident_to_be_seen(quiet_counts: Counts) -> None:
    """Power: eight further tickets on one day of an issue with one a day are seen nine times of ten among 30 issues."""
    rng = np.random.default_rng(9)
    counts, weekdays, _ = quiet_counts(rng, [1.0] * 30, 140)
    kinds = np.zeros(140, dtype=np.int64)
    _, parents = foretell(counts.sum(axis=0, keepdims=True), weekdays, kinds, WARM_UP)
    expected, _ = foretell(counts, weekdays, kinds, 133, parents)
    seen = 0
    for issue in range(30):
        week = counts[:, 133:].copy()
        week[issue, 2] += 8
        found = alarms(expected, np.ones(week.shape, dtype=bool), week, level=0.05, share=1 / 3)
        seen += any(alarm.place == (issue, 2) for alarm in found)
    assert seen >= 27


def test_a_threshold_is_the_first_count_that_is_rare_enough() -> None:
    expected = Expected(np.array([0.1, 1.0, 10.0, 50.0]), np.array([1e7, 3.0, 5.0, 0.5]))
    found = expected.threshold(0.001, least=3)
    assert (expected.tail(found) <= 0.001).all()
    assert ((expected.tail(found - 1) > 0.001) | (found == 3)).all()


def test_a_tail_is_that_of_the_distribution_itself() -> None:
    """Against the sum of single probabilities, Poisson for a boundless size and negative binomial else."""
    from scipy.stats import nbinom, poisson

    counts = np.array([0, 1, 3, 9])
    assert Expected(np.full(4, 2.5), np.full(4, 1e9)).tail(counts) == pytest.approx(poisson.sf(counts - 1, 2.5), rel=1e-4)
    assert Expected(np.full(4, 2.5), np.full(4, 1.5)).tail(counts) == pytest.approx(nbinom.sf(counts - 1, 1.5, 1.5 / 4))
