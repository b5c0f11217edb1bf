"""Whatever goes wrong is told as what happened, to what, and the next move; never with the key, never with a traceback."""

from __future__ import annotations

import gzip
import json
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from unticket.connectors.https_trouble import AnswerTooLarge
from unticket.connectors.odoo.errors import (
    AccessRefused,
    NoSuchDatabase,
    NoSuchModel,
    NoSuchRecord,
    WrongCall,
)
from unticket.connectors.odoo.server import Server
from unticket.demo.desk.faults import (
    BrokenJson,
    CutBeforeAnswer,
    CutInBody,
    Faults,
    MaintenancePage,
    NoAnswer,
    TooManyRequests,
    Unavailable,
)
from unticket.demo.desk.serve import RunningDesk, serve
from unticket.demo.reference_week import reference_week
from unticket.model.errors import ConnectorError, CredentialsRefused, RateLimited, UnexpectedPayload, Unreachable

CERTIFICATE = Path(__file__).parent / "loopback.pem"  # for 127.0.0.1, signed by itself, with its key
PAGE = b"<!DOCTYPE html><title>Hello</title>"
TICKET = "helpdesk.ticket"


def server_of(source: Any) -> Server:
    server: Server = source._server
    return server


def failing(source: Any) -> ConnectorError:
    """The error of asking for the tickets; anything else fails the test."""
    with pytest.raises(ConnectorError) as caught:
        list(source.tickets_after(""))
    assert caught.value.what
    assert caught.value.hint
    assert "Traceback" not in str(caught.value)
    return caught.value


def test_a_name_that_no_server_has(opened) -> None:
    error = failing(opened("https://odoo.no-such-school.invalid"))
    assert isinstance(error, Unreachable)
    assert not error.transient
    assert "odoo.no-such-school.invalid" in error.what
    assert "desk.url" in error.hint


def test_a_port_where_nothing_listens(opened) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    error = failing(opened(url))
    assert isinstance(error, Unreachable)
    assert error.transient
    assert "nothing answers" in error.what


def test_a_certificate_that_nobody_vouches_for(opened, scripted) -> None:
    site = scripted(lambda _asked: {"version": "19.0"}, certificate=CERTIFICATE)
    error = failing(opened(site.url))
    assert not error.transient
    assert "certificate" in error.what
    assert "desk.ca_file" in error.hint
    assert site.asked == []


def test_a_certificate_of_ones_own_authority_is_trusted_when_it_is_named(opened, scripted) -> None:
    site = scripted(lambda asked: {"version": "19.0"} if asked.method == "GET" else 8, certificate=CERTIFICATE)
    assert server_of(opened(site.url, ca_file=CERTIFICATE)).calls.call(TICKET, "search_count", domain=[]) == 8


def test_certificates_that_cannot_be_read(opened, tmp_path: Path) -> None:
    assert "desk.ca_file" in failing(opened("https://127.0.0.1:1", ca_file=tmp_path / "none.pem")).hint


def test_https_where_only_http_is_spoken(opened, week: RunningDesk) -> None:
    error = failing(opened(week, url=week.url.replace("http:", "https:")))
    assert not error.transient
    assert "does not speak https" in error.what


@pytest.mark.parametrize("status", [200, 404])
def test_a_web_site_that_is_no_odoo(opened, scripted, status: int) -> None:
    site = scripted(lambda _asked: (status, {"Content-Type": "text/html"}, PAGE))
    error = failing(opened(site.url))
    assert isinstance(error, UnexpectedPayload)
    assert "is not an Odoo" in error.what
    assert all("Authorization" not in asked.headers for asked in site.asked), "no key for a stranger"
    assert all("k" * 40 not in json.dumps(asked.body) for asked in site.asked), "no key for a stranger"


def test_an_odoo_that_is_too_old(opened, scripted) -> None:
    def eleven(asked: Any) -> Any:
        if asked.method == "GET":
            return 404, {"Content-Type": "text/html"}, PAGE
        return {"jsonrpc": "2.0", "id": 1, "result": {"server_version": "11.0"}}

    error = failing(opened(scripted(eleven).url))
    assert "version 11.0" in error.what
    assert "16" in error.hint


def test_a_wrong_database_over_json2(opened, week: RunningDesk) -> None:
    error = failing(opened(week, database="nope"))
    assert isinstance(error, NoSuchDatabase)
    assert "'nope'" in error.what


def test_a_wrong_database_over_jsonrpc(opened, scripted) -> None:
    # What PostgreSQL says, through Odoo; not recorded from a server.
    told = {"name": "psycopg2.OperationalError", "message": 'connection failed: FATAL:  database "odoo" does not exist\n'}

    def answer(asked: Any) -> Any:
        if asked.body["params"]["method"] == "version":
            return {"jsonrpc": "2.0", "id": 1, "result": {"server_version": "17.0"}}
        return {"jsonrpc": "2.0", "id": 1, "error": {"code": 200, "message": "Odoo Server Error", "data": told}}

    error = failing(opened(scripted(answer).url, protocol="jsonrpc"))
    assert isinstance(error, NoSuchDatabase)


@pytest.mark.parametrize("protocol", ["json2", "jsonrpc"])
def test_a_refused_key(opened, week: RunningDesk, protocol: str) -> None:
    key = "0" * 40
    error = failing(opened(week, api_key=key, protocol=protocol))
    assert isinstance(error, CredentialsRefused)
    assert "refused the API key" in error.what
    assert "UNTICKET_DESK__API_KEY" in error.hint
    assert key not in str(error)


@pytest.mark.parametrize("protocol", ["json2", "jsonrpc"])
def test_a_key_that_expires_between_two_syncs_is_refused_though_its_user_is_remembered(opened, protocol: str) -> None:
    now = [datetime.now(UTC) - timedelta(days=200)]
    with serve(reference_week(now=lambda: now[0])) as desk:
        assert opened(desk, protocol=protocol).count() == 8
        end = now[0] + timedelta(days=90)
        now[0] += timedelta(days=100)
        error = failing(opened(desk, protocol=protocol))
    assert isinstance(error, CredentialsRefused)
    assert f"it expired on {end:%Y-%m-%d}" in error.what


def test_jsonrpc_without_the_names_it_needs(opened, week: RunningDesk) -> None:
    error = failing(opened(week, protocol="jsonrpc", login=""))
    assert "desk.login" in error.hint


@pytest.mark.parametrize("status", [502, 503, 504])
def test_maintenance_that_lasts(opened, status: int) -> None:
    with serve(reference_week(), faults=Faults().every(1, Unavailable(status))) as desk:
        error = failing(opened(desk))
    assert isinstance(error, Unreachable)
    assert error.transient
    assert str(status) in error.what


@pytest.mark.parametrize(
    "fault",
    [Unavailable(503), TooManyRequests(0), CutBeforeAnswer(), CutInBody(), BrokenJson(), MaintenancePage()],
    ids=lambda fault: type(fault).__name__,
)
@pytest.mark.parametrize("protocol", ["json2", "jsonrpc"])
def test_what_passes_by_itself_is_sat_out(opened, fault: Any, protocol: str) -> None:
    with serve(reference_week(), faults=Faults().on_calls(1, 2, fault, model=TICKET, method="search_read")) as desk:
        [page] = opened(desk, protocol=protocol).tickets_after("")
        assert len(page.tickets) == 8
        assert desk.calls[TICKET, "search_read"] == 3


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (CutBeforeAnswer(), "cut the connection"),
        (CutInBody(), "cut the connection"),
        (BrokenJson(), "broken JSON"),
        (MaintenancePage(), "maintenance"),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, str) else "",
)
def test_what_does_not_pass_is_named_and_may_be_tried_later(opened, fault: Any, words: str) -> None:
    with serve(reference_week(), faults=Faults().every(1, fault, model=TICKET, method="search_read")) as desk:
        error = failing(opened(desk))
    assert words in error.what
    assert error.transient


def test_a_server_that_never_answers(opened) -> None:
    with serve(reference_week(), faults=Faults().every(1, NoAnswer(), model=TICKET, method="search_read")) as desk:
        error = failing(opened(desk, time_out_seconds=0.2, retries=1))
        assert desk.calls[TICKET, "search_read"] == 2
    assert isinstance(error, Unreachable)
    assert error.transient
    assert "in time" in error.what


@pytest.mark.parametrize("where", ["head", "body"])
def test_a_server_that_answers_a_letter_at_a_time_is_left_at_the_deadline(opened, scripted, where: str) -> None:
    """Each letter comes in time, so that no single wait is too long."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n"

    def drip(_asked: Any) -> Iterator[bytes]:
        yield head + (b"\r\n" if where == "body" else b"X-Long: ")
        for _ in range(600):
            yield b" "
            time.sleep(0.02)

    error = failing(opened(scripted(drip).url, deadline_seconds=0.3, retries=0))
    assert "in time" in error.what


def test_the_seconds_that_the_server_asks_for_are_handed_on_where_they_are_too_many(opened) -> None:
    with serve(reference_week(), faults=Faults().every(1, TooManyRequests(3600), model=TICKET)) as desk:
        error = failing(opened(desk))
        assert sum(count for (model, _), count in desk.calls.items() if model == TICKET) == 1
    assert isinstance(error, RateLimited)
    assert error.retry_after == 3600


def test_an_answer_that_declares_to_be_too_large_is_not_read(opened, scripted) -> None:
    def endless(_asked: Any) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n"
        yield b"["

    error = failing(opened(scripted(endless).url, max_answer_mb=1))
    assert isinstance(error, AnswerTooLarge)
    assert "1 MB" in error.what
    assert "desk.max_answer_mb" in error.hint


def test_an_answer_that_grows_too_large_is_cut_off_on_the_way(opened, scripted) -> None:
    sent = []

    def endless(_asked: Any) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        for _ in range(1000):
            sent.append(1)
            yield b"10000\r\n" + b"x" * 65536 + b"\r\n"

    assert isinstance(failing(opened(scripted(endless).url, max_answer_mb=1)), AnswerTooLarge)
    assert len(sent) < 200, "the rest was not even sent"


def test_a_small_answer_that_unpacks_to_a_large_one_is_cut_off_too(opened, scripted) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    site = scripted(lambda _asked: (200, {"Content-Encoding": "gzip"}, bomb))
    assert isinstance(failing(opened(site.url, max_answer_mb=1)), AnswerTooLarge)


def test_a_redirect_is_not_followed_and_the_key_goes_nowhere(opened, scripted) -> None:
    elsewhere = scripted(lambda _asked: {"version": "19.0"})
    site = scripted(lambda asked: (307, {"Location": f"{elsewhere.url}{asked.path}?token=abc"}, b""))
    error = failing(opened(site.url))
    assert isinstance(error, UnexpectedPayload)
    assert f"redirects to {elsewhere.url};" in error.what
    assert "token" not in str(error)
    assert elsewhere.asked == []


@pytest.mark.parametrize("protocol", ["json2", "jsonrpc"])
def test_an_error_500_that_is_permanent_is_asked_once_only(opened, week: RunningDesk, protocol: str) -> None:
    server = server_of(opened(week, protocol=protocol))
    with pytest.raises(WrongCall, match="nofield"):
        server.calls.call(TICKET, "search_read", domain=[], fields=["nofield"])
    assert week.calls[TICKET, "search_read"] == 1


@pytest.mark.parametrize("protocol", ["json2", "jsonrpc"])
def test_each_refusal_of_a_real_odoo_has_its_own_error(opened, week: RunningDesk, protocol: str) -> None:
    calls = server_of(opened(week, protocol=protocol)).calls
    with pytest.raises(NoSuchModel):
        calls.call("helpdesk.nothing", "search_read", domain=[])
    with pytest.raises(AccessRefused, match="not allowed to create"):
        calls.call("helpdesk.ticket.tag", "create", vals_list=[{"name": "new tag"}])
    with pytest.raises(NoSuchRecord):
        calls.call(TICKET, "write", ids=[999999], vals={"name": "x"})
    with pytest.raises(WrongCall, match="timezone"):
        calls.call(TICKET, "search_read", domain=[["write_date", ">=", "2026-02-20T02:00:00Z"]], fields=["name"])


def test_a_collision_in_the_database_is_tried_again(opened, scripted) -> None:
    collision = {"name": "psycopg2.errors.SerializationFailure", "message": "could not serialize access", "debug": "x"}
    answers = iter([(500, {}, json.dumps(collision).encode()), [1, 2]])
    site = scripted(lambda asked: {"version": "19.0"} if asked.method == "GET" else next(answers))
    assert server_of(opened(site.url)).calls.call(TICKET, "search", domain=[]) == [1, 2]


@pytest.mark.parametrize("fault", [NoAnswer(worked=True), CutBeforeAnswer(worked=True), BrokenJson()], ids=repr)
def test_what_changes_something_is_never_sent_twice_when_it_may_have_arrived(opened, fault: Any) -> None:
    with serve(reference_week(), faults=Faults().every(1, fault, method="message_post")) as desk:
        calls = server_of(opened(desk, time_out_seconds=0.3)).calls
        with pytest.raises(ConnectorError):
            calls.call(TICKET, "message_post", ids=[20289], body="x", subtype_xmlid="mail.mt_note")
        assert desk.calls[TICKET, "message_post"] == 1


def test_what_changes_something_is_sent_again_when_the_server_turned_it_away(opened) -> None:
    with serve(reference_week(), faults=Faults().on_call(1, TooManyRequests(0), method="message_post")) as desk:
        calls = server_of(opened(desk)).calls
        calls.call(TICKET, "message_post", ids=[20289], body="x", subtype_xmlid="mail.mt_note")
        assert desk.calls[TICKET, "message_post"] == 2


def test_neither_traceback_nor_key_reach_an_error_or_a_log(opened, scripted) -> None:
    """A server may repeat what it was sent, and Odoo always adds its traceback."""
    key = "s3cr3t" * 6

    def leaking(asked: Any) -> Any:
        if asked.method == "GET":
            return {"version": "19.0"}
        told = {
            "name": "odoo.exceptions.UserError",
            "message": f"Refused for {asked.headers['Authorization']}\nsecond line",
            "debug": "Traceback (most recent call last): PGPASSWORD=hunter2",
        }
        return 422, {}, json.dumps(told).encode()

    with structlog.testing.capture_logs() as logged:
        error = failing_without_hint(opened(scripted(leaking).url, api_key=key))
    seen = f"{error} {error!r} {error.__cause__!r} {logged}"
    assert "Refused for bearer …" in error.what
    assert key not in seen
    assert "hunter2" not in seen
    assert "second line" not in seen


def failing_without_hint(source: Any) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        source.count()
    return caught.value


@pytest.mark.parametrize(
    "rows",
    [
        {"not": "a list"},
        [{"name": "no id"}],
        [{"id": "7"}],
        [{"id": 7, "write_date": "2026-01-01 00:00:00"}],
        [{"id": 7, "create_date": "yesterday", "write_date": "2026-01-01 00:00:00"}],
        [{"id": 7, "create_date": 5, "write_date": "2026-01-01 00:00:00"}],
        None,
        "text",
    ],
    ids=repr,
)
def test_an_answer_of_the_wrong_shape_is_refused_not_guessed(opened, scripted, rows: Any) -> None:
    fields = {name: {} for name in ("name", "stage_id", "create_date", "write_date", "closed")}

    def odd(asked: Any) -> Any:
        answers: dict[str, Any] = {"context_get": {"uid": 2}, "fields_get": fields, "search": []}
        if asked.method == "GET":
            return {"version": "19.0"}
        return answers.get(asked.path.rpartition("/")[2], rows if asked.path.startswith(f"/json/2/{TICKET}/") else [])

    with pytest.raises(UnexpectedPayload):
        list(opened(scripted(odd).url).tickets_after(""))
