"""A key sees and does what its user may, and no more."""

from __future__ import annotations

import pytest

from unticket.demo.desk.rights import HELPDESK_PERSONAL, HELPDESK_TEAM, INTERNAL


@pytest.fixture
def user(state, client):
    """Make a user with these groups and give a client with that user's key."""

    def made(login, *groups, share=False, **values):
        state.add_user(login.title(), login, groups=groups, share=share, **values)
        state.add_key(login)
        return client.as_(login)

    return made


def test_a_helpdesk_user_may_not_delete_tickets_and_is_told_who_may(client):
    answer = client.ask("helpdesk.ticket", "unlink", ids=[20289])
    assert answer.status == 403
    assert "delete 'Helpdesk Ticket' (helpdesk.ticket)" in answer.body["message"]
    assert client.call("helpdesk.ticket", "search_count") == 8


def test_an_administrator_may_and_nothing_remains(client, state):
    state.add_key("admin")
    assert client.as_("admin").call("helpdesk.ticket", "unlink", ids=[20289]) is True
    assert client.call("helpdesk.ticket", "read", ids=[20289]) == []
    assert client.call("mail.message", "search", domain=[["res_id", "=", 20289]]) == []


def test_an_administrator_may_make_tags(client, state):
    state.add_key("admin")
    assert client.as_("admin").call("helpdesk.ticket.tag", "create", vals_list=[{"name": "new"}]) == [21]


@pytest.mark.parametrize("model", ["ir.model", "ir.model.fields", "mail.tracking.value"])
def test_some_models_are_the_administrators(client, model):
    assert client.ask(model, "search").status == 403


def test_a_user_outside_the_helpdesk_is_refused_its_tickets(user):
    answer = user("otto", INTERNAL).ask("helpdesk.ticket", "search")
    assert (answer.status, answer.body["name"]) == (403, "odoo.exceptions.AccessError")


def test_a_bot_in_the_wrong_group_silently_sees_fewer_tickets(user, state):
    own = user("own", INTERNAL, HELPDESK_PERSONAL)
    assert own.call("helpdesk.ticket", "search") == []
    state.change("helpdesk.ticket", 20293, user_id=state.user("own")["id"])
    assert own.call("helpdesk.ticket", "search") == [20293]
    team = user("team", INTERNAL, HELPDESK_TEAM)
    assert team.call("helpdesk.ticket", "search_count") == 0
    state.change("helpdesk.ticket.team", 4, user_ids=[5, 12, state.user("team")["id"]])
    assert team.call("helpdesk.ticket", "search_count") == 8


def test_messages_of_tickets_out_of_sight_are_dropped_after_the_page_is_cut(user, state):
    own = user("own", INTERNAL, HELPDESK_PERSONAL)
    state.change("helpdesk.ticket", 20293, user_id=state.user("own")["id"])
    assert own.call("mail.message", "search", order="id", limit=3) == []
    assert own.call("mail.message", "search", order="id") == [856]
    assert user("otto", INTERNAL).call("mail.message", "search") == []


def test_what_one_may_not_see_one_may_not_change(user):
    assert user("own", INTERNAL, HELPDESK_PERSONAL).ask("helpdesk.ticket", "write", ids=[20289], vals={}).status == 403


def test_a_portal_user_sees_the_tickets_of_their_own_contact(user, client):
    cora = user("cora@school.example", share=True, partner_id=70)
    assert cora.call("helpdesk.ticket", "search") == [20292]
    assert cora.ask("helpdesk.ticket", "write", ids=[20292], vals={"name": "x"}).status == 403
    assert client.call("res.users", "search", domain=[["share", "=", True]], order="id") == [13]


def test_a_key_ends_at_its_time(client, clock):
    clock.forward(days=89)
    assert client.ask("res.users", "context_get").status == 200
    clock.forward(days=2)
    assert client.ask("res.users", "context_get").body["message"] == "Invalid apikey"


def test_one_sees_ones_own_keys_only(client, state):
    names = [row["name"] for row in client.call("res.users.apikeys", "search_read", fields=["name"])]
    assert names == ["lab-bot"]
    state.add_key("opsbot", name="another")
    assert client.call("res.users.apikeys", "search_count") == 2


def test_no_answer_holds_a_key(client):
    for row in client.call("res.users.apikeys", "search_read"):
        assert client.key not in str(row)


def test_private_methods_are_refused_and_records_of_class_methods_too(client):
    assert client.ask("helpdesk.ticket", "_write").status == 403
    assert client.ask("helpdesk.ticket", "exists", ids=[1]).status == 403
    assert client.ask("helpdesk.ticket", "search", ids=[1]).status == 422
    assert client.ask("helpdesk.ticket", "create").body["message"] == "missing a required argument: 'vals_list'"
    assert client.ask("helpdesk.ticket", "search", other=1).status == 422
    assert client.ask("helpdesk.ticket", "search_read", other=1).body["name"] == "builtins.TypeError"


def test_rights_can_be_asked_for(client):
    asked = {op: client.call("helpdesk.ticket", "has_access", operation=op) for op in ("read", "write", "create", "unlink")}
    assert asked == {"read": True, "write": True, "create": True, "unlink": False}


@pytest.mark.parametrize(
    ("method", "headers", "body", "status"),
    [
        ("GET", {"Content-Type": "application/json"}, None, 404),
        ("POST", {}, None, 415),
    ],
)
def test_requests_that_are_not_json_2_are_told_so(client, method, headers, body, status):
    assert client.send(method, "/json/2/helpdesk.ticket/search", headers, body).status == status


def test_an_older_odoo_speaks_json_rpc_only(open_desk):
    from unticket.demo.reference_week import reference_week

    with open_desk(reference_week(serie="17.0")) as client:
        assert client.ask("helpdesk.ticket", "search").status == 404
        assert client.send("GET", "/json/version", {}).status == 404
        assert len(client.rpc("helpdesk.ticket", "search", [])["result"]) == 8
        assert client.rpc("helpdesk.ticket", "formatted_read_group", [])["error"]["data"]["name"].endswith("NotFound")
        lines = client.rpc("helpdesk.ticket", "read_group", [], ["priority:max"], ["stage_id", "user_id"])["result"]
        assert lines == [
            {
                "stage_id": [4, "Done"],
                "stage_id_count": 8,
                "priority": "1",
                "__domain": [["stage_id", "=", 4]],
                "__context": {"group_by": ["user_id"]},
            }
        ]
