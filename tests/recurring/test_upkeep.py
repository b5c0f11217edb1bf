"""A run adds what came since the last one and touches nothing else; whatever is lost or damaged is made again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sklearn.metrics import adjusted_rand_score

from unticket.model.period import Period
from unticket.patterns.find import Found
from unticket.patterns.verdict import SAME, VerdictKind, pair

EARLY, LATE = slice(0, 385), slice(385, 400)


def parts(issues: dict[str, str]) -> set[frozenset[str]]:
    """The grouping itself, whatever the issues are called."""
    found: dict[str, set[str]] = {}
    for key, issue in issues.items():
        found.setdefault(issue, set()).add(key)
    return {frozenset(keys) for keys in found.values()}


def told(found: Found) -> tuple[object, ...]:
    """What does not hang on the clock."""
    return found.patterns.issues, found.patterns.duplicates, found.patterns.spikes, found.patterns.unplaced


def test_new_tickets_are_placed_and_no_other_is_touched(desk, school, issues) -> None:
    """Old tickets stand where they stood, under the same numbers; a whole run of another desk says nearly the same."""
    desk.come(school[EARLY])
    before, whole = desk.found(), desk.last_whole()
    desk.come(school[LATE])
    after = desk.found()
    was, now = issues(before), issues(after)
    assert {key: now[key] for key in was} == was
    assert set(now) == {ticket.key for ticket in school}
    assert all(now[ticket.key] for ticket in school[LATE])
    assert desk.last_whole() == whole
    anew = issues(desk.found(whole=True))
    keys = sorted(now)
    assert adjusted_rand_score([anew[key] for key in keys], [now[key] for key in keys]) >= 0.95


def test_a_repair_makes_the_groups_those_of_a_whole_run(desk, school, issues, tmp_path) -> None:
    """As if the tickets had not been placed before."""
    other = replace(desk, folder=tmp_path / "other")
    other.folder.mkdir()
    for each in (desk, other):
        each.come(school[:300])
        each.found(whole=True)
    for ticket in school[300:315]:
        desk.come([ticket])
        desk.found()
    other.come(school[300:315])
    assert parts(issues(desk.found(whole=True))) == parts(issues(other.found(whole=True)))


def test_a_run_without_anything_new_finds_the_same(desk, school) -> None:
    desk.come(school[EARLY])
    first, kept = desk.found(), desk.kept.read_bytes()
    assert told(desk.found()) == told(first)
    assert desk.kept.read_bytes() == kept


def test_a_new_ticket_of_an_incident_joins_its_duplicates(desk, school) -> None:
    """And the duplicates of all others stay as they were."""
    desk.come(school[EARLY])
    before = desk.found().patterns.duplicates
    last = school[EARLY][-1]
    again = [
        replace(last, key=f"odoo:{n}", reference=f"HT{n}", requester=replace(last.requester, name=f"R {n}", contact_id=str(n)))
        for n in (9001, 9002)
    ]
    desk.come(again)
    after = desk.found().patterns.duplicates
    (group,) = [each for each in after if "odoo:9001" in each.tickets]
    assert {last.key, "odoo:9001", "odoo:9002"} <= set(group.tickets)
    assert [each for each in after if each != group] == [each for each in before if last.key not in each.tickets]


@pytest.mark.parametrize("harm", ["removed", "cut", "emptied", "foreign"])
def test_a_lost_or_damaged_file_costs_nothing_but_time(desk, school, harm) -> None:
    desk.come(school[EARLY])
    first = told(desk.found())
    whole = desk.kept.read_bytes()
    if harm == "removed":
        desk.kept.unlink()
    else:
        desk.kept.write_bytes({"cut": whole[: len(whole) // 2], "emptied": b"", "foreign": b"#" * 5_000}[harm])
    assert told(desk.found()) == first
    again = desk.kept.read_bytes()
    assert len(again) > len(whole) / 2
    assert told(desk.found()) == first
    assert desk.kept.read_bytes() == again


def test_a_file_that_is_older_than_the_memory_is_caught_up(desk, school, issues) -> None:
    """As after a death between the two: what the database holds already is not numbered a second time."""
    desk.come(school[EARLY])
    desk.found()
    old = desk.kept.read_bytes()
    desk.come(school[LATE])
    first = desk.found()
    desk.kept.write_bytes(old)
    again = desk.found()
    assert issues(again) == issues(first)
    assert told(again) == told(first)


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(desk, school, issues) -> None:
    desk.kept.parent.parent.mkdir()
    desk.kept.parent.write_text("no folder")
    desk.come(school[EARLY])
    first = issues(desk.found())
    assert issues(desk.found()) == first


def test_a_ticket_that_is_gone_leaves_its_issue_and_its_duplicates(desk, school, issues) -> None:
    desk.come(school[EARLY])
    before = desk.found()
    gone = before.patterns.duplicates[0].tickets[-1]
    desk.come([replace(ticket, archived=True) for ticket in school if ticket.key == gone])
    after = desk.found()
    was = issues(before)
    assert issues(after) == {key: issue for key, issue in was.items() if key != gone}
    assert not [each for each in after.patterns.duplicates if gone in each.tickets]


def test_a_ticket_whose_text_changed_is_placed_by_what_it_says_now(desk, school, issues) -> None:
    desk.come(school[EARLY])
    was = issues(desk.found())
    other = next(ticket for ticket in school[EARLY] if was[ticket.key] and was[ticket.key] != was[school[0].key])
    desk.come([replace(school[0], subject=other.subject, body=other.body, changed_at=school[-1].changed_at)])
    now = issues(desk.found())
    assert now == was | {school[0].key: was[other.key]}


def test_a_name_holds_at_once_and_what_moves_tickets_groups_all_anew(desk, school) -> None:
    desk.come(school[EARLY])
    first, whole = desk.found().patterns.issues, desk.last_whole()
    with desk.house() as house:
        house.verdicts.say(VerdictKind.NAME, first[0].id, "Named by Ada", by="Ada")
    named = desk.found().patterns.issues
    assert (named[0].label, named[0].named_by_person) == ("Named by Ada", True)
    assert desk.last_whole() == whole
    with desk.house() as house:
        house.verdicts.say(VerdictKind.NAME, first[0].id, "", by="Ada")
    assert desk.found().patterns.issues[0].label == first[0].label
    one, other = pair(first[0].tickets[0], first[1].tickets[0])
    with desk.house() as house:
        house.verdicts.say(VerdictKind.PAIR, one, SAME, by="Ada", other=other)
    together = desk.found().patterns
    assert any({one, other} <= set(issue.tickets) for issue in together.issues)
    assert desk.last_whole() > whole


def test_more_than_a_twentieth_new_groups_all_anew(desk, school) -> None:
    desk.come(school[:300])
    desk.found()
    whole = desk.last_whole()
    desk.come(school[300:314])
    desk.found()
    assert desk.last_whole() == whole
    desk.come(school[314:330])
    desk.found()
    assert desk.last_whole() > whole


def test_a_small_desk_is_grouped_anew_whenever_something_came(desk, school) -> None:
    small = replace(desk, environment={})
    small.come(school[:50])
    small.found()
    whole = small.last_whole()
    small.found()
    assert small.last_whole() == whole
    small.come(school[50:51])
    small.found()
    assert small.last_whole() > whole


def test_runs_at_once_agree_and_number_nothing_twice(desk, school, issues) -> None:
    desk.come(school[EARLY])
    desk.found()
    desk.come(school[LATE])
    with ThreadPoolExecutor(3) as pool:
        first, *others = pool.map(lambda _: issues(desk.found()), range(3))
    assert all(other == first for other in others)


def test_a_week_asked_for_is_told_from_what_is_kept_as_from_the_whole_run(desk, school) -> None:
    week = Period.week("2026-W10", "UTC")
    desk.come(school[EARLY])
    first, again = desk.found(period=week), desk.found(period=week)
    assert first.patterns.issues
    assert told(again) == told(first)
