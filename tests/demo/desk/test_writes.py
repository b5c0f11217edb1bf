"""A write does on the desk what it does in Odoo, its traps included."""

from __future__ import annotations

import threading


def row(client, key=20289, *fields):
    (read,) = client.call("helpdesk.ticket", "read", ids=[key], fields=list(fields))
    return read


def test_any_write_moves_write_date_even_one_that_changes_nothing(client):
    assert client.call("helpdesk.ticket", "write", ids=[20289], vals={"priority": "1"}) is True
    assert row(client, 20289, "write_date")["write_date"] == "2026-11-23 23:37:12"


def test_microseconds_are_kept_but_seconds_are_shown_and_compared(client, state):
    client.call("helpdesk.ticket", "write", ids=[20289], vals={"priority": "2"})
    assert state.table("helpdesk.ticket").rows[20289]["write_date"] == "2026-11-23 23:37:12.400000"
    second = "2026-11-23 23:37:12"
    found = {op: client.call("helpdesk.ticket", "search", domain=[["write_date", op, second]]) for op in (">", ">=", "=")}
    assert found == {">": [], ">=": [20289], "=": [20289]}


def test_messages_leave_write_date_alone(client):
    client.call("helpdesk.ticket", "message_post", ids=[20289], body="x")
    client.call("helpdesk.ticket", "message_subscribe", ids=[20289], partner_ids=[65])
    assert row(client, 20289, "write_date")["write_date"] == "2026-02-18 02:10:00"


def test_every_write_of_the_assignee_stamps_again(client):
    client.call("helpdesk.ticket", "write", ids=[20289], vals={"user_id": 5})
    assert row(client, 20289, "assigned_date")["assigned_date"] == "2026-11-23 23:37:12"


def test_closing_stamps_closed_date_and_reopening_leaves_it(client, clock):
    client.call("helpdesk.ticket", "write", ids=[20289], vals={"stage_id": 2})
    opened = row(client, 20289, "closed", "closed_date", "last_stage_update")
    assert (opened["closed"], opened["closed_date"]) == (False, "2026-02-18 02:10:00")
    clock.forward(minutes=5)
    client.call("helpdesk.ticket", "write", ids=[20289], vals={"stage_id": 5})
    closed = row(client, 20289, "closed", "closed_date", "last_stage_update")
    assert closed["closed_date"] == closed["last_stage_update"] == "2026-11-23 23:42:12"


def test_a_ticket_made_in_a_closed_stage_has_no_closing_time(client):
    (key,) = client.call("helpdesk.ticket", "create", vals_list=[{"name": "x", "description": "", "stage_id": 4}])
    made = row(client, key, "closed", "closed_date")
    assert (made["closed"], made["closed_date"]) == (True, False)


def test_without_user_id_the_caller_gets_the_ticket_but_no_assignment_time(client):
    values = {"name": "x", "description": ""}
    keys = client.call("helpdesk.ticket", "create", vals_list=[values, values | {"user_id": False}, values | {"user_id": 5}])
    made = [row(client, key, "user_id", "assigned_date") for key in keys]
    assert [one["user_id"] for one in made] == [[12, "Ops Bot"], False, [5, "Anna Agent"]]
    assert [one["assigned_date"] for one in made] == [False, False, "2026-11-23 23:37:12"]


def test_a_team_without_the_assignee_clears_the_assignee(client):
    (key,) = client.call("helpdesk.ticket", "create", vals_list=[{"name": "x", "description": "", "team_id": 1, "user_id": 6}])
    client.call("helpdesk.ticket", "write", ids=[key], vals={"team_id": 4})
    assert row(client, key, "user_id")["user_id"] is False


def test_tags_are_added_removed_and_replaced_by_commands(client):
    def after(*commands):
        client.call("helpdesk.ticket", "write", ids=[20289], vals={"tag_ids": list(commands)})
        return row(client, 20289, "tag_ids")["tag_ids"]

    assert after([4, 16], [4, 16]) == [13, 14, 15, 16]
    assert after([3, 14]) == [13, 15, 16]
    assert after([6, 0, [20, 18]]) == [18, 20]
    assert after([5, 0, 0]) == []


def test_tags_added_at_once_from_many_sides_all_stay(client):
    tags = list(range(1, 13))
    threads = [
        threading.Thread(
            target=lambda tag=tag: client.call("helpdesk.ticket", "write", ids=[20295], vals={"tag_ids": [[4, tag]]})
        )
        for tag in tags
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert row(client, 20295, "tag_ids")["tag_ids"] == [*tags, 19]


def test_an_archived_ticket_vanishes_from_the_usual_search_only(client):
    client.call("helpdesk.ticket", "write", ids=[20289], vals={"active": False})
    assert 20289 not in client.call("helpdesk.ticket", "search")
    assert 20289 in client.call("helpdesk.ticket", "search", domain=[["active", "in", [True, False]]])
    assert 20289 in client.call("helpdesk.ticket", "search", context={"active_test": False})
    assert row(client, 20289, "active")["active"] is False


def test_a_refused_write_changes_nothing(client):
    answer = client.ask("helpdesk.ticket", "write", ids=[20289, 999999], vals={"name": "other"})
    assert answer.status == 404
    assert row(client, 20289, "name")["name"] == "Video in lesson 3 does not play"
    answer = client.ask("helpdesk.ticket", "write", ids=[20289], vals={"name": "other", "nofield": 1})
    assert (answer.status, answer.body["message"]) == (500, "Invalid field 'nofield' in 'helpdesk.ticket'")
    answer = client.ask("helpdesk.ticket", "write", ids=[20289, 20290], vals={"name": ""})
    assert answer.status == 422
    assert row(client, 20289, "name")["name"] == "Video in lesson 3 does not play"


def test_a_batch_with_one_wrong_ticket_makes_none(client):
    answer = client.ask("helpdesk.ticket", "create", vals_list=[{"name": "x", "description": ""}, {"description": "y"}])
    assert answer.status == 422
    assert client.call("helpdesk.ticket", "search_count") == 8


def test_scripts_and_handlers_are_taken_out_of_a_description_and_plain_tags_are_lost(client):
    for given, kept in (
        ("line1\nline2 <tag> & x", "<p>line1\nline2  &amp; x</p>"),
        ("<p onclick='x'>a<script>b</script><iframe src='c'></iframe></p>", "<p>a</p>"),
        ('<a href="javascript:x">y</a>', "<p><a>y</a></p>"),
        (
            '<p style="color:red">ữ <img src="data:image/png;base64,AA=="></p>',
            '<p style="color:red">ữ <img src="data:image/png;base64,AA=="></p>',
        ),
        ("<ul><li>a</ul>b", "<ul><li>a</li></ul><p>b</p>"),
    ):
        client.call("helpdesk.ticket", "write", ids=[20289], vals={"description": given})
        assert row(client, 20289, "description")["description"] == kept
