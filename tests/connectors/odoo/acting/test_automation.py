"""The automation rule is made once, sends every new ticket's number and nothing else, and never lies open."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from unticket.connectors.odoo.acting.automation import NAME, Outcome, by_hand, make_rule
from unticket.connectors.odoo.settings import OdooConnection
from unticket.demo.desk import arrival
from unticket.demo.desk.faults import CutBeforeAnswer, Faults
from unticket.model.errors import ConfigurationError, ConnectorError, CredentialsRefused

SECRET = "s3cret-of-the-hook"


@pytest.fixture
def hook() -> Iterator[tuple[str, list[dict]]]:
    """A receiver, and what it received."""
    received: list[dict] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/hooks/odoo/{SECRET}", received
    server.shutdown()
    server.server_close()


@pytest.fixture
def administrator(running, state) -> OdooConnection:
    return OdooConnection(url=running.url, database=running.database, api_key=state.add_key("admin"), retry_pause_seconds=0)


def test_the_rule_sends_the_number_of_each_new_ticket_and_nothing_about_it(administrator, state, hook) -> None:
    url, received = hook
    assert make_rule(administrator, url) is Outcome.MADE
    key = arrival.by_portal(state, "cora@school.example", "Cannot log in", "secret words")
    ((sent),) = received
    assert (sent.pop("_id"), sent.pop("_model")) == (key, "helpdesk.ticket")
    assert sent == {"_action": f"{NAME}(#1)"}


def test_making_it_again_changes_nothing(administrator, state, hook) -> None:
    url, received = hook
    make_rule(administrator, url)
    assert make_rule(administrator, url) is Outcome.KEPT
    arrival.by_portal(state, "cora@school.example", "x", "y")
    assert len(received) == 1


def test_a_new_secret_and_a_rule_that_was_switched_off_are_mended(administrator, state, hook) -> None:
    url, received = hook
    make_rule(administrator, url.replace(SECRET, "old"))
    state.change("base.automation", 1, active=False)
    assert make_rule(administrator, url) is Outcome.MENDED
    arrival.by_portal(state, "cora@school.example", "x", "y")
    assert len(received) == 1
    assert make_rule(administrator, url) is Outcome.KEPT


def test_an_answer_that_was_lost_is_no_second_rule(served, state, hook) -> None:
    running = served(Faults().on_call(1, CutBeforeAnswer(worked=True), model="base.automation", method="create"))
    key = state.add_key("admin")
    told = OdooConnection(url=running.url, database=running.database, api_key=key, retry_pause_seconds=0)
    with pytest.raises(ConnectorError):
        make_rule(told, hook[0])
    assert make_rule(told, hook[0]) is Outcome.KEPT
    assert len(state.table("base.automation").rows) == 1


def test_a_plain_users_key_is_refused_and_told_of_the_other_way(running, hook) -> None:
    plain = OdooConnection(url=running.url, database=running.database, api_key=running.api_key)
    with pytest.raises(CredentialsRefused, match="does not let this key") as refused:
        make_rule(plain, hook[0])
    assert "by hand" in refused.value.hint
    assert SECRET not in str(refused.value)


def test_an_odoo_that_cannot_send_webhooks_is_told_to_be_polled(served, state, hook) -> None:
    state.serie = "16.0"
    running = served()
    told = OdooConnection(url=running.url, database=running.database, login="admin", api_key=state.add_key("admin"))
    with pytest.raises(ConnectorError, match="cannot send webhooks"):
        make_rule(told, hook[0])


@pytest.mark.parametrize("url", ["http://help.school.example/hooks/odoo/x", "help.school.example", ""])
def test_an_address_that_would_show_its_secret_is_refused(administrator, url) -> None:
    for make in (lambda: by_hand(url), lambda: make_rule(administrator, url)):
        with pytest.raises(ConfigurationError, match="https"):
            make()


def test_the_steps_by_hand_name_the_rule_and_the_address() -> None:
    steps = by_hand("https://help.school.example/hooks/odoo/x")
    assert f"Name: {NAME}" in steps
    assert "URL: https://help.school.example/hooks/odoo/x" in steps
