"""Looks that follow one another closely: the few questions of each, and that none misses what happened between two."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
import structlog

from unticket.connectors.odoo.passing import A_MOMENT, PassingMemory
from unticket.demo.desk import arrival
from unticket.runbooks.ports import Origin

CORA = "cora@school.example"


@pytest.fixture
def asked():
    """Counts the questions by model while it is called."""

    def count(question) -> Counter:
        with structlog.testing.capture_logs() as lines:
            question()
        return Counter(line["call"].rpartition(".")[0] for line in lines if line["event"] == "odoo.asked")

    return count


@pytest.fixture
def key(desk, state) -> str:
    """Cora's ticket, looked at a moment ago, at a desk that was spoken to before."""
    desk.ticket("odoo:20289")
    key = f"odoo:{arrival.by_portal(state, CORA, 'Cannot log in', 'deactivated')}"
    desk.ticket(key)
    return key


def number(key: str) -> int:
    return int(key.removeprefix("odoo:"))


def words_of(state, key: str, login: str, **told) -> None:
    author = state.user(login)["partner_id"]
    row = {"message_type": "comment", "subtype_id": 1, "author_id": author, "body": "<p>On it</p>"}
    state.add("mail.message", **row | told, model="helpdesk.ticket", res_id=number(key), date="2036-11-24 10:00:00")


def test_a_look_before_an_effect_asks_for_the_ticket_and_its_messages_alone(desk, key, asked) -> None:
    assert asked(lambda: desk.ticket(key, asker=False)) == {"helpdesk.ticket": 1, "mail.message": 1}


def test_a_look_before_an_account_is_changed_asks_who_the_creator_is_too(desk, key, asked) -> None:
    told = asked(lambda: desk.ticket(key))
    assert (told["res.users"], told["res.partner"], told["helpdesk.ticket.channel"]) == (1, 1, 1)


def test_a_look_without_the_asker_proves_nothing(desk, key) -> None:
    assert desk.ticket(key).origin.signed_in_email == CORA
    assert desk.ticket(key, asker=False).origin == Origin()


def test_an_agents_reply_between_two_looks_is_seen(desk, state, key) -> None:
    words_of(state, key, "agent1")
    assert desk.ticket(key, asker=False).messages[-1].by_agent


def test_the_reply_of_an_agent_who_came_between_two_looks_is_an_agents(desk, state, key) -> None:
    state.add_user("New Agent", "new")
    words_of(state, key, "new")
    assert desk.ticket(key, asker=False).messages[-1].by_agent


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ({"user_id": 5}, lambda ticket: ticket.assignee is not None and ticket.assignee.id == "5"),
        ({"stage_id": 4}, lambda ticket: ticket.stage.closed),
        ({"active": False}, lambda ticket: ticket.archived),
    ],
    ids=["assigned", "closed", "archived"],
)
def test_a_change_of_the_ticket_between_two_looks_is_seen(desk, state, key, change, seen) -> None:
    assert not seen(desk.ticket(key, asker=False).ticket)
    state.change("helpdesk.ticket", number(key), **change)
    assert seen(desk.ticket(key, asker=False).ticket)


def test_a_tag_that_was_made_and_put_on_between_two_looks_is_seen(desk, state, key) -> None:
    state.change("helpdesk.ticket", number(key), tag_ids=[state.add("helpdesk.ticket.tag", name="no-bot")])
    assert [tag.name for tag in desk.ticket(key, asker=False).ticket.tags] == ["no-bot"]


def test_a_closed_stage_that_was_made_between_two_looks_is_closed(desk, state, key) -> None:
    stage = state.add("helpdesk.ticket.stage", name="Shelved", sequence=90, closed=True)
    state.change("helpdesk.ticket", number(key), stage_id=stage)
    assert desk.ticket(key, asker=False).ticket.stage.closed


def test_another_address_of_the_creators_contact_is_seen_by_the_next_whole_look(desk, state, key) -> None:
    state.change("res.partner", state.user(CORA)["partner_id"], email="otto@outside.example")
    assert desk.ticket(key).origin.signed_in_email == ""


def test_another_login_of_the_creator_is_seen_by_the_next_whole_look(desk, state, key) -> None:
    state.change("res.users", state.user(CORA)["id"], login="otto@outside.example")
    assert desk.ticket(key).origin.signed_in_email == ""


def test_another_channel_of_the_ticket_is_seen_by_the_next_whole_look(desk, state, key) -> None:
    state.change("helpdesk.ticket", number(key), channel_id=arrival.channel(state, "Phone"))
    assert desk.ticket(key).origin.channel_is_portal is False


def test_a_stage_that_becomes_a_closed_one_counts_after_a_moment(opened, running, state) -> None:
    """Setting the desk up is an administrator's doing; every ticket's own stage is read anew."""
    now = datetime(2026, 11, 24, 10, tzinfo=UTC)
    desk = opened(running, clock=lambda: now)
    key = f"odoo:{arrival.by_portal(state, CORA, 'x', 'y')}"
    assert not desk.ticket(key).ticket.stage.closed
    state.change("helpdesk.ticket.stage", 1, closed=True)
    now += A_MOMENT
    assert desk.ticket(key).ticket.stage.closed


def test_what_passes_is_forgotten_after_a_moment_and_when_it_becomes_much() -> None:
    now = datetime(2026, 11, 24, 10, tzinfo=UTC)
    memory = PassingMemory(lambda: now)
    memory.keep(a=1)
    assert memory.lately("a") == 1
    now += A_MOMENT
    assert memory.lately("a") is None
    memory.keep_as_of(now - A_MOMENT + timedelta(seconds=1), {"b": 2})
    assert memory.lately("b") == 2
    for many in range(1000):
        memory.keep(**{f"n{many}": many})
    assert memory.lately("n999") == 999
    assert memory.lately("b") is None
