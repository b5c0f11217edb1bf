"""The interval of a comparison is exact, and wider where days differ anyway."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaincinv

from unticket.reports.exact import beta_quantile, dispersion, paired_dispersion, rate_ratio


def test_two_two_four_is_twice_with_an_interval_that_holds_one() -> None:
    found = rate_ratio(4, 1, 4, 2)
    assert (found.ratio, round(found.low, 2), round(found.high, 1)) == (2.0, 0.37, 10.7)
    assert not found.tells


def test_against_nothing_there_is_no_upper_bound_and_nothing_against_some_no_lower() -> None:
    assert rate_ratio(8, 7, 0, 7).high == math.inf
    assert rate_ratio(0, 7, 8, 7).low == 0.0


@given(a=st.floats(0.1, 1e5), b=st.floats(0.1, 1e5), tail=st.sampled_from([0.0005, 0.025, 0.5, 0.975, 0.9995]))
@settings(deadline=None)
def test_the_bounds_are_those_of_the_beta_distribution(a: float, b: float, tail: float) -> None:
    assert beta_quantile(tail, a, b) == pytest.approx(float(betaincinv(a, b, tail)), rel=1e-8, abs=1e-12)


@given(count=st.integers(0, 500), before=st.integers(0, 500), bursts=st.floats(1, 50))
@settings(deadline=None)
def test_bursts_only_widen_an_interval_and_it_always_holds_the_ratio(count: int, before: int, bursts: float) -> None:
    plain, wide = rate_ratio(count, 1, before, 1), rate_ratio(count, 1, before, 1, dispersion=bursts)
    assert wide.low <= plain.low + 1e-9
    assert wide.high >= plain.high - 1e-9
    assert plain.low <= plain.ratio <= plain.high


def test_like_days_have_no_bursts_and_a_quiet_sunday_in_both_weeks_is_none() -> None:
    assert dispersion([2, 2]) == dispersion([3, 3, 3]) == dispersion([]) == 1.0
    assert dispersion([40, 38, 45, 5]) > 5
    assert paired_dispersion([40, 38, 45, 41, 39, 5, 4], [41, 40, 43, 40, 40, 4, 5]) == 1.0
    assert paired_dispersion([40, 38, 45, 41, 39, 5, 4], [5, 60, 5, 60, 5, 60, 5]) > 5
