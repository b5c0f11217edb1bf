"""Each operator of Odoo's domains finds what it finds there."""

from __future__ import annotations

from datetime import datetime

import pytest

from unticket.demo.desk import domain
from unticket.demo.desk.refusal import Refusal

VIDEO, OUTAGE = [20289, 20291, 20294], [20290, 20293]

FOUND = [
    ([["name", "like", "video"]], [20291]),
    ([["name", "ilike", "video"]], [20289, 20291, 20294]),
    ([["name", "not ilike", "LMS"]], [20289, 20291, 20294, 20295, 20296]),
    ([["name", "=like", "Video%"]], [20289, 20294]),
    ([["name", "=ilike", "video lesson _ %"]], [20294]),
    ([["name", "ilike", "a.c"]], []),
    ([["tag_ids", "=", 14]], VIDEO),
    ([["tag_ids", "in", [17, 19]]], [*OUTAGE, 20295]),
    ([["tag_ids", "not in", [13]]], [20295]),
    ([["tag_ids", "=", False]], []),
    ([["tag_ids", "=", "video"]], VIDEO),
    ([["tag_ids.name", "=", "outage"]], OUTAGE),
    ([["tag_ids", "any", [["name", "ilike", "OUT"]]]], OUTAGE),
    ([["tag_ids", "not any", [["name", "=", "LMS"]]]], [20295]),
    ([["partner_id", "ilike", "student"]], [20289, 20291]),
    ([["partner_id", "child_of", 72]], [20296]),
    ([["partner_id.name", "=", "Teacher One"]], [20292]),
    ([["stage_id.closed", "=", True], ["id", "<", 20291]], [20289, 20290]),
    ([["closed", "=", False]], []),
    ([["partner_email", "=", False], ["id", ">=", 20295]], [20295, 20296]),
    ([["category_id", "!=", 1], ["id", "<=", 20289]], [20289]),
    ([["user_id", "in", [False, 6]]], []),
    ([["user_id", "not in", [6]], ["id", "=", 20290]], [20290]),
    (["|", ["id", "=", 20289], ["id", "=", 20296]], [20289, 20296]),
    (["!", ["tag_ids", "in", [13]]], [20295]),
    (["&", "!", ["id", "=", 20289], "|", ["tag_ids", "=", 15], ["tag_ids", "=", 18]], [20291, 20293, 20294]),
    ([["id", "in", [20293, 20289, 7]]], [20289, 20293]),
    ([["create_date", ">", "2026-02-20 04:45:00"]], [20296]),
    ([["create_date", "=", "2026-02-20 04:45:00"]], [20295]),
    ([["create_date", "<=", "2026-02-18"]], [20289, 20290]),
    ([["create_date", ">=", "2026-02-20"], ["create_date", "<", "2026-02-20 03:00:00"]], [20293]),
    ([[1, "=", 1], ["id", "=", 20292]], [20292]),
    ([[0, "=", 1]], []),
    ([["active", "=", False]], []),
    ([["display_name", "ilike", "ht20295"]], [20295]),
]


@pytest.mark.parametrize(("asked", "expected"), FOUND, ids=[str(asked) for asked, _ in FOUND])
def test_the_operator_finds_these_tickets(client, asked, expected):
    assert client.call("helpdesk.ticket", "search", domain=asked, order="id") == expected


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ([["id", "~", 1]], "Invalid operator in condition ('id', '~', 1)"),
        (["|", ["id", "=", 1]], "not enough terms"),
        ([["id", "="]], "invalid item in domain: ['id', '=']"),
        ("id", "invalid item in domain: 'id'"),
        ([["name.first", "=", 1]], "Invalid field name.first in condition"),
    ],
)
def test_a_wrong_domain_is_refused_with_500_and_a_name_that_says_permanent(client, asked, told):
    answer = client.ask("helpdesk.ticket", "search", domain=asked)
    assert (answer.status, answer.body["name"]) == (500, "builtins.ValueError")
    assert told in answer.body["message"]


def test_a_senseless_value_is_answered_like_any_other_mistake(client):
    answer = client.ask("helpdesk.ticket", "search", domain=[["id", ">", "many"]])
    assert (answer.status, answer.body["name"]) == (500, "builtins.TypeError")


def test_a_domain_is_written_back_flat_as_odoo_does():
    a, b, c = ["a", "=", 1], ["b", "=", 2], ["c", "=", 3]
    assert domain.written(domain.read([a, "&", b, c])) == ["&", "&", a, b, c]
    assert domain.written(domain.read(["|", a, "|", b, "!", c])) == ["|", "|", a, b, "!", c]
    assert domain.written(domain.read([])) == []


def test_reading_a_domain_that_is_none_raises():
    with pytest.raises(Refusal):
        domain.read([3])


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("stage_id, id desc", 20296),
        ("partner_id", 20290),
        ("create_date desc", 20296),
        ("write_date, id", 20289),
        (None, 20296),
    ],
)
def test_orders_are_kept_and_references_sort_by_their_own_order(client, order, first):
    assert client.call("helpdesk.ticket", "search", order=order)[0] == first


def test_limit_and_offset_cut_the_ordered_list(client):
    assert client.call("helpdesk.ticket", "search", order="id", offset=2, limit=3) == [20291, 20292, 20293]
    assert client.call("helpdesk.ticket", "search", order="id desc", limit=1) == [20296]
    assert client.call("helpdesk.ticket", "search_count", domain=[], limit=3) == 3


def test_read_omits_what_is_gone_and_gives_bare_ids_where_asked(client):
    (row,) = client.call("helpdesk.ticket", "read", ids=[1, 20292], fields=["stage_id", "partner_id"], load=None)
    assert row == {"id": 20292, "stage_id": 4, "partner_id": 70}


def test_no_fields_named_means_every_field(client):
    (row,) = client.call("helpdesk.ticket", "read", ids=[20289])
    assert len(row) == 66
    assert row["display_name"] == "HT20289 - Video in lesson 3 does not play"


def test_times_in_a_stage_add_up_to_the_tickets_age(client, clock):
    (row,) = client.call("helpdesk.ticket", "read", ids=[20292], fields=["duration_tracking", "create_date"])
    assert row["duration_tracking"]["1"] == 7 * 60
    whole = clock.now.replace(tzinfo=None, microsecond=0) - datetime.fromisoformat(row["create_date"])
    assert sum(row["duration_tracking"].values()) == whole.total_seconds()
