"""A look at a ticket is a look at the present; an event is a change, or words of a requester."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from unticket.demo.desk import arrival
from unticket.demo.desk.faults import CutBeforeAnswer, Faults

KEY = "odoo:20289"
CORA = "cora@school.example"


def test_a_ticket_comes_with_its_messages_origin_and_page(desk, state, running) -> None:
    number = arrival.by_mail(state, f"Cora <{CORA}>", "Cannot log in", "It says deactivated")
    view = desk.ticket(f"odoo:{number}")
    assert view.ticket.subject == "Cannot log in"
    assert view.ticket.requester.email == CORA
    assert [message.automatic for message in view.messages] == [True, False]
    assert view.url == f"{running.url}/odoo/helpdesk.ticket/{number}"
    assert view.origin.came_by_mail is True


def test_every_look_is_of_now(desk, state) -> None:
    desk.ticket(KEY)
    state.change("helpdesk.ticket", 20289, name="Another subject", partner_email=False)
    state.add("helpdesk.ticket.tag", id=77, name="no-bot")
    state.change("helpdesk.ticket", 20289, tag_ids=[77])
    state.change("res.partner", 65, email="class.a@school.example")
    now = desk.ticket(KEY).ticket
    assert (now.subject, [tag.name for tag in now.tags]) == ("Another subject", ["no-bot"])
    assert now.requester.email == "class.a@school.example"
    state.change("res.partner", 65, email="class.b@school.example")
    assert desk.ticket(KEY).ticket.requester.email == "class.b@school.example"


def test_the_reply_of_an_agent_who_came_a_minute_ago_is_an_agents(desk, state, running) -> None:
    desk.ticket(KEY)
    uid = state.add_user("New Agent", "new")
    contact = state.table("res.users").rows[uid]["partner_id"]
    told = {"message_type": "comment", "subtype_id": 1, "author_id": contact, "body": "<p>On it</p>"}
    state.add("mail.message", **{"model": "helpdesk.ticket", "res_id": 20289, "date": "2026-11-24 10:00:00", **told})
    assert desk.ticket(KEY).messages[-1].by_agent


def test_an_archived_ticket_is_still_told(desk, state) -> None:
    state.change("helpdesk.ticket", 20289, active=False)
    assert desk.ticket(KEY).ticket.archived


def test_a_look_survives_passing_failures(opened, served) -> None:
    desk = opened(served(Faults().every(3, CutBeforeAnswer())))
    assert desk.ticket(KEY).ticket.reference == "HT20289"


def test_long_talks_come_in_pages_where_one_answer_would_be_too_large(opened, running, state) -> None:
    for number in range(6):
        told = {"message_type": "comment", "subtype_id": 1, "body": f"<p>{number} {'x' * 300_000}</p>"}
        state.add("mail.message", **told, model="helpdesk.ticket", res_id=20289, date="2026-11-24 10:00:00")
    messages = opened(running, max_answer_mb=1).ticket(KEY).messages
    assert [message.body[3] for message in messages[1:]] == list("012345")


def test_events_are_changes_and_words_of_requesters_oldest_first(desk, state) -> None:
    begun = datetime.now(UTC).replace(microsecond=0)
    times = iter(begun + timedelta(hours=hour) for hour in range(1, 9))
    state.clock = lambda: next(times)
    made = arrival.by_portal(state, CORA, "x", "y")
    state.change("helpdesk.ticket", 20291, name="changed")
    arrival.reply_by_mail(state, 20290, CORA, "still broken")
    state.clock = lambda: begun + timedelta(hours=9)
    events = list(desk.events_since(begun + timedelta(minutes=30)))
    assert [event.ticket_key for event in events] == [f"odoo:{made}", "odoo:20291", "odoo:20290"]
    assert [event.changed_at for event in events] == sorted(event.changed_at for event in events)
    assert events[-1].changed_at > begun + timedelta(hours=2)


@pytest.mark.parametrize("minutes", [9, 11])
def test_events_begin_earlier_than_asked_by_the_overlap(desk, state, minutes) -> None:
    """A transaction that took long appears behind a moment that was read already."""
    moment = datetime(2026, 11, 20, 12, tzinfo=UTC)
    state.change("helpdesk.ticket", 20289, write_date=(moment - timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M:%S.%f"))
    found = [event.ticket_key for event in desk.events_since(moment)]
    assert found == (["odoo:20289"] if minutes < 10 else [])


def test_our_own_note_and_an_agents_reply_are_no_events(desk, state) -> None:
    now = datetime.now(UTC) + timedelta(hours=1)
    state.clock = lambda: now
    desk.note("odoo:20290", "x", marker="m")
    agent = state.user("agent1")["partner_id"]
    told = {"message_type": "comment", "subtype_id": 1, "author_id": agent, "body": "<p>On it</p>"}
    state.add(
        "mail.message", **{"model": "helpdesk.ticket", "res_id": 20291, "date": now.strftime("%Y-%m-%d %H:%M:%S"), **told}
    )
    assert list(desk.events_since(now - timedelta(minutes=1))) == []


def test_stages_and_tags_are_those_of_now(desk, state) -> None:
    assert [stage.name for stage in desk.stages()][:2] == ["New", "In Progress"]
    assert [stage.name for stage in desk.stages() if stage.mails_requester] == ["Done", "Cancelled", "Rejected"]
    assert "login" in {tag.name for tag in desk.tags()}
    state.add("helpdesk.ticket.tag", name="bot")
    assert "bot" in {tag.name for tag in desk.tags()}
