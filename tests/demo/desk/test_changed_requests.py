"""Change one value in a recorded request and the answer changes with it: answers are computed, not looked up."""

from __future__ import annotations

import copy

import pytest


def changed(request, path, value):
    """The request with one value replaced; `path` leads to it."""
    request = copy.deepcopy(request)
    *way, last = path
    place = request
    for step in way:
        place = place[step]
    place[last] = value
    return request


def ids(body):
    return [row["id"] for row in body]


def counts(body):
    return [(row[next(iter(row))], row["__count"]) for row in body]


def message(body):
    return body["message"]


def rpc(part):
    return lambda body: part(body["result"])


def rpc_message(body):
    return body["error"]["data"]["message"]


ARGS = ("body", "params", "args")
MISSING = "Record does not exist or has been deleted.\n(Record: {}({},), User: 12)"

ASKED_DIFFERENTLY = [
    # exchange, where, what instead, what of the answer, what it is then
    ("all_ids", ("body", "order"), "id desc", list, list(range(20296, 20288, -1))),
    ("error_bad_key", ("headers", "Authorization"), "bearer <bot key>", len, 8),
    ("error_no_key", ("headers", "Authorization"), "BEARER <bot key>", len, 8),
    ("error_forbidden", ("path",), "/json/2/helpdesk.ticket.category/create", message, "Helpdesk Ticket Category"),
    ("error_iso_datetime", ("body", "domain", 0, 2), "2026-02-20T02:00:00", ids, [20296, 20295, 20294, 20293]),
    (
        "error_iso_datetime",
        ("body", "domain", 0, 2),
        "2026-02-20 02:00:00+07:00",
        message,
        "expecting only datetimes with no timezone: '2026-02-20 02:00:00+07:00'",
    ),
    ("error_missing_record", ("body", "ids"), [999998], message, MISSING.format("helpdesk.ticket", 999998)),
    ("error_missing_record", ("body", "ids"), [20289], bool, True),
    ("error_missing_stage", ("body", "ids"), [20289], message, MISSING.format("helpdesk.ticket.stage", 999)),
    ("error_required", ("body", "vals_list", 0), {"name": "A printer", "description": ""}, list, [20297]),
    ("error_required", ("body", "vals_list", 0), {"name": "", "description": "x"}, message, "'Title' (name)"),
    (
        "error_unknown_domain_field",
        ("body", "domain"),
        [["other", "in", [1, 2]]],
        message,
        "Invalid field helpdesk.ticket.other in condition ('other', 'in', [1, 2])",
    ),
    ("error_unknown_domain_field", ("body", "domain", 0, 0), "sequence", list, []),
    ("error_unknown_field", ("body", "fields"), ["other"], message, "Invalid field 'other' on 'helpdesk.ticket'"),
    (
        "error_unknown_method",
        ("path",),
        "/json/2/helpdesk.ticket.tag/no",
        message,
        "The method 'helpdesk.ticket.tag.no' does not exist",
    ),
    ("error_unknown_model", ("path",), "/json/2/no.such/search", message, "the model 'no.such' does not exist"),
    ("error_wrong_database", ("headers", "X-Odoo-Database"), "odoolab19", len, 8),
    ("fields_get", ("body", "attributes"), ["type"], lambda body: body["tag_ids"], {"type": "many2many"}),
    ("fields_get", ("path",), "/json/2/helpdesk.ticket.tag/fields_get", lambda body: body["color"]["type"], "integer"),
    ("hr_lookup_active", ("body", "domain", 0, 2), "AN.TRAN@%", ids, [2]),
    ("hr_lookup_active", ("body", "domain", 1, 2), [False], ids, []),
    ("hr_lookup_departed", ("body", "domain", 1, 2), [True], ids, []),
    ("hr_lookup_unknown", ("body", "domain", 0, 2), "binh.le@school.example", ids, [3]),
    ("hr_lookup_as_plain_user", ("body", "fields"), ["name", "private_email"], message, "“private_email”"),
    ("hr_lookup_as_plain_user", ("body", "fields"), ["name"], list, [{"id": 3, "name": "Binh Le"}]),
    ("hr_public_as_plain_user", ("body", "domain", 0, 2), "an.tran@school.example", ids, [2]),
    ("hr_public_as_plain_user", ("body", "fields"), ["departure_date"], message, "Invalid field 'departure_date'"),
    ("jsonrpc_access_denied", (*ARGS, 2), "<api key>", rpc(len), 8),
    ("jsonrpc_access_denied", (*ARGS, 1), 5, rpc_message, "Access Denied"),
    ("jsonrpc_authenticate", (*ARGS, 1), "admin", rpc(bool), False),
    ("jsonrpc_authenticate", (*ARGS, 0), "other", rpc(bool), False),
    ("jsonrpc_authenticate_wrong", (*ARGS, 2), "<api key>", rpc(int), 12),
    ("jsonrpc_error", (*ARGS, 6, "fields"), ["other"], rpc_message, "Invalid field 'other' on 'helpdesk.ticket'"),
    ("jsonrpc_message_post", (*ARGS, 5), [[20289]], rpc(list), [860]),
    (
        "jsonrpc_read_group_day",
        (*ARGS, 6, "context", "tz"),
        "America/New_York",
        rpc(lambda lines: [(one["create_date:day"], one["__count"]) for one in lines]),
        [("17 Feb 2026", 1), ("18 Feb 2026", 2), ("19 Feb 2026", 4), ("20 Feb 2026", 1)],
    ),
    (
        "jsonrpc_read_group_day",
        (*ARGS, 5, 2),
        ["stage_id"],
        rpc(list),
        [{"stage_id": [4, "Done"], "__count": 8, "__domain": ["&", ["id", "<=", 20296], ["stage_id", "=", 4]]}],
    ),
    ("jsonrpc_search_read", (*ARGS, 6, "order"), "create_date desc", rpc(ids), [20290, 20289]),
    ("jsonrpc_search_read", (*ARGS, 5, 0, 0, 2), 20291, rpc(ids), [20289, 20290, 20291]),
    ("jsonrpc_version", ("body", "id"), 7, lambda body: body["id"], 7),
    ("my_keys", ("body", "domain"), [["expiration_date", "<", "2027-02-21"]], list, []),
    ("my_keys", ("headers", "Authorization"), "bearer <hr reader key>", lambda body: body[0]["name"], "hr-reader"),
    ("probe_stage_enterprise", ("path",), "/json/2/helpdesk.ticket.stage/search_read", ids, [1, 2, 3, 4, 5, 6]),
    ("probe_stage_oca", ("body", "domain"), [["mail_template_id", "!=", False]], ids, [4, 5, 6]),
    ("probe_stage_oca", ("body", "order"), "closed desc, id desc", ids, [6, 5, 4, 3, 2, 1]),
    ("report_by_assignee", ("body", "groupby"), ["team_id"], counts, [([4, "LMS Support"], 8)]),
    ("report_by_assignee", ("body", "domain"), [["stage_id.closed", "=", False]], counts, []),
    (
        "report_by_day",
        ("body", "context", "tz"),
        "Europe/Warsaw",
        counts,
        [
            (["2026-02-17 23:00:00", "18 Feb 2026"], 2),
            (["2026-02-18 23:00:00", "19 Feb 2026"], 2),
            (["2026-02-19 23:00:00", "20 Feb 2026"], 4),
        ],
    ),
    (
        "report_by_day",
        ("body", "context", "tz"),
        "No/Where",
        counts,
        [
            (["2026-02-18 00:00:00", "18 Feb 2026"], 2),
            (["2026-02-19 00:00:00", "19 Feb 2026"], 2),
            (["2026-02-20 00:00:00", "20 Feb 2026"], 4),
        ],
    ),
    ("report_by_day", ("body", "groupby"), ["create_date:month"], counts, [(["2026-01-31 17:00:00", "February 2026"], 8)]),
    ("report_by_stage", ("body", "domain"), [["tag_ids", "in", [14]]], counts, [([4, "Done"], 3)]),
    ("report_by_tag", ("body", "domain"), [["id", "=", 20295]], counts, [([19, "report"], 1)]),
    ("report_by_tag", ("body", "order"), "__count", lambda body: counts(body)[-1], ([13, "LMS"], 7)),
    ("tags", ("body", "domain"), [["name", "ilike", "LESSON"]], ids, [15]),
    ("tags", ("body", "fields"), ["name"], lambda body: body[0], {"id": 1, "name": "hardware"}),
    ("teams", ("body", "domain"), [["user_ids", "in", [6]]], ids, [1, 2, 3]),
    ("tickets_changed_since", ("body", "domain", 1, 2), "2026-02-20 02:20:01", ids, [20294, 20295, 20296]),
    ("tickets_changed_since", ("body", "limit"), 2, ids, [20293, 20294]),
    ("tickets_reference_week", ("body", "domain", 1, 2), 20294, ids, [20295, 20296]),
    ("users", ("body", "domain"), [["login", "=", "agent3"]], list, [{"id": 7, "name": "Chloe Agent", "login": "agent3"}]),
    ("version", ("path",), "/web/version", lambda body: body["version"], "19.0"),
    ("whoami", ("headers", "Authorization"), "bearer <hr reader key>", lambda body: body["uid"], 11),
]


@pytest.mark.parametrize(
    ("name", "path", "value", "part", "expected"), ASKED_DIFFERENTLY, ids=lambda one: one if isinstance(one, str) else None
)
def test_a_changed_request_has_its_own_answer(client, exchange, name, path, value, part, expected):
    request = exchange(name)["request"]
    request["headers"].setdefault("Authorization", "")
    got = part(client.recorded(changed(request, path, value)).body)
    assert expected in got if isinstance(expected, str) and isinstance(got, str) else got == expected


def test_a_note_is_on_the_ticket_that_was_named_with_the_text_that_was_given(client, exchange):
    note = changed(exchange("post_internal_note")["request"], ("body", "ids"), [20291])
    note["body"]["body"] = 'It\'s "5 < 6" & more'
    assert client.recorded(note).body == [860]
    asked = changed(exchange("messages")["request"], ("body", "domain", 1, 2), 20291)
    last = client.recorded(asked).body[-1]
    assert last["body"] == '<p>It\'s "5 &lt; 6" &amp; more</p>'
    assert last["subtype_id"] == [2, "Note"]


def test_html_notes_keep_their_markup_and_lose_their_scripts(client, exchange):
    note = changed(exchange("post_internal_note_html")["request"], ("body", "ids"), [20290])
    note["body"]["body"] = "<p onclick='x()'>a <i>b</i><script>steal()</script></p>"
    (key,) = client.recorded(note).body
    assert client.call("mail.message", "read", ids=[key], fields=["body"])[0]["body"] == "<p>a <i>b</i></p>"


def test_what_is_read_after_a_write_is_what_was_written(client, exchange, clock):
    clock.forward(minutes=3)
    assert client.recorded(changed(exchange("add_tag")["request"], ("body", "ids"), [20295])).body is True
    moved = changed(exchange("move_stage_quiet")["request"], ("body", "ids"), [20295])
    moved["body"]["vals"]["stage_id"] = 2
    assert client.recorded(moved).body is True
    linked = changed(exchange("link_duplicate")["request"], ("body", "ids"), [20295])
    linked["body"]["vals"]["duplicate_id"] = 20289
    assert client.recorded(linked).body is True
    read = changed(exchange("read_after")["request"], ("body", "ids"), [20295, 20289])
    read["body"]["fields"] += ["duplicate_id", "duplicate_ids"]
    after, other = client.recorded(read).body
    assert after["tag_ids"] == [16, 19]
    assert after["stage_id"] == [2, "In Progress"]
    assert after["closed"] is False
    assert after["write_date"] == after["last_stage_update"] == "2026-11-23 23:40:12"
    assert after["duplicate_id"] == [20289, "HT20289 - Video in lesson 3 does not play"]
    assert other["duplicate_ids"] == [20295]


def test_a_new_ticket_reads_as_it_was_made(client, exchange):
    values = {"name": "Xin mở khóa tài khoản", "description": "một\nhai <b>ba</b>", "priority": "3", "tag_ids": [[6, 0, [16]]]}
    (key,) = client.call("helpdesk.ticket", "create", vals_list=[values | {"partner_id": 70, "user_id": False}])
    (row,) = client.recorded(changed(exchange("ticket_new")["request"], ("body", "ids"), [key])).body
    assert row["name"] == values["name"]
    assert row["description"] == "<p>một\nhai <b>ba</b></p>"
    assert (row["priority"], row["tag_ids"]) == ("3", [16])
    assert (row["partner_id"], row["partner_name"]) == ([70, "Teacher One"], "Teacher One")
    assert row["stage_id"] == [1, "New"]
