"""The desk's webhook is Odoo's: one unsigned POST a record after the commit, a second's patience, never again."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from unticket.demo.desk.webhook import WebhookRule


class Receiver:
    """A real receiver on this machine. `status` is what it answers; while `held` is clear it answers nothing."""

    def __init__(self):
        self.requests = []
        self.status = 204
        self.held = threading.Event()
        self.held.set()
        self.seen_at_arrival = lambda: None
        self.seen = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.requests.append((self.path, list(self.headers.items()), body))
                outer.seen.append(outer.seen_at_arrival())
                outer.held.wait(10)
                self.send_response(outer.status)
                self.end_headers()

            def log_message(self, *arguments):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self):
        self.held.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def bodies(self):
        return [json.loads(body) for _, _, body in self.requests]


@pytest.fixture
def receiver():
    one = Receiver()
    yield one
    one.close()


def new(client, count=1):
    return client.call("helpdesk.ticket", "create", vals_list=[{"name": "x", "description": "", "user_id": False}] * count)


def test_the_request_is_the_recorded_one(client, state, receiver, exchange):
    recorded = exchange("webhook_ticket_created")["request"]
    state.table("helpdesk.ticket").next_id = recorded["body"]["_id"]
    state.webhooks.append(WebhookRule(receiver.url + "/hooks/odoo/secret"))
    new(client)
    ((path, headers, body),) = receiver.requests
    assert path == recorded["path"].replace("<secret>", "secret")
    assert json.loads(body) == recorded["body"]
    assert {name: value for name, value in headers if name != "Host"} == recorded["headers"]


def test_named_fields_come_along_with_bare_ids_and_microseconds_and_sorted_keys(client, state, receiver):
    fields = ("number", "stage_id", "tag_ids", "create_date", "closed", "partner_id")
    state.webhooks.append(WebhookRule(receiver.url, name="Other", action=8, fields=fields))
    new(client)
    (body,) = receiver.bodies
    assert body == {
        "_action": "Other(#8)",
        "_id": 20297,
        "_model": "helpdesk.ticket",
        "closed": False,
        "create_date": "2026-11-23 23:37:12.400000",
        "number": "HT20297",
        "partner_id": False,
        "stage_id": 1,
        "tag_ids": [],
    }
    assert list(body) == sorted(body)


def test_it_is_sent_once_a_record_in_order_after_the_commit(client, state, receiver):
    receiver.seen_at_arrival = lambda: client.call("helpdesk.ticket", "search_count")
    state.webhooks.append(WebhookRule(receiver.url))
    keys = new(client, 3)
    assert [body["_id"] for body in receiver.bodies] == keys
    assert receiver.seen == [11, 11, 11]


def test_a_refused_creation_sends_nothing(client, state, receiver):
    state.webhooks.append(WebhookRule(receiver.url))
    client.call("helpdesk.ticket", "create", vals_list=[{"name": "x", "description": ""}, {"description": ""}])
    assert receiver.requests == []


@pytest.mark.parametrize("status", [500, 404])
def test_a_failing_receiver_is_not_asked_again_and_the_user_notices_nothing(client, state, receiver, status):
    receiver.status = status
    state.webhooks.append(WebhookRule(receiver.url))
    assert new(client) == [20297]
    assert len(receiver.requests) == 1


def test_a_receiver_that_keeps_silent_is_given_up_and_not_asked_again(client, state, receiver):
    receiver.held.clear()
    state.webhooks.append(WebhookRule(receiver.url))
    assert new(client) == [20297]
    assert len(receiver.requests) == 1


def test_nobody_listening_hurts_nobody(client, state, receiver):
    receiver.close()
    state.webhooks.append(WebhookRule(receiver.url))
    assert new(client) == [20297]


def test_a_stage_rule_fires_on_real_changes_of_stage_only(client, state, receiver):
    state.webhooks.append(WebhookRule(receiver.url, on_stage=True))
    for vals in ({"stage_id": 4}, {"name": "y"}, {"stage_id": 2}, {"stage_id": 2}):
        client.call("helpdesk.ticket", "write", ids=[20289], vals=vals)
    client.call("helpdesk.ticket", "message_post", ids=[20289], body="x")
    assert [body["_id"] for body in receiver.bodies] == [20289]
