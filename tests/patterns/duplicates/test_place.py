"""A new ticket is placed among the open ones as a full run would place it."""

from __future__ import annotations

import polars as pl
from sklearn.metrics import adjusted_rand_score

from unticket.patterns.duplicates.duplicates import duplicates, standing
from unticket.patterns.duplicates.place import place_duplicate
from unticket.patterns.grouping.feedback import Feedback

NOTHING_SAID = Feedback()


def place_one_by_one(made, after, feedback=NOTHING_SAID):
    """The tickets of `made` from the hour on, each by itself; the groups that they came into."""
    cut = made.tickets["opened_at"].sort()[after]
    before = made.tickets.filter(pl.col("opened_at") < cut)
    state = standing(before, made.texts, made.likeness, feedback=feedback)
    placed = {}
    for ticket in made.tickets.filter(pl.col("opened_at") >= cut).sort("opened_at").iter_slices(1):
        (found,) = place_duplicate(ticket, made.texts.filter(pl.col("key") == ticket["key"][0]), state)
        placed[found.ticket] = found
    return placed


def test_each_is_placed_when_it_comes(desk, quiet, video):
    """The first of an incident is alone then; the others are its duplicates."""
    placed = place_one_by_one(desk([*quiet(5), *video]), after=8)
    assert placed["v1"].group is None
    assert placed["v2"].duplicate_of == "v1"
    assert placed["v3"].group is not None
    assert placed["v3"].group.tickets == ("v1", "v2", "v3")
    assert all(found.duplicate_of is None for key, found in placed.items() if key.startswith("q"))


def test_placing_one_by_one_agrees_with_a_full_run(desk, quiet, video, said):
    """Adjusted Rand at least 0.95 over all tickets."""
    more = [one.moved(100) for one in video]
    ways = (
        "no wifi in the library",
        "library wifi is gone",
        "wifi of the library fails again",
        "no signal in the library wifi",
    )
    other = [said(f"w{n}", 30 + n / 2, way, ("wifi", "outage"), ("room 5",)) for n, way in enumerate(ways)]
    renamed = [said(f"u{n}", one.hour, one.text.replace("3", "9"), one.concepts, ("lesson 9",)) for n, one in enumerate(more)]
    made = desk([*quiet(60), *video, *renamed, *other])
    whole = {key: group.tickets[0] for group in duplicates(made.tickets, made.texts, made.likeness) for key in group.tickets}
    placed = place_one_by_one(made, after=210)
    now = {}
    for key, found in placed.items():
        for member in found.group.tickets if found.group else (key,):
            now[member] = found.group.tickets[0] if found.group else key
    keys = sorted(now)
    assert len(set(whole.values())) >= 2
    assert adjusted_rand_score([whole.get(key, key) for key in keys], [now[key] for key in keys]) >= 0.95


def test_a_ticket_that_comes_twice_stays_where_it_is(desk, quiet, video):
    made = desk([*quiet(5), *video])
    state = standing(made.tickets, made.texts, made.likeness)
    again = place_duplicate(made.tickets.filter(pl.col("key") == "v3"), made.texts, state)
    assert [found.duplicate_of for found in again] == ["v1"]


def test_a_late_ticket_finds_its_incident(desk, quiet, video):
    """A mail that lay in a queue is opened before others that are here already."""
    made = desk([*quiet(5), *video])
    late = made.tickets.filter(pl.col("key") == "v2")
    state = standing(made.tickets.filter(pl.col("key") != "v2"), made.texts, made.likeness)
    (found,) = place_duplicate(late, made.texts, state)
    assert found.group is not None
    assert found.group.tickets == ("v1", "v2", "v3")


def test_the_state_stays_bounded(desk, quiet):
    """After a year nothing of the first weeks is held."""
    made = desk(quiet(180))
    state = standing(made.tickets, made.texts, made.likeness)
    assert state.came == made.tickets.height
    assert len(state) < made.tickets.height / 4


def test_what_people_said_holds_for_new_tickets(desk, quiet, video):
    made = desk([*quiet(5), *video])
    parted = Feedback(different=frozenset({("v2", "v3"), ("v1", "v3")}))
    assert place_one_by_one(made, after=8, feedback=parted)["v3"].group is None
