"""Resets that wait for a sign-in, links that wait for a click, requesters who write again."""

from __future__ import annotations

import re

import pytest

from unticket.model.errors import Unreachable

CORA = "cora@school.example"
ACCOUNT_EFFECTS = ("reactivate", "reset_password")


@pytest.fixture
def reset(house):
    """A ticket whose account works: a reset was sent, and it waits."""
    house.world.state["accounts"]["3"]["enabled"] = True
    house.look(house.world.add_ticket())
    assert house.ticket()["stage"] == "2"
    house.time.passes(minutes=5)
    return house


@pytest.fixture
def asked(house):
    """A ticket without proof: a link was mailed, and it waits."""
    house.look(house.world.add_ticket(proven=False))
    assert house.world.effects(*ACCOUNT_EFFECTS) == []
    house.time.passes(minutes=5)
    return house


def token_of(house) -> str:
    found = re.search(r"https://help\.example/confirm/(\S+)", house.world.state["mails"][-1]["text"])
    assert found is not None
    return found[1]


def click(house, token: str) -> bool:
    used = house.records.confirmations.use(token, house.time())
    house.machine.dispatcher.dispatch()
    house.work()
    return used


class TestResets:
    def test_a_later_sign_in_closes_the_ticket(self, reset) -> None:
        reset.world.sign_in()
        reset.sweep()
        assert reset.ticket()["stage"] == "4"
        assert reset.outcome() == "resolved"
        assert reset.records.waits.all() == []

    def test_a_sign_in_before_the_reset_closes_nothing(self, house) -> None:
        house.world.sign_in()
        house.world.state["accounts"]["3"]["enabled"] = True
        house.time.passes(minutes=1)
        house.look(house.world.add_ticket())
        house.sweep()
        assert house.ticket()["stage"] == "2"

    def test_silence_closes_it_after_72_hours_and_not_before(self, reset) -> None:
        reset.time.passes(hours=71)
        reset.sweep()
        assert reset.ticket()["stage"] == "2"
        reset.time.passes(hours=1)
        reset.sweep()
        assert reset.ticket()["stage"] == "4"
        assert "72 hours" in reset.world.state["messages"][-1]["body"]

    def test_sweeping_again_and_again_closes_it_once(self, reset) -> None:
        reset.world.sign_in()
        for _ in range(3):
            reset.sweep()
        assert reset.world.effects("move") == ["move odoo:1 2", "move odoo:1 4"]

    def test_a_person_who_took_the_ticket_keeps_it(self, reset) -> None:
        reset.ticket()["assignee"] = "8"
        reset.time.passes(hours=73)
        reset.sweep()
        assert reset.ticket()["stage"] == "2"
        assert reset.records.waits.all() == []

    def test_a_platform_that_is_down_closes_nothing(self, reset) -> None:
        def down(when: str, what: str) -> None:
            if (when, what) == ("reading", "account"):
                raise Unreachable("down", transient=True)

        reset.world.on = down
        reset.time.passes(hours=73)
        reset.sweep()
        assert reset.ticket()["stage"] == "2"
        assert len(reset.records.waits.all()) == 1

    def test_a_reply_begins_a_new_generation_with_keys_of_its_own(self, reset) -> None:
        reset.time.passes(hours=25)  # one answer a day
        reset.ticket()["opened"] = reset.time().isoformat()
        reset.world.write_message("odoo:1")
        reset.look("odoo:1")
        assert reset.world.effects("reset_password") == ["reset_password 3"] * 2
        assert reset.records.ledger.find("odoo:1:reset_password:2") is not None
        assert [wait.run_id for wait in reset.records.waits.all()] == ["login:odoo:1:2"]

    def test_a_bounce_of_our_mail_or_a_vacation_reply_begins_nothing(self, reset) -> None:
        """Two machines that answer each other never stop."""
        quoted = "&gt; This message was sent automatically. Please never send a password by mail."
        for body in (
            "Your message could not be delivered to cora@school.example. Final-Recipient: rfc822; cora@school.example",
            "<p>I am currently out of the office until Monday. I will return then.</p>",
            "<p>Đây là thư trả lời tự động.</p>",
        ):
            reset.time.passes(minutes=1)
            reset.world.write_message("odoo:1", body=body)
            reset.look("odoo:1")
        assert [run.generation for run in reset.records.runs.of_ticket("login", "odoo:1")] == [1]
        reset.time.passes(minutes=1)
        reset.world.write_message(
            "odoo:1", body=f"<p>I still cannot log in.</p><p>On Monday the Service desk wrote:<br>{quoted}</p>"
        )
        reset.look("odoo:1")
        assert len(reset.records.runs.of_ticket("login", "odoo:1")) == 2, "a person's answer below which our mail is quoted"

    def test_our_own_note_and_move_begin_nothing(self, reset) -> None:
        reset.look("odoo:1")
        assert len(reset.records.runs.of_ticket("login", "odoo:1")) == 1

    def test_an_old_ticket_that_is_written_to_again_goes_to_a_person(self, reset) -> None:
        """Too old to be acted on, but not to be lost: it stood closed or waiting because of us."""
        reset.time.passes(hours=30)
        reset.world.write_message("odoo:1")
        reset.look("odoo:1")
        assert reset.world.effects("reset_password") == ["reset_password 3"]
        assert reset.ticket()["stage"] == "3"
        assert reset.outcome("login:odoo:1:2") == "escalated"

    def test_a_requester_brings_about_two_generations_and_no_more(self, reset) -> None:
        for _ in range(4):
            reset.time.passes(hours=25)
            reset.ticket()["opened"] = reset.time().isoformat()
            reset.world.write_message("odoo:1")
            reset.look("odoo:1")
        assert len(reset.world.effects("reset_password")) == 3
        assert [run.generation for run in reset.records.runs.of_ticket("login", "odoo:1")] == [1, 2, 3]
        assert reset.ticket()["stage"] == "3"
        assert reset.ticket()["activities"]

    def test_a_person_may_begin_one_more(self, reset) -> None:
        assert reset.machine.starts.by_person("odoo:1", by="Ada") == "login:odoo:1:2"
        reset.work()
        assert reset.records.runs.run("login:odoo:1:2").by == "Ada"


class TestConfirmations:
    def test_the_owners_click_leads_on(self, asked) -> None:
        assert click(asked, token_of(asked))
        assert asked.world.effects("reactivate") == ["reactivate 3"]
        assert asked.outcome("login:odoo:1:2") == "resolved"
        assert asked.ticket()["stage"] == "4"

    def test_the_link_works_once(self, asked) -> None:
        token = token_of(asked)
        assert [click(asked, token), click(asked, token)] == [True, False]
        assert asked.world.effects("reactivate") == ["reactivate 3"]

    def test_an_invented_link_does_nothing(self, asked) -> None:
        for token in ("", "x" * 43, token_of(asked)[:-1], token_of(asked) + "="):
            assert not click(asked, token)
        assert asked.world.effects(*ACCOUNT_EFFECTS) == []

    def test_a_link_past_its_time_does_nothing_and_a_person_takes_over(self, asked) -> None:
        asked.time.passes(hours=2)
        assert not click(asked, token_of(asked))
        asked.sweep()
        assert asked.world.effects(*ACCOUNT_EFFECTS) == []
        assert asked.ticket()["stage"] == "3"
        assert asked.outcome() == "escalated"

    def test_only_digests_are_kept(self, asked, tmp_path) -> None:
        token = token_of(asked).encode()
        kept = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
        assert token not in kept

    def test_a_click_for_an_account_that_left_its_address_is_refused(self, asked) -> None:
        """Bound to ticket, account and address: whoever has the address now is somebody else."""
        asked.world.state["accounts"]["3"]["email"] = "new@school.example"
        click(asked, token_of(asked))
        assert asked.world.effects(*ACCOUNT_EFFECTS) == []
        assert "confirmation_ignored" in asked.audit()
        assert asked.ticket()["stage"] == "3"

    def test_a_click_by_somebody_who_was_terminated_meanwhile_escalates(self, asked) -> None:
        asked.world.employ(CORA, "terminated")
        click(asked, token_of(asked))
        assert asked.world.effects(*ACCOUNT_EFFECTS) == []
        assert asked.outcome("login:odoo:1:2") == "escalated"

    def test_a_click_that_was_kept_before_the_worker_died_is_not_lost(self, asked) -> None:
        asked.records.confirmations.use(token_of(asked), asked.time())
        for _ in range(2):  # the second worker does not start it again
            asked.machine.dispatcher.dispatch()
        asked.work()
        assert asked.world.effects("reactivate") == ["reactivate 3"]

    def test_a_click_that_is_quicker_than_the_rest_of_the_run_is_not_lost(self, house) -> None:
        """The mail arrives before the note, the tag and the stage are written; those may take minutes when the desk is ill."""

        def clicks(when: str, what: str) -> None:
            if (when, what) == ("before", "note") and house.records.runs.of_ticket("login", "odoo:1")[-1].generation == 1:
                house.records.confirmations.use(token_of(house), house.time())
                house.machine.dispatcher.dispatch()

        house.world.on = clicks
        house.look(house.world.add_ticket(proven=False))
        house.sweep()
        assert house.world.effects("reactivate") == ["reactivate 3"]
        assert house.outcome("login:odoo:1:2") == "resolved"

    def test_a_click_while_the_platform_is_down_is_kept_until_it_answers(self, asked) -> None:
        def down(when: str, what: str) -> None:
            if (when, what) == ("reading", "account"):
                raise Unreachable("down", transient=True)

        asked.world.on = down
        asked.records.confirmations.use(token_of(asked), asked.time())
        for _ in range(2):
            asked.look(asked.world.add_ticket(2, subject="slow", email="dan@school.example"))  # others go on meanwhile
        asked.world.on = lambda when, what: None
        asked.sweep()
        assert asked.world.effects("reactivate") == ["reactivate 3"]

    def test_a_worker_that_dies_over_a_click_leaves_it_to_the_next(self, asked) -> None:
        class Died(Exception):
            pass

        def dies(*_: object, **__: object) -> bool:
            raise Died

        asked.records.confirmations.use(token_of(asked), asked.time())
        start, asked.queue.start = asked.queue.start, dies
        with pytest.raises(Died):
            asked.machine.dispatcher.dispatch()
        asked.queue.start = start
        asked.sweep()
        assert asked.world.effects("reactivate") == ["reactivate 3"]

    def test_a_click_on_a_ticket_that_a_person_took_touches_nothing(self, asked) -> None:
        asked.ticket()["assignee"] = "8"
        click(asked, token_of(asked))
        assert asked.world.effects(*ACCOUNT_EFFECTS) == []

    def test_a_link_of_one_ticket_does_not_confirm_another(self, asked) -> None:
        asked.world.add_account("4", "dan@school.example")
        asked.look(asked.world.add_ticket(2, email="dan@school.example", proven=False))
        click(asked, token_of(asked))  # Dan's
        assert asked.world.effects("reactivate") == ["reactivate 4"]


class TestIntake:
    def test_the_poller_finds_what_no_hook_told(self, house) -> None:
        house.world.add_ticket()
        house.machine.intake.poll()
        house.machine.dispatcher.dispatch()
        house.work()
        assert house.outcome() == "resolved"

    def test_hook_and_poller_together_are_one_run(self, house) -> None:
        house.look(house.world.add_ticket())
        house.machine.intake.poll()
        house.machine.dispatcher.dispatch()
        house.work()
        assert len(house.records.runs.of_ticket("login", "odoo:1")) == 1

    def test_a_poll_that_fails_skips_nothing(self, house) -> None:
        house.world.add_ticket()

        def down(when: str, what: str) -> None:
            raise Unreachable("down", transient=True)

        house.world.on = down
        with pytest.raises(Unreachable):
            house.machine.intake.poll()
        house.world.on = lambda when, what: None
        assert house.machine.intake.poll() == 1

    def test_a_look_at_a_ticket_that_is_not_there_is_forgotten(self, house) -> None:
        house.look("odoo:404")
        house.sweep()
        assert house.records.looks.all() == []

    def test_a_note_that_comes_while_a_look_is_taken_is_another_look(self, house) -> None:
        house.records.looks.note(["odoo:1"], house.time())
        looks = house.records.looks.all()
        house.records.looks.note(["odoo:1"], house.time())
        house.records.looks.done(looks)
        assert len(house.records.looks.all()) == 1

    def test_a_known_ticket_that_cannot_be_read_now_is_looked_at_later(self, house) -> None:
        house.look(house.world.add_ticket())

        def down(when: str, what: str) -> None:
            raise Unreachable("down", transient=True)

        house.world.on = down
        house.look("odoo:1")
        assert [look.ticket_key for look in house.records.looks.all()] == ["odoo:1"]

    def test_a_run_whose_worker_never_came_back_is_started_again(self, house) -> None:
        """Its row stands open, and no engine knows of it any more: its database was lost."""

        def die(when: str, what: str) -> None:
            if when == "before":
                raise KeyboardInterrupt

        house.world.on = die
        with pytest.raises(KeyboardInterrupt):
            house.look(house.world.add_ticket())
        house.world.on = lambda when, what: None
        house.time.passes(minutes=3)
        house.sweep()
        assert house.world.effects("reactivate") == ["reactivate 3"]
        assert len(house.world.effects("mail")) == 1  # the acknowledgement may have gone out: it is not repeated
