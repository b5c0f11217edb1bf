"""Which tickets are one thing at one time, and which only look so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import polars as pl

from unticket.patterns.duplicates.duplicates import duplicates
from unticket.patterns.findings import DuplicateKind


def groups(made):
    return [group.tickets for group in duplicates(made.tickets, made.texts, made.likeness)]


def test_people_hit_by_one_thing_on_three_days_are_one_incident(desk, quiet, video):
    """25 hours between each, the same lesson: one incident of three, the first of which is no duplicate."""
    made = desk([*quiet(10), *video])
    (found,) = duplicates(made.tickets, made.texts, made.likeness)
    assert found.tickets == ("v1", "v2", "v3")
    assert found.kind is DuplicateKind.INCIDENT
    assert found.why is not None
    assert found.why.shared_entities == ("lesson 3",)
    assert set(found.why.shared_concepts) == {"playback", "video"}
    assert "same lesson 3" in found.because
    assert "25 h apart" in found.because
    assert 0.5 < found.confidence <= 1


def test_the_three_alone_are_enough(desk, video):
    """A desk with no history at all still sees them."""
    assert groups(desk(video)) == [("v1", "v2", "v3")]


def test_rows_in_any_order(desk, quiet, video):
    made = desk([*quiet(10), *video])
    shuffled = made.tickets.sample(fraction=1, shuffle=True, seed=4)
    assert duplicates(shuffled, made.texts.reverse(), made.likeness) == duplicates(made.tickets, made.texts, made.likeness)


def test_all_days_shifted_give_the_same_groups(desk, quiet, video):
    made = desk([*quiet(10), *video])
    times = pl.col("opened_at", "closed_at") + timedelta(days=93, hours=5)
    later = made.tickets.with_columns(times)
    before, after = duplicates(made.tickets, made.texts, made.likeness), duplicates(later, made.texts, made.likeness)
    assert [group.tickets for group in before] == [group.tickets for group in after]
    assert [group.because for group in before] == [group.because for group in after]


def test_without_the_first_the_next_is_the_first(desk, quiet, video):
    assert groups(desk([*quiet(10), *video[1:]])) == [("v2", "v3")]


def test_a_week_later_is_no_duplicate_of_today(desk, quiet, video):
    """A recurrence belongs to the same recurring issue, not to the incident of a week before."""
    assert groups(desk([*quiet(20), *video[:2], video[2].moved(168)])) == [("v1", "v2")]


def test_another_lesson_is_another_thing(desk, quiet, video):
    other = replace(video[2], text=video[2].text.replace("3", "4"), things=("lesson 4",))
    assert groups(desk([*quiet(10), *video[:2], other])) == [("v1", "v2")]


def test_half_in_vietnamese_is_the_same_incident(desk, quiet, video):
    """What is wrong with what, and where, is the same in both languages; no word is."""
    translated = replace(video[1], text="video bai 3 bi giat lien tuc giong hom qua khong xem duoc", language="vi")
    assert groups(desk([*quiet(10), video[0], translated, video[2]])) == [("v1", "v2", "v3")]


def test_slow_today_and_down_two_days_later_are_two_incidents(desk, quiet, said):
    """The same system, other trouble, other people, nothing named: a recurring issue, no duplicates."""

    made = desk([*quiet(10), said("a", 37, "lms very slow", ("lms", "slow")), said("b", 80, "lms down", ("lms", "outage"))])
    assert groups(made) == []
