"""What a person said about the issues is kept by every later run."""

from __future__ import annotations

import pytest

from unticket.patterns.grouping.feedback import Feedback
from unticket.patterns.grouping.group import group
from unticket.patterns.grouping.place import place

MORE = ("Lesson 3 video is stuck", "<p>The lesson 3 video keeps buffering again.</p>")


@pytest.fixture
def first(desk, week):
    return group(*desk(week))


def _again(desk, said, memory, feedback, times=3):
    for _ in range(times):
        found = group(*desk(said), memory=memory, feedback=feedback)
        memory = found.memory
    return found, dict(found.issues.iter_rows())


def test_a_name_an_owner_a_pin_and_silence_stay(desk, week, first) -> None:
    said = Feedback(names={"P2": "Unstable"}, owners={"P2": "Theo"}, pinned=frozenset({"P2"}), muted=frozenset({"P4"}))
    found, _ = _again(desk, [*week, MORE], first.memory, said)
    label = found.labels["P2"]
    assert (label.text, label.named_by_person, label.owner) == ("Unstable", True, "Theo")
    assert (label.pinned, label.muted) == (True, False)
    assert found.labels["P4"].muted


def test_a_name_taken_back_gives_way_to_the_tickets_own_words(desk, week, first) -> None:
    named, _ = _again(desk, week, first.memory, Feedback(names={"P2": "Trouble"}))
    found, _ = _again(desk, week, named.memory, Feedback())
    assert found.labels["P2"].text != "Trouble"
    assert not found.labels["P2"].named_by_person


def test_issues_merged_by_a_person_stay_one(desk, week, first) -> None:
    found, issue = _again(desk, [*week, MORE], first.memory, Feedback(merged={"P4": "P5", "P3": "P4"}))
    assert issue["odoo:4"] == issue["odoo:7"] == issue["odoo:8"] == "P5"
    assert "P4" not in found.issues["issue"]


def test_merges_in_a_circle_end(desk, week, first) -> None:
    _, issue = _again(desk, week, first.memory, Feedback(merged={"P4": "P5", "P5": "P4"}), times=1)
    assert issue["odoo:7"] in {"P4", "P5"}


def test_a_moved_ticket_stays_where_it_was_put(desk, week, first) -> None:
    _, issue = _again(desk, [*week, MORE], first.memory, Feedback(moved={"odoo:5": "P3"}))
    assert issue["odoo:5"] == issue["odoo:4"] == "P3"
    assert issue["odoo:2"] == "P2"


def test_a_split_stays_and_new_tickets_follow_the_part_that_they_are_like(desk) -> None:
    rooms = [
        (f"Projector in room {room} shows nothing", f"<p>The projector of room {room} stays black.</p>") for room in (101, 102)
    ]
    colours = [("Projector has a green picture", "<p>The picture of the projector is green, the colours are wrong.</p>")] * 2
    said = [*rooms, *colours, ("Printer out of toner", "<p>No toner.</p>"), ("Cannot log in", "<p>Wrong password.</p>")]
    first = group(*desk(said))
    was = dict(first.issues.iter_rows())
    assert was["odoo:1"] == was["odoo:3"]
    new = first.memory.next_id
    split = Feedback(moved={"odoo:3": new, "odoo:4": new})
    more = [*said, ("Green picture on the projector", "<p>All colours are wrong, everything is green.</p>"), rooms[0]]
    _, issue = _again(desk, more, first.memory, split)
    assert (issue["odoo:1"], issue["odoo:3"], issue["odoo:4"]) == (was["odoo:1"], new, new)
    assert issue["odoo:7"] == new
    assert issue["odoo:8"] == was["odoo:1"]


def test_the_last_ticket_left_by_a_split_keeps_its_issue(desk, week, first) -> None:
    new = first.memory.next_id
    _, issue = _again(desk, week, first.memory, Feedback(moved={"odoo:3": new, "odoo:6": new}))
    assert (issue["odoo:1"], issue["odoo:3"], issue["odoo:6"]) == ("P1", new, new)


def test_two_named_issues_are_not_joined_by_the_computer(desk, week, first) -> None:
    alike = [*week[:1], *week[2:3]]
    divided = group(*desk(alike), feedback=Feedback(moved={"odoo:1": "P1", "odoo:2": "P2"}))
    names = Feedback(names={"P1": "At school", "P2": "At home"})
    _, issue = _again(desk, alike, divided.memory, names)
    assert issue == {"odoo:1": "P1", "odoo:2": "P2"}


def test_pairs_judged_the_same_or_different_end_up_so(desk, week, first) -> None:
    said = Feedback(same=frozenset({("odoo:7", "odoo:8")}), different=frozenset({("odoo:2", "odoo:5")}))
    _, issue = _again(desk, week, first.memory, said)
    assert issue["odoo:7"] == issue["odoo:8"]
    assert issue["odoo:2"] != issue["odoo:5"]


def test_placing_keeps_to_merges_and_moves(desk, week, first) -> None:
    tickets, texts = desk([*week, MORE, MORE])
    del tickets
    placed = place(first.memory, texts.tail(2), feedback=Feedback(merged={"P1": "P4"}, moved={"odoo:10": "P5"}))
    assert dict(placed.issues.iter_rows()) == {"odoo:9": "P4", "odoo:10": "P5"}


def test_feedback_about_what_is_not_there_is_passed_over(desk, week, first) -> None:
    nothing = Feedback(names={"nonsense": "x"}, merged={"P99": "P1"}, moved={"gone": "P1"}, same=frozenset({("a", "b")}))
    _, issue = _again(desk, week, first.memory, nothing)
    assert issue == dict(first.issues.iter_rows())
