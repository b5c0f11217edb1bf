"""Many counts at once are judged together."""

from __future__ import annotations

import numpy as np
import pytest

from unticket.patterns.spikes.expected import Expected
from unticket.patterns.spikes.several import allowed_for


def _poisson(means: list[float]) -> Expected:
    return Expected(np.array(means), np.full(len(means), 1e7))


def test_one_count_alone_keeps_its_p() -> None:
    expected = _poisson([4.0])
    (q,) = allowed_for(expected, np.array([0]), np.array([10]), 0.05)
    assert q == pytest.approx(expected.tail(np.array([10]))[0], rel=1e-6)


def test_cells_that_chance_brings_there_cost_and_those_too_quiet_do_not() -> None:
    """Among 100 cells alike, q is about 100 p; 100 cells with a ticket in a thousand days leave it as it is."""
    p = _poisson([4.0]).tail(np.array([13]))[0]
    (among_alike,) = allowed_for(_poisson([4.0] * 100), np.array([0]), np.array([13]), 0.05)
    (among_quiet,) = allowed_for(_poisson([4.0] + [0.001] * 100), np.array([0]), np.array([13]), 0.05)
    assert among_alike == pytest.approx(100 * p, rel=0.01)
    assert among_quiet == pytest.approx(p, rel=0.01)


def test_several_spikes_help_each_other() -> None:
    """As Benjamini and Hochberg's procedure does: the share of false alarms is what is kept."""
    expected = _poisson([4.0] * 50)
    one = allowed_for(expected, np.array([0]), np.array([12]), 0.05)
    five = allowed_for(expected, np.arange(5), np.full(5, 12), 0.05)
    assert five[0] == pytest.approx(one[0] / 5, rel=0.01)


def test_two_tickets_are_never_a_spike() -> None:
    assert allowed_for(_poisson([0.0001]), np.array([0]), np.array([2]), 0.05).tolist() == [1.0]


def test_many_cells_taken_together_by_likeness_change_little() -> None:
    rng = np.random.default_rng(2)
    means = np.exp(rng.uniform(-3, 3, 6_000))
    size = np.exp(rng.uniform(0, 5, 6_000))
    whole, part = Expected(means, size), Expected(means[:4_000], size[:4_000])
    threshold = 1e-5
    cells = whole.tail(whole.threshold(threshold, 3)).sum()
    count = part.threshold(threshold, 3)[:1]
    (q,) = allowed_for(whole, np.array([0]), count, 0.5)
    p = part.tail(part.threshold(threshold, 3))[0]
    by_hand = whole.tail(whole.threshold(float(p), 3)).sum()
    assert q == pytest.approx(by_hand, rel=0.15)
    assert cells >= by_hand
