"""Who is mailed by what is said or done on a ticket, and who is not."""

from __future__ import annotations

import pytest

NOTE = {"message_type": "comment", "subtype_xmlid": "mail.mt_note"}
COMMENT = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}


@pytest.fixture
def contact(state):
    """A contact with an address, who is the requester of the first ticket."""
    key = state.add("res.partner", name="Cora", email="cora@school.example")
    state.change("helpdesk.ticket", 20289, partner_id=key)
    return key


def mails(state):
    return [(mail.to, mail.because) for mail in state.mails]


def test_moving_to_a_closing_stage_mails_the_contact(client, state, contact):
    client.call("helpdesk.ticket", "write", ids=[20289], vals={"stage_id": 2})
    assert mails(state) == []
    client.call("helpdesk.ticket", "write", ids=[20289], vals={"stage_id": 4})
    assert mails(state) == [("cora@school.example", "stage")]


@pytest.mark.parametrize("context", [{"mail_notrack": True}, {"tracking_disable": True}])
def test_the_closing_mail_can_be_kept_back_and_then_leaves_no_line(client, state, contact, context):
    before = client.call("mail.message", "search_count", domain=[["res_id", "=", 20289]])
    client.call("helpdesk.ticket", "write", ids=[20289], vals={"stage_id": 5}, context=context)
    assert mails(state) == []
    assert client.call("mail.message", "search_count", domain=[["res_id", "=", 20289]]) == before


def test_a_tracked_change_writes_an_empty_line(client):
    client.call("helpdesk.ticket", "write", ids=[20289], vals={"user_id": 12})
    (last,) = client.call("mail.message", "search_read", fields=["body", "message_type"], limit=1)
    assert (last["body"], last["message_type"]) == ("", "notification")


def test_without_a_contact_the_closing_mail_goes_to_the_bare_address(client, state, make_ticket):
    key = make_ticket()
    client.call("helpdesk.ticket", "write", ids=[key], vals={"stage_id": 6})
    assert mails(state) == [("an.tran@school.example", "stage")]


def test_a_note_mails_nobody_unless_partners_are_named_in_it(client, state, contact):
    client.call("helpdesk.ticket", "message_subscribe", ids=[20289], partner_ids=[contact])
    client.call("helpdesk.ticket", "message_post", ids=[20289], body="inside", **NOTE)
    assert mails(state) == []
    client.call("helpdesk.ticket", "message_post", ids=[20289], body="leak", partner_ids=[contact], **NOTE)
    assert mails(state) == [("cora@school.example", "recipient of a note")]


def test_a_comment_mails_the_contact_only_when_following(client, state, contact):
    client.call("helpdesk.ticket", "message_post", ids=[20289], body="one", **COMMENT)
    assert mails(state) == []
    client.call("helpdesk.ticket", "message_subscribe", ids=[20289], partner_ids=[contact])
    client.call("helpdesk.ticket", "message_post", ids=[20289], body="two", **COMMENT)
    assert mails(state) == [("cora@school.example", "comment")]


def test_a_message_goes_to_exactly_one_ticket(client):
    answer = client.ask("helpdesk.ticket", "message_post", ids=[20289, 20290], body="x")
    assert answer.status == 500
    assert answer.body["message"] == "Expected singleton: helpdesk.ticket(20289, 20290)"


def test_the_author_can_be_another(client):
    (key,) = client.call("helpdesk.ticket", "message_post", ids=[20289], body="x", author_id=70)
    (said,) = client.call("mail.message", "read", ids=[key], fields=["author_id", "subtype_id", "message_type"])
    assert said == {"id": key, "author_id": [70, "Teacher One"], "subtype_id": [2, "Note"], "message_type": "notification"}


def test_an_activity_is_put_on_the_ticket_and_mails_its_assignee_unless_asked_not_to(client, state):
    plan = {"act_type_xmlid": "mail.mail_activity_data_todo", "summary": "Look", "note": "<b>why</b>", "user_id": 5}
    (key,) = client.call("helpdesk.ticket", "activity_schedule", ids=[20289], date_deadline="2026-11-24", **plan)
    assert mails(state) == [("agent1@lab.example", "activity")]
    client.call("helpdesk.ticket", "activity_schedule", ids=[20289], context={"mail_activity_quick_update": True}, **plan)
    assert len(state.mails) == 1
    (row,) = client.call("mail.activity", "read", ids=[key], fields=["res_id", "user_id", "summary", "date_deadline"])
    assert row["user_id"] == [5, "Anna Agent"]
    assert (row["res_id"], row["summary"], row["date_deadline"]) == (20289, "Look", "2026-11-24")


def test_an_activity_that_is_deleted_is_gone_from_its_ticket(client):
    (key,) = client.call("helpdesk.ticket", "activity_schedule", ids=[20289], summary="Look")
    assert client.call("helpdesk.ticket", "read", ids=[20289], fields=["activity_ids"])[0]["activity_ids"] == [key]
    assert client.call("mail.activity", "unlink", ids=[key]) is True
    assert client.call("helpdesk.ticket", "read", ids=[20289], fields=["activity_ids"])[0]["activity_ids"] == []


def test_the_eight_have_nothing_but_the_line_of_their_making(client):
    every = client.call("mail.message", "search_read", fields=["message_type", "date", "res_id"], order="id")
    tickets = client.call("helpdesk.ticket", "search_read", fields=["create_date"], order="id")
    assert [(one["res_id"], one["date"], one["message_type"]) for one in every] == [
        (one["id"], one["create_date"], "notification") for one in tickets
    ]
