"""A run that knows nobody's word, against what people said."""

from __future__ import annotations

from unticket.patterns.evaluate.word_of_people import Unaided, against_people
from unticket.patterns.grouping.feedback import Feedback

FOUND = Unaided(
    issues={"a": "P1", "b": "P1", "c": "P1", "d": "P2", "e": "P2", "f": ""},
    duplicates=(("a", "b"), ("d", "e")),
)


def test_pairs_said_to_be_the_same_or_different_are_looked_up_among_the_duplicates():
    said = Feedback(same=frozenset({("a", "b"), ("a", "c")}), different=frozenset({("d", "e"), ("c", "f"), ("a", "gone")}))
    seen = against_people(said, FOUND, FOUND.issues)
    assert (seen.same.hits, seen.same.cases) == (1, 2)
    assert (seen.different.hits, seen.different.cases) == (1, 2)  # the third pair has a ticket that is no more


def test_a_moved_ticket_is_right_where_most_of_its_companions_stand_in_that_issue():
    """The house has d in P7 with a, b, c; the run alone leaves it with e."""
    standing = {"a": "P7", "b": "P7", "c": "P7", "d": "P7", "e": "P8", "f": "P9"}
    seen = against_people(Feedback(moved={"c": "P7", "d": "P7"}), FOUND, standing)
    assert (seen.moved.hits, seen.moved.cases) == (1, 2)
    assert seen.among_moved.pairs.recall.value == 0  # c and d were moved to one issue and are found in two


def test_a_ticket_moved_into_an_issue_of_its_own_is_right_only_where_it_is_found_alone():
    standing = {"a": "P1", "b": "P1", "c": "P5", "d": "P2", "e": "P2", "f": "P6"}
    seen = against_people(Feedback(moved={"c": "P5", "f": "P6"}), FOUND, standing)
    assert (seen.moved.hits, seen.moved.cases) == (1, 2)


def test_merges_are_followed_and_nothing_said_gives_no_figure():
    said = Feedback(moved={"a": "P3", "b": "P4"}, merged={"P3": "P4"})
    assert against_people(said, FOUND, FOUND.issues).among_moved.pairs.recall.value == 1
    nothing = against_people(Feedback(), FOUND, FOUND.issues)
    assert nothing.same.estimate.value is nothing.moved.estimate.value is nothing.among_moved is None
