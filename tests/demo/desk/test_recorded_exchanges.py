"""The desk gives the answers of a real Odoo 19 to the requests that were recorded there."""

from __future__ import annotations

from pathlib import Path

import pytest

EXCHANGES = Path(__file__).with_name("exchanges")

OVER_THE_EIGHT = (
    "error_bad_key",
    "error_forbidden",
    "error_iso_datetime",
    "error_missing_record",
    "error_no_key",
    "error_required",
    "error_unknown_domain_field",
    "error_unknown_field",
    "error_unknown_method",
    "error_unknown_model",
    "error_wrong_database",
    "fields_get",
    "hr_lookup_active",
    "hr_lookup_as_plain_user",
    "hr_lookup_departed",
    "hr_lookup_unknown",
    "hr_public_as_plain_user",
    "jsonrpc_access_denied",
    "jsonrpc_authenticate",
    "jsonrpc_authenticate_wrong",
    "jsonrpc_error",
    "jsonrpc_read_group_day",
    "jsonrpc_search_read",
    "jsonrpc_version",
    "my_keys",
    "probe_stage_enterprise",
    "probe_stage_oca",
    "report_by_assignee",
    "report_by_day",
    "report_by_stage",
    "report_by_tag",
    "tags",
    "teams",
    "tickets_changed_since",
    "tickets_reference_week",
    "users",
    "version",
    "whoami",
)
ON_THE_FIRST_NEW_TICKET = (
    "ticket_new",
    "post_internal_note",
    "post_internal_note_html",
    "messages",
    "add_tag",
    "move_stage_quiet",
    "read_after",
)
WITH_BOTH_NEW_TICKETS = ("link_duplicate", "error_missing_stage", "jsonrpc_message_post", "all_ids")
ELSEWHERE = ("webhook_ticket_created",)
"""Sent by the desk, not answered: see test_webhook.py."""


def expect(client, one):
    answer, response = client.recorded(one["request"]), one["response"]
    assert answer.status == response["status"]
    assert answer.body == response["body"]
    for header, value in response.get("headers", {}).items():
        # A space at the end of a header is no part of its value (RFC 9110, 5.5); h11 sends none.
        assert answer.headers[header] == value.strip()


@pytest.mark.parametrize("name", OVER_THE_EIGHT)
def test_over_the_eight_tickets_the_answer_is_the_recorded_one(client, exchange, name):
    expect(client, exchange(name))


def test_what_was_recorded_later_comes_out_when_the_same_is_done(client, exchange, make_ticket):
    assert make_ticket() == 20297
    for name in ON_THE_FIRST_NEW_TICKET:
        expect(client, exchange(name))
    assert make_ticket() == 20298
    # Others wrote on the recorded desk before the last note did.
    client.desk.state.table("mail.message").next_id = 873
    for name in WITH_BOTH_NEW_TICKETS:
        expect(client, exchange(name))


def test_every_recorded_exchange_is_expected_somewhere():
    recorded = {path.stem for path in EXCHANGES.glob("*.json")}
    assert recorded == {*OVER_THE_EIGHT, *ON_THE_FIRST_NEW_TICKET, *WITH_BOTH_NEW_TICKETS, *ELSEWHERE}


def test_every_answer_closes_its_connection_as_odoo_without_workers_does(client, exchange):
    assert client.recorded(exchange("whoami")["request"]).headers["Connection"] == "close"
