"""Trend: a rate ratio with its exact interval, and no claim that chance, bursts or many looks explain."""

import math
from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from unticket.model.period import Period
from unticket.patterns.evidence.exact import at_least_share, q_values, rate_interval, rate_ratio
from unticket.patterns.evidence.trend import trends

WEEK = Period(first=date(2026, 3, 9), last=date(2026, 3, 15), timezone="UTC")
NOW = datetime(2026, 3, 20, tzinfo=UTC)


def counted(before: int, now: int, issue: str = "x", since: str = "2026-01-01"):
    """Groups and tickets: so many in the week before and in the week, and one long ago."""
    moments = [
        *(datetime(2026, 3, 2, tzinfo=UTC) + timedelta(minutes=n) for n in range(before)),
        *(datetime(2026, 3, 9, tzinfo=UTC) + timedelta(minutes=n) for n in range(now)),
    ]
    keys = [f"{issue}{n}" for n in range(len(moments))]
    tickets = pl.DataFrame(
        {"key": [*keys, f"{issue}-old"], "opened_at": [*moments, datetime.fromisoformat(since).replace(tzinfo=UTC)]}
    )
    return pl.DataFrame({"key": keys, "issue": [issue] * len(keys)}, schema={"key": pl.String, "issue": pl.String}), tickets


def test_two_in_the_week_before_and_four_now_are_too_few_to_tell():
    found = trends(*counted(2, 4), WEEK, now=NOW)["x"]
    assert (found.count, found.before, found.ratio, found.too_few) == (4, 2, 2.0, True)
    assert found.p == pytest.approx(2 * stats.binom.sf(3, 6, 0.5))


def test_ten_times_as_many_is_a_change():
    found = trends(*counted(4, 40), WEEK, now=NOW)["x"]
    assert not found.too_few
    assert found.low is not None
    assert found.low > 1


def test_one_burst_is_no_change():
    groups, tickets = counted(4, 40)
    incident = [key for key in groups["key"].to_list() if int(key[1:]) >= 4]
    found = trends(groups, tickets, WEEK, now=NOW, incidents=[incident])["x"]
    assert (found.ratio, found.too_few) == (10.0, True)


def test_where_the_copy_has_nothing_before_nothing_is_compared():
    found = trends(*counted(0, 9, since="2026-03-09T00:00:00"), WEEK, now=NOW)["x"]
    assert (found.count, found.before, found.ratio, found.p, found.too_few) == (9, 0, None, None, True)


def test_a_copy_that_begins_within_the_week_before_counts_its_days():
    found = trends(*counted(0, 40, since="2026-03-08T00:00:00"), WEEK, now=NOW)[""]
    assert found.before == 1
    assert found.ratio == pytest.approx(40 / 7)


def test_an_unfinished_week_counts_its_days_so_far():
    found = trends(*counted(7, 1), WEEK, now=datetime(2026, 3, 10, tzinfo=UTC))["x"]
    assert found.ratio == pytest.approx(1.0)


def test_nothing_before_has_no_ratio_but_may_be_a_change():
    found = trends(*counted(0, 30), WEEK, now=NOW)["x"]
    assert (found.ratio, found.high, found.too_few) == (None, None, False)


def test_of_many_issues_one_that_chance_explains_is_not_claimed():
    many = [counted(5, 5, issue=f"i{n}") for n in range(60)]
    one = counted(2, 11, issue="rare")  # p = 0.022 on its own
    groups, tickets = (pl.concat(parts) for parts in zip(*many, one, strict=True))
    assert not trends(*one, WEEK, now=NOW)["rare"].too_few
    assert trends(groups, tickets, WEEK, now=NOW)["rare"].too_few


def test_the_ratio_of_4_in_a_day_after_4_in_two_is_that_of_the_textbook():
    found = rate_ratio(4, 1, 4, 2)
    assert (found.ratio, round(found.low, 2), round(found.high, 1)) == (2.0, 0.37, 10.7)


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_interval_and_the_test_agree_and_the_tails_are_the_binomials(count, before):
    found = rate_ratio(count, 3, before, 7)
    if count + before:
        total = count + before
        assert (found.p < 0.05) == (found.low > 1 or found.high < 1)
        tails = stats.binom.sf(count - 1, total, 0.3), stats.binom.cdf(count, total, 0.3)
        assert found.p == pytest.approx(min(1, 2 * min(tails)), abs=1e-9)


def test_shares_and_rates_of_few_promise_little():
    assert at_least_share(3, 3) == pytest.approx(0.4385, abs=1e-4)
    assert at_least_share(0, 0) == at_least_share(0, 9) == 0
    low, high = rate_interval(3, 1.0)
    assert (low, high) == pytest.approx((0.6187, 8.7673), abs=1e-4)
    assert rate_interval(0, 2.0) == pytest.approx((0, -math.log(0.025) / 2))


@given(st.lists(st.floats(0, 1), max_size=30))
def test_q_values_are_those_of_the_reference_method(p):
    expected = stats.false_discovery_control(p) if p else []
    assert q_values(p).tolist() == pytest.approx(list(expected))
