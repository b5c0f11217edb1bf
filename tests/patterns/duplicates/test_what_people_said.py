"""What people said of two tickets is kept to, and moves the judgement of others."""

from __future__ import annotations

import numpy as np

from unticket.patterns.duplicates.duplicates import duplicates
from unticket.patterns.duplicates.evidence import NAMES
from unticket.patterns.duplicates.judge import Judge
from unticket.patterns.grouping.feedback import Feedback


def groups(made, feedback):
    return [group.tickets for group in duplicates(made.tickets, made.texts, made.likeness, feedback=feedback)]


def test_what_a_person_parted_stays_apart(desk, quiet, video):
    made = desk([*quiet(10), *video])
    parted = groups(made, Feedback(different=frozenset({("v1", "v2"), ("v3", "v2")})))
    assert all("v2" not in group for group in parted)


def test_what_a_person_joined_is_one(desk, quiet, video, said):
    """However little the two have in common; and the reason says who said so."""
    made = desk([*quiet(10), said("a", 40, "door closed", ("gate",)), said("b", 49, "no tea left", ("meals",))])
    (found,) = duplicates(made.tickets, made.texts, made.likeness, feedback=Feedback(same=frozenset({("b", "a")})))
    assert found.tickets == ("a", "b")
    assert found.confidence == 1
    assert found.because == "said by a person of the desk, 9 h apart"


def test_judgements_about_strangers_and_oneself_do_nothing(desk, quiet, video):
    made = desk([*quiet(10), *video])
    odd = Feedback(same=frozenset({("v1", "gone"), ("v1", "v1")}), different=frozenset({("gone", "v2")}))
    assert groups(made, odd) == groups(made, Feedback())


def test_a_desk_that_parts_what_was_joined_makes_the_judge_stricter():
    """And one that agrees leaves it nearly as it was."""
    sure = np.zeros((12, len(NAMES)))
    sure[:, NAMES.index("team")] = 1
    sure[:, NAMES.index("tags")] = 1
    sure[:, NAMES.index("same_things")] = 2
    sure[:, NAMES.index("bursts")] = 1
    before = Judge().probability(sure)[0]
    assert Judge.calibrated(sure, [False] * 12).probability(sure)[0] < before - 0.2
    assert Judge.calibrated(sure, [True] * 12).probability(sure)[0] >= before
    assert Judge.calibrated(np.zeros((0, len(NAMES))), []) == Judge()
