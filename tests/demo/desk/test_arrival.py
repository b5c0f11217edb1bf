"""Which traces a ticket bears of the way on which it came, and that none of them alone shows who wrote it."""

from __future__ import annotations

import pytest

from unticket.demo.desk import arrival


@pytest.fixture
def cora(state):
    """A portal user."""
    state.add_user("Cora", "cora@school.example", share=True)
    return state.user("cora@school.example")


def ticket(client, key):
    fields = ["create_uid", "channel_id", "partner_id", "partner_email", "user_id", "number"]
    return client.call("helpdesk.ticket", "read", ids=[key], fields=fields)[0]


def kinds(client, key):
    found = client.call("mail.message", "search_read", domain=[["res_id", "=", key]], fields=["message_type"], order="id")
    return [row["message_type"] for row in found]


def test_a_signed_in_user_is_the_creator_and_the_channel_is_the_portals(client, state, cora):
    key = arrival.by_portal(state, "cora@school.example", "Cannot log in", "It says <deactivated>")
    row = ticket(client, key)
    assert row["create_uid"] == [cora["id"], "Cora"]
    assert row["channel_id"][1] == "Web"
    assert row["partner_email"] == "cora@school.example"
    assert row["user_id"] is False
    assert kinds(client, key) == ["notification"]


def test_a_forged_mail_makes_the_victim_the_creator(client, state, cora):
    key = arrival.by_mail(state, "Cora <CORA@school.example>", "Cannot log in", "reset me")
    row = ticket(client, key)
    assert row["create_uid"] == [cora["id"], "Cora"]
    assert kinds(client, key) == ["notification", "email"]


def test_a_strangers_mail_is_made_by_nobody_in_particular(client, state):
    row = ticket(client, arrival.by_mail(state, '"Cust 9" <cust9@customer.example>', "x", "y"))
    assert row["create_uid"][1] == "Administrator"
    assert row["partner_email"] == '"Cust 9" <cust9@customer.example>'


def test_an_open_form_takes_any_address_and_is_made_by_the_archived_public_user(client, state):
    row = ticket(client, arrival.by_form(state, "Cora", "cora@school.example", "x", "y"))
    (user,) = client.call(
        "res.users",
        "search_read",
        domain=[["id", "=", row["create_uid"][0]]],
        fields=["share", "active"],
        context={"active_test": False},
    )
    assert (user["share"], user["active"]) == (True, False)
    assert row["partner_email"] == "cora@school.example"


def test_a_reply_by_mail_leaves_the_tickets_time_alone(client, state, clock, cora):
    before = client.call("helpdesk.ticket", "read", ids=[20289], fields=["write_date"])
    clock.forward(hours=1)
    arrival.reply_by_mail(state, 20289, "cora@school.example", "still broken")
    assert client.call("helpdesk.ticket", "read", ids=[20289], fields=["write_date"]) == before
    assert kinds(client, 20289) == ["notification", "email"]


def test_a_done_activity_is_archived_and_quoted_in_the_chatter(client):
    (key,) = client.call("helpdesk.ticket", "activity_schedule", ids=[20289], summary="Look", note="<p>why</p>")
    client.call("mail.activity", "action_feedback", ids=[key])
    assert client.call("mail.activity", "search", domain=[["res_id", "=", 20289]]) == []
    (last,) = client.call("mail.message", "search_read", fields=["body", "subtype_id"], limit=1)
    assert "why" in last["body"]
    assert last["subtype_id"][1] == "Activities"


def test_a_backslash_takes_a_wildcard_as_it_stands(client, state):
    state.add("hr.employee", name="A", work_email="a_b@school.example", active=True)
    state.add("hr.employee", name="B", work_email="axb@school.example", active=True)
    as_hr = client.as_("agent7")

    def found(pattern):
        return as_hr.call("hr.employee", "search_count", domain=[["work_email", "=ilike", pattern]])

    assert (found("a_b@school.example"), found("a\\_b@school.example")) == (2, 1)
