"""A ticket from the look to the mail, by the table: resolved, waiting, escalated, skipped."""

from __future__ import annotations

from unticket.runbooks.plan import Mode


def test_an_active_person_with_a_deactivated_account_is_helped(house) -> None:
    """The account works, the ticket carries note, tag and stage, and the requester has two mails, in this order."""
    key = house.world.add_ticket()
    assert house.look(key) == [{"outcome": "resolved"}]
    assert house.world.effects() == [
        "mail cora@school.example acknowledged",
        "reactivate 3",
        "note odoo:1:note:1",
        "tag odoo:1",
        "move odoo:1 4",
        "mail cora@school.example reactivated",
    ]
    assert house.world.state["accounts"]["3"]["enabled"]
    assert house.outcome() == "resolved"
    assert [str(e.state) for e in house.records.ledger.of_run("login:odoo:1:1")] == ["done"] * 6
    assert list(house.records.audit.faults()) == []


def test_looking_again_and_again_is_one_run(house) -> None:
    key = house.world.add_ticket()
    for _ in range(3):
        house.look(key, key)
    assert len(house.world.effects("reactivate")) == 1
    assert len(house.world.effects("mail")) == 2


def test_an_active_person_with_a_working_account_gets_a_reset_and_the_ticket_waits(house) -> None:
    house.world.state["accounts"]["3"]["enabled"] = True
    house.look(house.world.add_ticket())
    assert house.world.effects("reset_password") == ["reset_password 3"]
    assert house.ticket()["stage"] == "2"
    assert [wait.run_id for wait in house.records.waits.all()] == ["login:odoo:1:1"]


def test_a_terminated_person_is_escalated_and_the_account_stays(house) -> None:
    house.world.employ("cora@school.example", "terminated")
    house.look(house.world.add_ticket())
    assert house.outcome() == "escalated"
    assert house.world.effects("reactivate", "reset_password") == []
    assert (house.ticket()["stage"], house.ticket()["assignee"], len(house.ticket()["activities"])) == ("3", "7", 1)


def test_a_ticket_about_something_else_is_left_untouched(house) -> None:
    house.look(house.world.add_ticket(subject="The video does not play"))
    assert house.outcome() == "skipped"
    assert house.world.effects() == []


def test_in_shadow_it_decides_and_writes_nothing(make_house) -> None:
    house = make_house()
    house.look(house.world.add_ticket())
    assert house.outcome() == "shadow"
    assert house.records.runs.run("login:odoo:1:1").row == "active_deactivated"
    assert house.world.effects() == []


def test_switched_off_it_does_not_even_decide(make_house) -> None:
    house = make_house()
    house.promote(Mode.OFF)
    house.look(house.world.add_ticket())
    assert house.records.runs.of_ticket("login", "odoo:1") == []
    assert house.world.effects() == []
