"""Two groupings of the same tickets: figures worked out by hand, and what must hold for any."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from unticket.patterns.evaluate.agreement import agreement
from unticket.patterns.evaluate.estimate import Estimate

groups = st.lists(st.tuples(st.sampled_from("ABCD"), st.sampled_from("wxyz")), min_size=2, max_size=30)


def split(pairs):
    return [one for one, _ in pairs], [other for _, other in pairs]


def test_pairs_b_cubed_and_rand_of_a_small_example_are_those_worked_out_by_hand():
    """Truth AAAB B, found xxyyy. Pairs found 1 + 3, true 3 + 1, in both xx of A and yy of B: 2."""
    seen = agreement(list("AAABB"), list("xxyyy"))
    assert (seen.tickets, seen.true_groups, seen.found_groups) == (5, 2, 2)
    assert seen.pairs.precision.value == pytest.approx(2 / 4)
    assert seen.pairs.recall.value == pytest.approx(2 / 4)
    assert seen.pairs.f1.value == pytest.approx(0.5)
    # precision of each ticket: 1, 1, 1/3, 2/3, 2/3; recall: 2/3, 2/3, 1/3, 1, 1
    assert seen.b_cubed.precision.value == pytest.approx(11 / 15)
    assert seen.b_cubed.recall.value == pytest.approx(11 / 15)
    # of 10 pairs, by chance 4 × 4 / 10 = 1.6 would be in both; (2 - 1.6) / (4 - 1.6)
    assert seen.adjusted_rand.value == pytest.approx(0.4 / 2.4)


def test_precision_and_recall_are_not_confused():
    """All in one group: every true pair is found, and most found pairs are wrong."""
    seen = agreement(list("AABB"), list("xxxx"))
    assert seen.pairs.recall.value == 1
    assert seen.pairs.precision.value == pytest.approx(2 / 6)
    assert seen.b_cubed.recall.value == 1
    assert seen.b_cubed.precision.value == pytest.approx(1 / 2)
    assert seen.adjusted_rand.value == pytest.approx(0)


def test_tickets_without_a_group_are_each_alone():
    seen = agreement(["A", "A", "", ""], ["x", "x", "", ""])
    assert seen.true_groups == seen.found_groups == 3
    assert seen.adjusted_rand.value == 1
    apart = agreement(["", ""], ["x", "x"])
    assert apart.pairs.precision.value == 0
    assert apart.pairs.recall == Estimate()  # there is no true pair to find


def test_where_there_is_nothing_to_judge_there_is_no_figure():
    assert agreement([], []).b_cubed.f1 == Estimate()
    assert agreement(["", ""], ["", ""]).pairs.precision == Estimate()
    with pytest.raises(ValueError, match="same tickets"):
        agreement(["A"], ["x", "y"])


@given(groups)
def test_the_adjusted_rand_index_is_the_one_of_scikit_learn(pairs):
    truth, found = split(pairs)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn's, about many classes
        expected = adjusted_rand_score(truth, found)
    assert agreement(truth, found, draws=10).adjusted_rand.value == pytest.approx(expected)


@given(groups, st.randoms())
def test_neither_the_order_of_tickets_nor_the_names_of_groups_matter(pairs, random):
    truth, found = split(pairs)
    shuffled = random.sample(pairs, len(pairs))
    other_truth, other_found = split(shuffled)
    one = agreement(truth, found, draws=10)
    other = agreement([f"t{name}" for name in other_truth], [name * 2 for name in other_found], draws=10)
    for measure in ("pairs", "b_cubed"):
        for figure in ("precision", "recall", "f1"):
            values = [getattr(getattr(each, measure), figure).value for each in (one, other)]
            assert values[0] == pytest.approx(values[1]), (measure, figure)
    assert one.adjusted_rand.value == pytest.approx(other.adjusted_rand.value)


@given(groups)
def test_the_true_grouping_is_perfect_and_changing_sides_swaps_precision_and_recall(pairs):
    truth, found = split(pairs)
    perfect = agreement(truth, [name.lower() for name in truth], draws=10)
    assert perfect.b_cubed.f1 == Estimate(1, 1, 1)
    assert perfect.adjusted_rand == Estimate(1, 1, 1)
    here, there = agreement(truth, found, draws=10), agreement(found, truth, draws=10)
    assert here.pairs.precision.value == there.pairs.recall.value
    assert here.b_cubed.recall.value == pytest.approx(there.b_cubed.precision.value)


@given(groups)
def test_a_figure_lies_within_its_interval(pairs):
    seen = agreement(*split(pairs), draws=50)
    for figure in (seen.b_cubed.f1, seen.pairs.f1, seen.adjusted_rand):
        if figure.value is not None:
            assert figure.low <= figure.value <= figure.high


def test_intervals_are_the_same_for_the_same_seed_and_narrow_with_more_tickets():
    rng = np.random.default_rng(7)

    def desk(issues: int):
        truth = [f"i{issue}" for issue in range(issues) for _ in range(4)]
        found = [name if rng.random() < 0.8 else "" for name in truth]
        return agreement(truth, found, seed=3), agreement(truth, found, seed=3)

    few, again = desk(10)
    many, _ = desk(1500)  # more than are drawn one by one
    assert few == again
    width = [each.b_cubed.f1.high - each.b_cubed.f1.low for each in (few, many)]
    assert width[1] < width[0] / 5


def test_the_interval_holds_the_true_figure_about_as_often_as_it_says():
    """Two hundred desks of 40 issues whose tickets are found with chance 0.8: 95 % intervals of recall."""
    rng = np.random.default_rng(11)
    truth = [f"i{issue}" for issue in range(40) for _ in range(3)]
    expected = 0.8 * (1 + 2 * 0.8) / 3 + 0.2 * 1 / 3  # a ticket that is found has its found companions, another only itself
    held = 0
    for _ in range(200):
        found = [name if rng.random() < 0.8 else "" for name in truth]
        recall = agreement(truth, found, draws=300).b_cubed.recall
        held += recall.low <= expected <= recall.high
    assert held >= 180


def test_a_hundred_thousand_tickets_in_one_group_are_counted_without_their_pairs():
    """Five thousand million pairs: only a table of groups can be counted."""
    seen = agreement(["A"] * 100_000, ["x"] * 50_000 + ["y"] * 50_000, draws=10)
    assert seen.pairs.precision.value == 1
    assert seen.pairs.recall.value == pytest.approx(0.5, abs=1e-5)
