"""Proportions with Wilson's interval."""

from __future__ import annotations

import pytest

from unticket.patterns.evaluate.estimate import Estimate, Proportion


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    [
        (8, 10, 0.4902, 0.9433),  # published examples of the score interval
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I
    ],
)
def test_the_interval_is_wilsons(hits, cases, low, high):
    seen = Proportion(hits, cases).estimate
    assert seen.value == hits / cases
    assert seen.low == pytest.approx(low, abs=5e-5)
    assert seen.high == pytest.approx(high, abs=5e-5)


def test_of_no_cases_nothing_is_said():
    assert Proportion(0, 0).estimate == Estimate()
