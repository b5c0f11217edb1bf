"""Tries to get round what stands between a plan and the world."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unticket.model.errors import Conflict, CredentialsRefused, Doubtful, Forbidden, RateLimited, StorageError, Unreachable
from unticket.runbooks.acting import plan_record
from unticket.runbooks.acting.limits import Limits, NormalRange
from unticket.runbooks.plan import Mode
from unticket.runbooks.ports import Delivery

CORA = "cora@school.example"
ACCOUNT_EFFECTS = ("reactivate", "reset_password", "deactivate")


def changed_meanwhile(house, when: str, change) -> None:
    """`change` happens at the first effect of that kind, before it: the world moves while a run is at it."""
    seen = []

    def on(moment: str, what: str) -> None:
        if (moment, what) == ("after", when) and not seen:
            seen.append(what)
            change()

    house.world.on = on


class TestFreshData:
    """What was planned counts for nothing when the world has changed since."""

    def test_hr_ends_the_employment_between_plan_and_act(self, house) -> None:
        changed_meanwhile(house, "mail", lambda: house.world.employ(CORA, "terminated"))
        house.look(house.world.add_ticket())
        assert house.world.effects(*ACCOUNT_EFFECTS) == []
        assert house.outcome() == "escalated"
        assert not house.world.state["accounts"]["3"]["enabled"]

    def test_an_agent_takes_the_ticket_between_plan_and_act(self, house) -> None:
        key = house.world.add_ticket()
        changed_meanwhile(house, "mail", lambda: house.ticket().update(assignee="8"))
        house.look(key)
        assert house.world.effects() == ["mail cora@school.example acknowledged"]
        assert house.outcome() == "taken_over"

    def test_an_agent_answers_after_the_account_was_changed_and_finds_a_note(self, house) -> None:
        key = house.world.add_ticket()
        changed_meanwhile(house, "reactivate", lambda: house.world.write_message(key, by_agent=True))
        house.look(key)
        assert house.world.effects("note", "move", "tag") == ["note odoo:1:note:1"]
        assert house.outcome() == "taken_over"

    def test_somebody_else_has_switched_the_account_on(self, house) -> None:
        """The row is another now; the run does not slip from one action into another."""
        changed_meanwhile(house, "mail", lambda: house.world.state["accounts"]["3"].update(enabled=True))
        house.look(house.world.add_ticket())
        assert house.world.effects(*ACCOUNT_EFFECTS) == []
        assert house.outcome() == "escalated"

    def test_the_address_now_leads_to_another_account(self, house) -> None:
        def moved() -> None:
            house.world.state["accounts"]["3"]["email"] = "old@school.example"
            house.world.add_account("4")

        changed_meanwhile(house, "mail", moved)
        house.look(house.world.add_ticket())
        assert house.world.effects(*ACCOUNT_EFFECTS) == []

    def test_the_ticket_is_looked_at_before_every_effect_and_wholly_before_the_account_changes(self, house) -> None:
        moments: list[str] = []
        house.world.on = lambda when, what: moments.append(what) if when == "before" or what.startswith("ticket") else None
        house.look(house.world.add_ticket())
        kinds = ("mail", "reactivate", "note", "tag", "move", "mail")
        looks = {"reactivate": "ticket and asker"}
        expected = [moment for kind in kinds for moment in (looks.get(kind, "ticket"), kind)]
        assert moments == ["ticket and asker", *expected]  # the first is the plan's

    @pytest.mark.parametrize("after", ["mail", "reactivate", "note", "tag"])
    @pytest.mark.parametrize(
        "changes",
        [{"assignee": "8"}, {"stage": "4"}, {"tags": ["2"]}],
        ids=["assigned to an agent", "in a closed stage", "tagged no-bot"],
    )
    def test_a_ticket_that_comes_into_other_hands_between_two_effects_is_left_to_them(self, house, after, changes) -> None:
        key = house.world.add_ticket()
        changed_meanwhile(house, after, lambda: house.ticket().update(changes))
        house.look(key)
        assert house.outcome() == "taken_over"
        done = house.world.effects()
        first = next(index for index, effect in enumerate(done) if effect.startswith(after))
        assert {effect.partition(" ")[0] for effect in done[first + 1 :]} <= {"note"}  # tells what was done to the account

    @pytest.mark.parametrize(
        "changes",
        [{"assignee": "8"}, {"stage": "4"}, {"tags": ["2"]}],
        ids=["assigned to an agent", "in a closed stage", "tagged no-bot"],
    )
    def test_tickets_in_other_hands_are_left_alone(self, house, changes) -> None:
        house.look(house.world.add_ticket(**changes))
        assert house.world.effects() == []

    def test_tickets_from_before_the_promotion_are_left_alone(self, make_house) -> None:
        house = make_house()
        key = house.world.add_ticket()
        house.time.passes(minutes=1)
        house.promote()
        house.look(key)
        assert house.world.effects() == []

    def test_old_tickets_are_left_alone(self, house) -> None:
        key = house.world.add_ticket()
        house.time.passes(hours=24)
        house.look(key)
        assert house.world.effects() == []


class TestAtMostOnce:
    """The ledger stands between a retry and a second effect."""

    def fail(self, house, error: Exception, when: str, what: str, times: int = 1) -> list[str]:
        failed: list[str] = []

        def on(moment: str, kind: str) -> None:
            if (moment, kind) == (when, what) and len(failed) < times:
                failed.append(kind)
                raise error

        house.world.on = on
        return failed

    def test_a_failure_before_a_mail_went_out_is_tried_again(self, house) -> None:
        self.fail(house, Unreachable("no answer", transient=True), "before", "mail")
        house.look(house.world.add_ticket())
        assert len(house.world.effects("mail")) == 2
        assert house.outcome() == "resolved"
        assert house.records.ledger.find("odoo:1:acknowledge:1").attempts == 2

    def test_an_answer_lost_after_a_reactivation_is_read_back(self, house) -> None:
        self.fail(house, Unreachable("cut off", transient=True), "after", "reactivate")
        house.look(house.world.add_ticket())
        assert house.world.effects("reactivate") == ["reactivate 3"]
        assert house.outcome() == "resolved"

    def test_an_answer_lost_after_a_reset_is_doubtful_never_repeated_and_escalated(self, house) -> None:
        house.world.state["accounts"]["3"]["enabled"] = True
        self.fail(house, Doubtful("the answer was lost"), "after", "reset_password", times=9)
        house.look(house.world.add_ticket())
        assert house.world.effects("reset_password") == ["reset_password 3"]
        assert house.outcome() == "doubtful"
        assert str(house.records.ledger.find("odoo:1:reset_password:1").state) == "doubtful"
        assert house.ticket()["stage"] == "3"

    def test_a_doubtful_answer_mail_is_not_sent_again_and_a_person_is_asked(self, house) -> None:
        key = house.world.add_ticket()
        changed_meanwhile(house, "move", lambda: setattr(house.mailer, "answer", Delivery.DOUBTFUL))
        house.look(key)
        assert house.world.effects("mail").count("mail cora@school.example reactivated") == 1
        assert house.outcome() == "doubtful"
        assert house.ticket()["activities"]

    def test_a_reactivation_that_does_not_show_is_not_taken_for_done(self, house) -> None:
        """Verified: the platform says yes, but the account stays off."""
        house.world.happen = lambda what, change: house.world.state["effects"].append(what)
        house.look(house.world.add_ticket())
        assert "move odoo:1 4" not in house.world.effects()
        assert str(house.records.ledger.find("odoo:1:reactivate:1").state) in ("doubtful", "refused")
        assert house.outcome() == "doubtful"

    def test_what_the_platform_refuses_is_handed_over(self, house) -> None:
        self.fail(house, CredentialsRefused("not allowed"), "before", "reactivate", times=9)
        house.look(house.world.add_ticket())
        assert house.outcome() == "escalated"
        assert house.ticket()["stage"] == "3"

    def test_a_desk_that_is_down_holds_the_run_and_it_goes_on_later(self, house) -> None:
        self.fail(house, Unreachable("down", transient=True), "before", "note", times=4)
        house.look(house.world.add_ticket())
        assert str(house.records.runs.run("login:odoo:1:1").stage) == "held"
        house.time.passes(minutes=2)
        house.sweep()
        assert house.outcome() == "resolved"
        assert len(house.world.effects("reactivate")) == 1
        assert len(house.world.effects("mail")) == 2

    def test_a_rate_limited_mail_server_gets_no_second_mail(self, house) -> None:
        self.fail(house, RateLimited("slow down", retry_after=1), "before", "mail", times=2)
        house.look(house.world.add_ticket())
        assert len(house.world.effects("mail")) == 2


class TestApprovals:
    """Supervised: one person's word, once, and never more than fresh data give again."""

    @pytest.fixture
    def supervised(self, make_house):
        house = make_house()
        house.promote(Mode.SUPERVISED)
        house.look(house.world.add_ticket())
        assert house.world.effects() == []
        return house

    def approve(self, house, **names: str) -> bool:
        return house.machine.approver.approve("login:odoo:1:1", by=names.get("by", "Ada"))

    def test_nothing_happens_without_a_word(self, supervised) -> None:
        supervised.sweep()
        assert supervised.world.effects() == []

    def test_a_double_click_is_one_run(self, supervised) -> None:
        assert [self.approve(supervised), self.approve(supervised)] == [True, False]
        supervised.sweep()
        supervised.sweep()
        assert supervised.world.effects("reactivate") == ["reactivate 3"]
        assert supervised.records.approvals.find("login:odoo:1:1").by == "Ada"

    def test_an_approval_does_not_touch_a_person_who_left_meanwhile(self, supervised) -> None:
        supervised.world.employ(CORA, "terminated")
        self.approve(supervised)
        supervised.sweep()
        assert supervised.world.effects(*ACCOUNT_EFFECTS) == []
        assert supervised.outcome() == "escalated"

    def test_approving_an_escalation_touches_no_account(self, make_house) -> None:
        house = make_house()
        house.promote(Mode.SUPERVISED)
        house.world.employ(CORA, "unknown")
        house.look(house.world.add_ticket())
        self.approve(house)
        house.sweep()
        assert house.outcome() == "escalated"
        assert house.world.effects(*ACCOUNT_EFFECTS) == []

    def test_a_forged_plan_in_the_database_gets_nobody_switched_on(self, supervised, database) -> None:
        """Who writes another account into the waiting plan gains nothing: the second look decides."""
        from sqlalchemy import update

        from unticket.storage.acting_tables import ACTING_RUNS

        supervised.world.add_account("9", "otto@school.example")
        plan = supervised.records.runs.run("login:odoo:1:1").plan
        effects = [replace(e, values=dict(e.values) | {"account_id": "9"}) for e in plan.effects]
        forged = plan_record.written(replace(plan, account_id="9", effects=effects))
        with database.writing() as connection:
            connection.execute(update(ACTING_RUNS).values(plan=forged))
        self.approve(supervised)
        supervised.sweep()
        assert supervised.world.effects(*ACCOUNT_EFFECTS) == []

    def test_an_order_to_act_without_an_approval_waits_all_the_same(self, supervised) -> None:
        order = {"do": "act", "run_id": "login:odoo:1:1", "ticket_key": "odoo:1"}
        supervised.queue.start("forged", "login", order)
        supervised.work()
        assert supervised.world.effects() == []

    def test_after_its_deadline_nobody_can_approve(self, supervised) -> None:
        supervised.time.passes(hours=25)
        with pytest.raises(Conflict, match="past its time"):
            self.approve(supervised)
        supervised.sweep()
        assert supervised.outcome() == "expired"
        assert supervised.world.effects("reactivate", "note") == []

    def test_what_was_rejected_cannot_be_approved(self, supervised) -> None:
        assert supervised.machine.approver.reject("login:odoo:1:1", by="Ada")
        with pytest.raises(Conflict, match="rejected"):
            self.approve(supervised)
        supervised.sweep()
        assert supervised.outcome() == "rejected"

    def test_an_approval_needs_a_name(self, supervised) -> None:
        with pytest.raises(Conflict, match="name"):
            self.approve(supervised, by=" ")

    def test_one_who_approves_while_the_runbook_is_demoted_changes_nothing(self, supervised) -> None:
        supervised.promote(Mode.SHADOW)
        self.approve(supervised)
        supervised.sweep()
        assert supervised.world.effects() == []


class TestModesAndStops:
    """Promotion, demotion, the stop, the breaker."""

    def test_demoted_in_the_middle_of_a_run_nothing_more_is_done(self, house) -> None:
        changed_meanwhile(house, "mail", lambda: house.promote(Mode.SHADOW))
        house.look(house.world.add_ticket())
        assert house.world.effects() == ["mail cora@school.example acknowledged"]
        assert str(house.records.runs.run("login:odoo:1:1").stage) == "held"

    def test_stopped_in_the_middle_of_a_run_nothing_more_is_done_and_it_goes_on_when_resumed(self, house) -> None:
        def stop() -> None:
            house.records.stops.stop("login", by="Theo", why="odd", now=house.time())

        changed_meanwhile(house, "reactivate", stop)
        house.look(house.world.add_ticket())
        assert house.world.effects() == ["mail cora@school.example acknowledged", "reactivate 3"]
        house.sweep()
        assert len(house.world.effects()) == 2
        house.records.stops.resume("login", by="Theo", now=house.time())
        house.time.passes(minutes=2)
        house.sweep()
        assert house.outcome() == "resolved"
        assert house.world.effects("reactivate") == ["reactivate 3"]

    def test_stopped_while_it_decides_anew_right_before_the_act_the_act_is_not_done(self, house, tmp_path) -> None:
        seen = []

        def on(when: str, what: str) -> None:
            seen.append(what)
            if what == "accounts" and seen.count("accounts") == 2:
                (tmp_path / "STOP").touch()

        house.world.on = on
        house.look(house.world.add_ticket())
        assert house.world.effects(*ACCOUNT_EFFECTS) == []
        assert house.records.ledger.find("odoo:1:reactivate:1") is None

    @pytest.mark.parametrize("name", ["STOP", "STOP.login"])
    def test_a_file_made_by_hand_stops(self, house, tmp_path, name) -> None:
        (tmp_path / name).touch()
        house.look(house.world.add_ticket())
        assert house.world.effects() == []

    def test_the_file_stops_while_the_database_is_down(self, house, database, tmp_path) -> None:
        database.close()
        (tmp_path / "unticket.db").rename(tmp_path / "elsewhere.db")
        (tmp_path / "unticket.db").mkdir()
        house.records.stops.stop("login", by="Theo", why="fire", now=house.time())
        assert house.records.stops.in_force("login").why == "fire"

    def test_without_file_and_database_nobody_can_say_that_it_may_go_on(self, house, database, tmp_path) -> None:
        database.close()
        (tmp_path / "unticket.db").rename(tmp_path / "elsewhere.db")
        (tmp_path / "unticket.db").mkdir()
        with pytest.raises(StorageError):
            house.records.stops.in_force("login")

    def test_promotion_goes_one_step_at_a_time(self, make_house) -> None:
        house = make_house()
        with pytest.raises(Conflict, match="supervised first"):
            house.promote(Mode.AUTOMATIC)

    def test_promotion_keeps_who_when_why_and_the_figures(self, house) -> None:
        last = house.records.promotions.history("login")[-1]
        assert (last.before, last.after, last.by, last.evidence) == ("supervised", "automatic", "Theo", {"agreement": 0.98})

    def test_a_runaway_rate_trips_the_breaker_and_a_person_is_told(self, make_house) -> None:
        house = make_house(limits=Limits(per_hour=2))
        house.promote()
        for number in range(1, 5):
            house.world.add_account(str(number), f"p{number}@school.example")
            house.look(house.world.add_ticket(number, email=f"p{number}@school.example"))
        assert len(house.world.effects("reactivate")) == 2
        assert house.records.stops.in_force("login").by == "breaker"
        assert [mail["to"] for mail in house.world.state["mails"] if "stopped" in mail["subject"]] == ["theo@school.example"]

    def test_too_many_escalations_trip_the_breaker(self, make_house) -> None:
        house = make_house(normal=NormalRange(runs=10, enough=4, escalations=0.5))
        house.promote()
        for number in range(1, 7):
            house.look(house.world.add_ticket(number, email=f"nobody{number}@school.example"))
        assert "ended with a person" in house.records.stops.in_force("login").why
        assert house.records.runs.of_ticket("login", "odoo:6")[0].outcome is None

    def test_one_person_is_changed_at_most_twice_a_day_then_a_person_is_asked(self, house) -> None:
        for number in range(1, 5):
            house.look(house.world.add_ticket(number))
            house.world.state["accounts"]["3"]["enabled"] = False
        assert len(house.world.effects("reactivate")) == 2
        assert house.outcome("login:odoo:3:1") == "escalated"

    def test_one_address_gets_one_answer_a_day(self, house) -> None:
        for number in (1, 2):
            house.look(house.world.add_ticket(number))
            house.world.state["accounts"]["3"]["enabled"] = False
        assert house.world.effects("mail") == ["mail cora@school.example acknowledged", "mail cora@school.example reactivated"]
        house.time.passes(hours=25)
        house.look(house.world.add_ticket(3))
        assert len(house.world.effects("mail")) == 4


class TestUndo:
    """Our own reactivation can be taken back, and nothing else."""

    def undo(self, house) -> str:
        return str(house.machine.undo.undo("login:odoo:1:1", by="Ada"))

    def test_a_reactivation_is_taken_back(self, house) -> None:
        house.look(house.world.add_ticket())
        self.undo(house)
        assert not house.world.state["accounts"]["3"]["enabled"]
        assert house.world.effects("deactivate") == ["deactivate 3"]

    def test_not_twice(self, house) -> None:
        house.look(house.world.add_ticket())
        self.undo(house)
        with pytest.raises(Conflict):
            self.undo(house)
        assert house.world.effects("deactivate") == ["deactivate 3"]

    def test_not_when_anything_changed_the_account_since(self, house) -> None:
        house.look(house.world.add_ticket())
        house.world.state["accounts"]["3"]["version"] += 1
        with pytest.raises(Conflict, match="changed since"):
            self.undo(house)

    @pytest.mark.parametrize("employment", ["terminated", "unknown", "leaving", "unreachable"])
    def test_not_for_a_person_who_is_not_plainly_employed(self, house, employment) -> None:
        house.look(house.world.add_ticket())
        house.world.employ(CORA, employment)
        with pytest.raises(Forbidden, match=employment):
            self.undo(house)
        assert house.world.effects("deactivate") == []

    def test_not_a_reset(self, house) -> None:
        house.world.state["accounts"]["3"]["enabled"] = True
        house.look(house.world.add_ticket())
        with pytest.raises(Conflict, match="reactivated no account"):
            self.undo(house)

    def test_not_while_everything_is_stopped(self, house, tmp_path) -> None:
        house.look(house.world.add_ticket())
        (tmp_path / "STOP").touch()
        with pytest.raises(Conflict):
            self.undo(house)
