"""What changed since the last run is told, and all is grouped anew when a person or the night wants it."""

from __future__ import annotations

from dataclasses import replace

from unticket.doors.repair import repair_apart
from unticket.settings import load

EARLY, LATE = slice(0, 385), slice(385, 400)


def test_the_first_run_tells_of_no_change_and_a_quiet_one_of_the_last(desk, school) -> None:
    desk.come(school[EARLY])
    assert desk.found().patterns.changed is None
    desk.come(school[LATE])
    changed = desk.found().patterns.changed
    assert changed is not None and changed.came == 15
    assert desk.found().patterns.changed == changed


def test_new_tickets_are_told_by_the_issues_and_duplicates_that_they_came_to(desk, school, issues) -> None:
    desk.come(school[EARLY])
    first = desk.found()
    desk.come(school[LATE])
    after = desk.found()
    changed, was, now = after.patterns.changed, issues(first), issues(after)
    assert changed is not None
    came = {ticket.key for ticket in school[LATE]}
    assert {key for one in changed.issues for key in one.tickets} == came
    assert all({now[key] for key in one.tickets} == {one.issue} for one in changed.issues)
    assert all(one.began == (one.issue not in was.values()) for one in changed.issues)
    assert [one.began for one in changed.issues] == sorted((one.began for one in changed.issues), reverse=True)
    assert all(not came.isdisjoint(group) for group in changed.duplicates)
    assert (changed.gone, changed.moved, changed.whole) == (0, 0, False)


def test_a_repair_tells_which_tickets_moved(desk, school, issues) -> None:
    desk.come(school[EARLY])
    desk.found()
    desk.come(school[LATE])
    was = issues(desk.found())
    with desk.house() as house:
        changed = house.recurring.repair()
    now = issues(desk.found())
    moved = sum(was[key] != now[key] for key in now)
    assert (changed.moved if changed else 0) == moved
    assert changed is None or (changed.whole and changed.came == 0)


def test_the_night_repairs_what_was_placed_and_leaves_the_rest(desk, school) -> None:
    settings = load(None, desk.environment, folder=desk.folder)
    desk.come(school[EARLY])
    repair_apart(settings)
    with desk.house() as house:
        assert house.recurring.remembered() is None  # nobody has asked for issues yet
    desk.found()
    whole = desk.last_whole()
    repair_apart(settings)
    assert desk.last_whole() == whole
    desk.come(school[LATE])
    desk.found()
    repair_apart(settings)
    assert desk.last_whole() > whole
    with desk.house() as house:
        assert not house.recurring.needs_repair()


def test_a_ticket_that_went_is_counted(desk, school) -> None:
    desk.come(school[EARLY])
    desk.found()
    desk.come([replace(school[0], archived=True)])
    changed = desk.found().patterns.changed
    assert changed is not None and (changed.came, changed.gone) == (0, 1)
