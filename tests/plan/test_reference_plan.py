"""Over the reference week itself: drop a ticket, a word of the register or an action, and every figure of the plan follows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from unticket import app
from unticket.app import Unticket
from unticket.app.action_plan import Planned
from unticket.demo.desk.state import DeskState
from unticket.demo.house import KNOWN_ERRORS, REFERENCE_WEEK, demo_house
from unticket.demo.reference_week import reference_week
from unticket.model.action import ActionKind, Status
from unticket.settings.patterns import PatternSettings

ALL = {20289, 20291, 20292, 20294, 20295}
MINUTES = {20289: 30, 20290: 50, 20291: 30, 20292: 7, 20293: 70, 20294: 30, 20295: 120, 20296: 60}


@contextmanager
def house(state: DeskState, register: Path = KNOWN_ERRORS) -> Iterator[Unticket]:
    with demo_house(state) as settings:
        chosen = settings.model_copy(update={"patterns": PatternSettings(known_errors=register)})
        with app.opened(chosen) as unticket:
            unticket.sync()
            yield unticket


def without(*tickets: int) -> DeskState:
    state = reference_week()
    for ticket in tickets:
        state.table("helpdesk.ticket").remove(ticket)
    return state


def figures(planned: Planned) -> tuple[set[int], set[int], float | None]:
    gone, eased = planned.projection.not_written, planned.projection.no_agent
    return {_number(key) for key in gone.tickets}, {_number(key) for key in eased.tickets}, gone.minutes


def _number(key: str) -> int:
    return int(key.partition(":")[2])


@pytest.mark.parametrize(
    ("ticket", "gone"),
    [
        (20294, ALL - {20294}),  # the third video ticket
        (20292, ALL - {20292}),  # the login
        (20295, ALL - {20295}),  # the report
        (20290, ALL),  # of an issue that no action saves
    ],
)
def test_without_a_ticket_it_is_neither_claimed_nor_counted(ticket: int, gone: set[int]) -> None:
    with house(without(ticket)) as unticket:
        planned = unticket.plan.planned(REFERENCE_WEEK)
        found, eased, minutes = figures(planned)
        assert (found, eased) == (gone, {20296})
        assert planned.projection.total == 7
        assert planned.projection.not_written.share == pytest.approx(len(gone) / 7)
        assert minutes == sum(MINUTES[number] for number in gone)


def test_without_its_entry_in_the_register_a_cause_is_not_fixed_and_the_broadcast_remains(tmp_path: Path) -> None:
    entries = re.split(r"(?m)^(?=\[\[)", KNOWN_ERRORS.read_text("utf-8"))
    register = tmp_path / "known_errors.toml"
    register.write_text("".join(entry for entry in entries if "video-playback" not in entry), "utf-8")
    with house(reference_week(), register) as unticket:
        planned = unticket.plan.planned(REFERENCE_WEEK)
        assert ActionKind.FIX_CAUSE not in {action.kind for action in planned.actions}
        assert figures(planned)[0] == ALL - {20289}, "who told first always writes"


@pytest.mark.parametrize(
    ("dropped", "gone", "eased"),
    [
        (ActionKind.FIX_CAUSE, ALL - {20289}, {20296}),
        (ActionKind.WARN_IN_ADVANCE, ALL - {20292}, {20292, 20296}),  # it is written, and may need no agent
        (ActionKind.SCHEDULE_REPORT, ALL - {20295}, {20296}),
        (ActionKind.REDIRECT, ALL, set()),
        (ActionKind.MONITOR, ALL, {20296}),
    ],
)
def test_without_an_action_what_others_claim_remains(
    week: Callable[..., Unticket], dropped: ActionKind, gone: set[int], eased: set[int]
) -> None:
    planned = week(dropped).plan.planned(REFERENCE_WEEK)
    assert figures(planned)[:2] == (gone, eased)


@pytest.fixture(scope="module")
def whole() -> Iterator[Unticket]:
    with house(reference_week()) as unticket:
        yield unticket


@pytest.fixture
def week(whole: Unticket) -> Callable[..., Unticket]:
    """The reference week with the actions of one kind dropped, and all others proposed."""

    def made(dropped: ActionKind) -> Unticket:
        for action in whole.plan.planned(REFERENCE_WEEK).actions:
            status = Status.DROPPED if action.kind is dropped else Status.PROPOSED
            whole.plan.say(action.id, by="Ada", status=status)
        return whole

    return made
