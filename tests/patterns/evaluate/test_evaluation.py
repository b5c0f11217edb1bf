"""Found issues and duplicates against labels."""

from __future__ import annotations

import pytest

from unticket.patterns.evaluate.evaluation import evaluate
from unticket.patterns.evaluate.labels import Labels

ISSUES = {"1": "video", "2": "video", "3": "video", "4": "login", "5": "login"}
INCIDENTS = {"1": "a", "2": "a", "3": "", "4": "b", "5": "b"}
FOUND = {"1": "P1", "2": "P1", "3": "P1", "4": "P2", "5": "P2", "6": "P2"}


def test_what_is_right_is_perfect():
    seen = evaluate(Labels(issues=ISSUES, incidents=INCIDENTS), FOUND, [("1", "2"), ("4", "5")])
    assert seen.issues.b_cubed.f1.value == 1
    assert seen.duplicates.agreement.pairs.f1.value == 1
    assert (seen.duplicates.right.hits, seen.duplicates.right.cases) == (2, 2)
    assert (seen.duplicates.called.hits, seen.duplicates.called.cases) == (2, 2)
    assert seen.unknown == ()


def test_tickets_that_nobody_labelled_are_left_out():
    """Ticket 6 is in P2 and in a group of duplicates, and nobody said where it belongs."""
    seen = evaluate(Labels(issues=ISSUES, incidents=INCIDENTS), FOUND, [("6", "1", "2")])
    assert seen.issues.tickets == 5
    assert seen.issues.b_cubed.precision.value == 1
    assert seen.duplicates.agreement.pairs.precision.value == 1
    assert seen.duplicates.right.cases == 1  # of 1 and 2, the later one


def test_a_duplicate_called_wrongly_and_one_not_seen_are_counted():
    seen = evaluate(Labels(issues={}, incidents=INCIDENTS), FOUND, [("1", "2", "3")])
    assert seen.issues is None
    assert (seen.duplicates.right.hits, seen.duplicates.right.cases) == (1, 2)
    assert (seen.duplicates.called.hits, seen.duplicates.called.cases) == (1, 2)
    assert seen.duplicates.agreement.pairs.precision.value == pytest.approx(1 / 3)


def test_two_tickets_of_no_incident_are_no_duplicates_of_each_other():
    seen = evaluate(Labels(issues={}, incidents={"1": "", "2": "", "4": "b", "5": "b"}), FOUND, [("1", "2")])
    assert (seen.duplicates.right.hits, seen.duplicates.right.cases) == (0, 1)
    assert seen.duplicates.agreement.pairs.precision.value == 0


def test_labelled_tickets_that_are_not_there_are_named():
    seen = evaluate(Labels(issues=ISSUES | {"99": "video"}, incidents={}), FOUND, [])
    assert seen.unknown == ("99",)
    assert seen.duplicates is None
