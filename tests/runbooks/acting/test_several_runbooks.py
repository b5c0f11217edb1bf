"""Several runbooks in one house: each ticket is offered to one after the other, one of them takes it, none is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from unticket.app.acting_runbooks.request_planner import RequestPlanner
from unticket.model.errors import Unreachable
from unticket.runbooks.acting.act import CannotBeDone
from unticket.runbooks.acting.intake import Intake
from unticket.runbooks.acting.machine import Machine
from unticket.runbooks.acting.order import runbook_of
from unticket.runbooks.acting.outside import NoAccounts, Outside
from unticket.runbooks.feature_request.plan import plan
from unticket.runbooks.feature_request.policy import FeaturePolicy
from unticket.runbooks.plan import Effect, EffectKind, Mode

FEATURE = "feature_request"
WISH = "Suggestion: a dark mode for the video page"  # the world's login runbook knows videos as another matter
LOGIN_RUN, FEATURE_RUN = "login:odoo:1:1", "feature_request:odoo:1:1"


class Two:
    """Login and wishes in one house, with an engine that runs on command."""

    def __init__(self, house: Any, product_stage: str = "Waiting", *, closes: bool = False) -> None:
        self.house, self.records, self.world = house, house.records, house.world
        intake = Intake(("login", FEATURE), house.desk, house.records, house.queue, house.time)
        people = {"escalation_assignee": "7", "bot_id": "99", "assigns_to": ("7",)}
        policy = FeaturePolicy(product_tag="helped", product_stage=True, closes=closes, **people)  # type: ignore[arg-type]
        wishes = house.machine_of(
            FEATURE,
            outside=Outside(desk=house.desk, mailer=house.mailer),
            planner=RequestPlanner(lambda key, look: plan(key, look, desk=house.desk, policy=policy)),
            intake=intake,
            policy=replace(house.policy, stages={**house.policy.stages, "product": product_stage}),
        )
        self.machines: dict[str, Machine] = {"login": house.machine_of("login", intake=intake), FEATURE: wishes}
        self.intake = intake

    def look(self, *keys: str) -> None:
        self.records.looks.note(keys, self.house.time())
        self.dispatch()

    def dispatch(self) -> None:
        for machine in self.machines.values():
            machine.dispatcher.dispatch()
        self.house.work(lambda run_id: self.machines[runbook_of(run_id)].runner.run)

    def promote(self, runbook: str, *modes: Mode) -> None:
        for mode in modes:
            self.records.promotions.change(runbook, mode, by="Theo", why="", evidence={}, now=self.house.time())
        self.house.time.passes(seconds=1)

    def runs(self, key: str = "odoo:1") -> dict[str, str]:
        return {run.run_id: str(run.outcome) for run in self.records.runs.newest(ticket_key=key)}


@pytest.fixture
def two(make_house: Callable[..., Any]) -> Two:
    made = Two(make_house())
    for runbook in made.machines:
        made.promote(runbook, Mode.SUPERVISED, Mode.AUTOMATIC)
    return made


def test_what_the_first_does_not_take_is_offered_to_the_next_which_takes_it(two: Two) -> None:
    two.world.add_ticket(subject=WISH)
    two.look("odoo:1")
    assert two.runs() == {LOGIN_RUN: "skipped", FEATURE_RUN: "routed"}
    assert two.world.effects("mail") == ["mail cora@school.example thanks"]
    assert two.world.effects("move") == ["move odoo:1 2"]


def test_what_the_first_takes_is_offered_to_nobody_else(two: Two) -> None:
    two.world.add_ticket()
    two.look("odoo:1")
    assert two.runs() == {LOGIN_RUN: "resolved"}


def test_what_nobody_takes_is_left_untouched(two: Two) -> None:
    two.world.add_ticket(subject="The video of lesson 3 does not play")
    two.look("odoo:1")
    two.look("odoo:1")
    assert two.runs() == {LOGIN_RUN: "skipped", FEATURE_RUN: "skipped"}
    assert two.world.effects() == []


def test_looking_again_any_number_of_times_starts_nothing_new(two: Two) -> None:
    two.world.add_ticket(subject=WISH)
    for _ in range(4):
        two.look("odoo:1")
    assert len(two.runs()) == 2 and two.world.effects("mail") == ["mail cora@school.example thanks"]


@pytest.mark.parametrize("off", ["login", FEATURE])
def test_one_that_is_off_is_passed_over(make_house: Callable[..., Any], off: str) -> None:
    two = Two(make_house())
    two.promote(off, Mode.OFF)
    on = next(name for name in two.machines if name != off)
    two.promote(on, Mode.SUPERVISED, Mode.AUTOMATIC)
    two.world.add_ticket(subject="I cannot log in" if on == "login" else WISH)
    two.look("odoo:1")
    assert list(two.runs()) == [f"{on}:odoo:1:1"] and two.world.effects("mail") != []


def test_one_that_is_switched_off_when_its_run_is_queued_lets_the_ticket_go_on(two: Two) -> None:
    two.world.add_ticket(subject=WISH)
    two.records.looks.note(["odoo:1"], two.house.time())
    two.machines["login"].dispatcher.dispatch()
    two.promote("login", Mode.OFF)
    two.dispatch()
    assert two.runs() == {FEATURE_RUN: "routed"}


def test_an_offer_that_got_lost_on_its_way_is_made_again_at_the_next_look(two: Two) -> None:
    two.world.add_ticket(subject=WISH)
    lost = two.house.queue.start
    two.house.queue.start = lambda run_id, *rest: FEATURE in run_id or lost(run_id, *rest)
    two.look("odoo:1")
    two.house.queue.start = lost
    assert two.runs() == {LOGIN_RUN: "skipped"}
    two.look("odoo:1")
    assert two.runs() == {LOGIN_RUN: "skipped", FEATURE_RUN: "routed"}


def test_what_one_decides_in_shadow_it_has_taken_all_the_same(make_house: Callable[..., Any]) -> None:
    two = Two(make_house())
    two.promote(FEATURE, Mode.SUPERVISED, Mode.AUTOMATIC)
    two.world.add_ticket()
    two.look("odoo:1")
    assert two.runs() == {LOGIN_RUN: "shadow"} and two.world.effects() == []


def test_a_run_that_is_held_keeps_the_ticket_to_itself_until_it_has_decided(two: Two) -> None:
    two.world.add_ticket(subject=WISH)

    def down(when: str, what: str) -> None:
        if when == "reading":
            raise Unreachable("The desk does not answer.", transient=True)

    two.world.on = down
    two.look("odoo:1")
    assert two.records.runs.run(LOGIN_RUN).stage == "held" and len(two.runs()) == 1
    two.world.on = lambda *_: None
    two.house.time.passes(minutes=3)
    two.machines["login"].dispatcher.sweep()
    two.machines[FEATURE].dispatcher.sweep()
    two.dispatch()
    assert two.runs() == {LOGIN_RUN: "skipped", FEATURE_RUN: "routed"}


def test_by_a_persons_order_too_a_ticket_has_one_taker(two: Two) -> None:
    two.world.add_ticket(subject=WISH)
    two.look("odoo:1")
    two.world.state["tickets"]["odoo:1"]["subject"] = "I cannot log in"
    two.machines["login"].starts.by_person("odoo:1", by="Ada")
    two.dispatch()
    again = two.records.runs.run("login:odoo:1:2")
    assert (str(again.outcome), again.reason) == ("skipped", "the runbook feature_request has taken the ticket")
    assert two.world.effects("reactivate") == []


def test_what_a_person_asks_of_one_runbook_is_not_offered_to_the_next(two: Two) -> None:
    two.world.add_ticket(subject=WISH)
    two.machines["login"].starts.by_person("odoo:1", by="Ada")
    two.dispatch()
    assert two.runs() == {LOGIN_RUN: "skipped"}


def test_an_approval_and_its_end_belong_to_the_runbook_that_asked(make_house: Callable[..., Any]) -> None:
    two = Two(make_house())
    two.promote("login", Mode.SUPERVISED)
    two.promote(FEATURE, Mode.SUPERVISED)
    two.world.add_ticket(subject=WISH)
    two.look("odoo:1")
    assert two.world.effects() == []
    assert two.machines[FEATURE].approver.approve(FEATURE_RUN, by="Ada")
    two.dispatch()
    assert two.runs()[FEATURE_RUN] == "routed"
    two.world.add_ticket(2, subject=WISH, email="otto@school.example")
    two.look("odoo:2")
    two.house.time.passes(hours=25)
    for machine in two.machines.values():
        machine.dispatcher.sweep()
    assert two.runs("odoo:2")["feature_request:odoo:2:1"] == "expired"
    lines = [line for line in two.records.audit.lines() if line.kind == "approval_expired"]
    assert [line.runbook for line in lines] == [FEATURE]


def test_a_wish_that_does_not_reach_the_list_goes_to_a_person(make_house: Callable[..., Any]) -> None:
    two = Two(make_house(), product_stage="No such stage")
    for runbook in two.machines:
        two.promote(runbook, Mode.SUPERVISED, Mode.AUTOMATIC)
    two.world.add_ticket(subject=WISH)
    two.look("odoo:1")
    assert two.runs()[FEATURE_RUN] == "escalated" and two.house.ticket()["stage"] == "3"


def test_who_replies_after_their_wish_was_closed_is_read_by_a_person_and_gets_no_second_letter(
    make_house: Callable[..., Any],
) -> None:
    two = Two(make_house(), closes=True)
    for runbook in two.machines:
        two.promote(runbook, Mode.SUPERVISED, Mode.AUTOMATIC)
    two.world.add_ticket(subject=WISH)
    two.look("odoo:1")
    assert two.runs()[FEATURE_RUN] == "resolved" and two.house.ticket()["stage"] == "4"
    two.house.time.passes(minutes=5)
    two.world.write_message("odoo:1", body="Thank you. When will it come?")
    two.look("odoo:1")
    assert two.runs()["feature_request:odoo:1:2"] == "escalated"
    assert two.house.ticket()["stage"] == "3" and two.house.ticket()["activities"]
    assert two.world.effects("mail") == ["mail cora@school.example thanks"]


def test_a_second_answer_on_one_day_is_not_sent_and_the_wish_goes_to_a_person(two: Two) -> None:
    two.world.add_ticket(1, subject=WISH)
    two.world.add_ticket(2, subject=WISH)
    two.look("odoo:1", "odoo:2")
    assert two.world.effects("mail") == ["mail cora@school.example thanks"]
    assert two.runs("odoo:2")["feature_request:odoo:2:1"] == "escalated"
    assert two.house.ticket("odoo:2")["stage"] == "3"


def test_words_that_come_before_the_letter_change_what_is_decided(make_house: Callable[..., Any]) -> None:
    two = Two(make_house())
    two.promote("login", Mode.SUPERVISED)
    two.promote(FEATURE, Mode.SUPERVISED)
    two.world.add_ticket(subject=WISH)
    two.look("odoo:1")
    two.world.write_message("odoo:1", body="Never mind, I found it.")
    two.machines[FEATURE].approver.approve(FEATURE_RUN, by="Ada")
    two.dispatch()
    assert two.world.effects("mail") == ["mail cora@school.example escalated"]
    assert two.runs()[FEATURE_RUN] == "escalated"


@pytest.mark.parametrize("kind", [EffectKind.REACTIVATE, EffectKind.RESET_PASSWORD, EffectKind.DEACTIVATE])
def test_no_account_can_be_touched_by_a_runbook_for_requests(two: Two, kind: EffectKind) -> None:
    """Not even by a plan that says so: such a runbook has no platform, and its acts know no leave."""
    two.world.add_ticket(subject=WISH)
    two.look("odoo:1")
    planned = two.records.runs.run(FEATURE_RUN).plan
    acts = two.machines[FEATURE].acts
    bad = Effect(kind=kind, key="odoo:1:bad:1", values={"account_id": "3"})
    with pytest.raises(CannotBeDone):
        acts.ready(bad, replace(planned, effects=(bad,)), decided_at=two.house.time())
    assert NoAccounts().account("3") is None and two.world.effects("reactivate", "reset_password", "deactivate") == []
