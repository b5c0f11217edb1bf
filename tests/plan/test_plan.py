"""The plan of a small week: what it proposes, what it may claim, and that no ticket is counted twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from unticket.model.action import Action, ActionKind, Priority, Status
from unticket.patterns.findings import Patterns
from unticket.plan.catalogue import CATALOGUE, Case
from unticket.plan.projection import Projection, project
from unticket.plan.propose import propose
from unticket.plan.register import Kept, Word, join

ORDER = {str(289 + n): n for n in range(8)}
MINUTES = {"289": 30.0, "290": 50.0, "291": 30.0, "292": 7.0, "293": 70.0, "294": 30.0, "295": 120.0, "296": 60.0}
Week = tuple[Patterns, dict[str, Case]]


def _projected(actions: Any, total: int = 8) -> Projection:
    return project(actions, total, MINUTES, ORDER)


def test_the_reference_plan_is_proposed_with_its_priorities(week: Week) -> None:
    found = {(action.kind, action.about): action.priority for action in propose(*week)}
    assert found == {
        (ActionKind.AUTOMATE, "P3"): Priority.HIGH,
        (ActionKind.FIX_CAUSE, "P1"): Priority.HIGH,
        (ActionKind.MONITOR, "P2"): Priority.HIGH,
        (ActionKind.BROADCAST, "P1"): Priority.MEDIUM,
        (ActionKind.SCHEDULE_REPORT, "P4"): Priority.MEDIUM,
        (ActionKind.WARN_IN_ADVANCE, "P3"): Priority.MEDIUM,
        (ActionKind.SPREAD_KNOWLEDGE, "single_point_of_failure:Minh"): Priority.MEDIUM,
        (ActionKind.REDIRECT, "P5"): Priority.LOW,
    }


def test_five_of_eight_are_not_written_and_one_more_needs_no_agent(week: Week) -> None:
    projected = _projected(numbered(propose(*week)))
    assert projected.not_written.tickets == ("289", "291", "292", "294", "295")
    assert projected.not_written.share == 0.625
    assert projected.no_agent.tickets == ("296",), "the login ticket is not written already: it is not counted again"
    assert projected.not_written.minutes == 30 + 30 + 7 + 30 + 120


@pytest.mark.parametrize(
    ("dropped", "not_written", "no_agent"),
    [
        (ActionKind.FIX_CAUSE, ("291", "292", "294", "295"), ("296",)),  # the broadcast alone saves two of the three
        (ActionKind.BROADCAST, ("289", "291", "292", "294", "295"), ("296",)),
        (ActionKind.WARN_IN_ADVANCE, ("289", "291", "294", "295"), ("292", "296")),  # then the runbook answers it
        (ActionKind.SCHEDULE_REPORT, ("289", "291", "292", "294"), ("296",)),
        (ActionKind.MONITOR, ("289", "291", "292", "294", "295"), ("296",)),
        (ActionKind.REDIRECT, ("289", "291", "292", "294", "295"), ()),
    ],
)
def test_without_an_action_the_figures_follow(
    week: Week, dropped: ActionKind, not_written: tuple[str, ...], no_agent: tuple[str, ...]
) -> None:
    actions = numbered(propose(*week))
    fewer = [replace(action, status=Status.DROPPED) if action.kind is dropped else action for action in actions]
    projected = _projected(fewer)
    assert (projected.not_written.tickets, projected.no_agent.tickets) == (not_written, no_agent)


def test_without_a_ticket_or_a_registers_word_the_figures_follow(week: Week) -> None:
    patterns, cases = week
    fewer = replace(cases["P1"].issue, tickets=("289", "291"), prevented_by_broadcast=("291",), duplicates=("291",))
    found = propose(patterns, cases | {"P1": replace(cases["P1"], issue=fewer)})
    assert _projected(found, 7).not_written.tickets == ("289", "291", "292", "295")
    guess = replace(cases["P1"], fixable_now=None)
    assert ActionKind.FIX_CAUSE not in {a.kind for a in propose(patterns, cases | {"P1": guess}) if a.about == "P1"}


def test_what_was_weighed_stands_with_its_reason(week: Week) -> None:
    login = next(action for action in propose(*week) if action.about == "P3" and action.kind is ActionKind.AUTOMATE)
    weighed = {option.kind: (option.chosen, option.because) for option in login.options}
    assert weighed[ActionKind.FIX_CAUSE] == (False, "cause_cannot_be_fixed_now")
    assert weighed[ActionKind.WARN_IN_ADVANCE] == (True, "the_day_is_known_before")


def test_a_monitor_an_article_and_a_second_person_claim_no_ticket() -> None:
    for kind in (ActionKind.MONITOR, ActionKind.WRITE_ARTICLE, ActionKind.SPREAD_KNOWLEDGE):
        assert CATALOGUE[kind].saving is None


def test_the_range_is_never_wider_than_what_is_claimed_and_never_counts_a_ticket_twice(week: Week) -> None:
    projected = _projected(propose(*week))
    for side in (projected.not_written, projected.no_agent):
        assert 0 <= side.at_least <= len(side.tickets)
        assert len(set(side.tickets)) == len(side.tickets)
    assert not set(projected.not_written.tickets) & set(projected.no_agent.tickets)


def test_numbers_and_a_persons_word_stay_when_the_plan_is_made_again(week: Week) -> None:
    first = numbered(propose(*week))
    fix = next(action for action in first if action.kind is ActionKind.FIX_CAUSE)
    word = Word(owner="Lan", status=Status.DONE, done_on=date(2026, 3, 2))
    again = join(propose(*week), kept(first, {fix.id: word}))
    assert {action.id for action in again} == {action.id for action in first}
    mended = next(action for action in again if action.id == fix.id)
    assert (mended.owner, mended.status, mended.done_on) == ("Lan", Status.DONE, date(2026, 3, 2))
    assert mended.claim == fix.claim


def test_an_action_that_nothing_leads_to_any_more_stays_where_a_person_spoke_of_it(week: Week) -> None:
    patterns, cases = week
    first = numbered(propose(patterns, cases))
    fix = next(action for action in first if action.kind is ActionKind.FIX_CAUSE)
    memory = kept(first, {fix.id: Word(status=Status.UNDER_WAY)})
    gone = join(propose(replace(patterns, issues=patterns.issues[1:]), cases), memory)
    assert [action.id for action in gone if action.about == "P1"] == [fix.id]
    assert next(action for action in gone if action.id == fix.id).claim.tickets == ()
    assert join((), [Kept(id="A9", kind=ActionKind.MONITOR, about="P1", title="x")]) == ()


def numbered(proposed: Sequence[Action]) -> tuple[Action, ...]:
    """The actions as a register that knew none of them numbers them."""
    return tuple(replace(action, id=f"A{place}") for place, action in enumerate(proposed, start=1))


def kept(actions: Sequence[Action], words: dict[str, Word]) -> list[Kept]:
    """What a register remembers of them."""
    return [Kept(id=a.id, kind=a.kind, about=a.about, title=a.title, word=words.get(a.id, Word())) for a in actions]


def test_a_slow_laptop_is_nothing_to_monitor_and_one_repeat_nothing_to_broadcast(issue: Any) -> None:
    """Else the plan drowns in what nobody would set up."""
    for topics, kinds in (({"slow", "computer"}, set()), ({"slow", "platform"}, {ActionKind.MONITOR})):
        one = issue("P1", "1", "2", prevented_by_broadcast=("2",), duplicates=("2",))
        found = propose(
            Patterns(period=None, made_at=one.first_seen, total=2, issues=(one,)),
            {"P1": Case(issue=one, topics=frozenset(topics))},
        )
        assert {action.kind for action in found} == kinds
