"""Every way in which a Moodle was seen to fail, told as what happened, to what, and the next move; never with the token."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from unticket.connectors.https_trouble import AnswerTooLarge, NotSent, Redirected
from unticket.connectors.moodle.errors import Closed, NotAllowed, Refused, SwitchedOff
from unticket.demo.desk.faults import (
    BrokenJson,
    CutBeforeAnswer,
    CutInBody,
    Faults,
    MaintenancePage,
    NoAnswer,
    SlowBody,
    TooLarge,
    TooManyRequests,
    Unavailable,
)
from unticket.demo.lms.rights import BY_CRITERIA, BY_FIELD, LEAST, RESET, SERVICE, UPDATE, UPDATE_USERS
from unticket.demo.lms.state import Maintenance
from unticket.model.errors import ConnectorError, CredentialsRefused, RateLimited, UnexpectedPayload, Unreachable

CERTIFICATE = Path(__file__).parent / "loopback.pem"  # for 127.0.0.1, signed by itself, with its key
MINH = "minh.nguyen@example.com"


def failing(act: Callable[[], Any]) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught:
        act()
    assert caught.value.what
    assert caught.value.hint
    return caught.value


def reading(place: Any) -> ConnectorError:
    return failing(lambda: place.moodle.accounts(MINH))


def changing(place: Any, number: int = 3) -> ConnectorError:
    return failing(lambda: place.reactivate(number))


@pytest.mark.parametrize("act", [reading, changing])
def test_a_token_that_moodle_does_not_know(opened: Any, act: Any) -> None:
    error = act(opened(token={}, url=opened().lms.url))
    assert isinstance(error, CredentialsRefused)
    assert not error.transient
    assert "expired token is deleted" in error.hint


def test_an_expired_token_is_told_at_its_last_use_and_unknown_after(opened: Any) -> None:
    place = opened(token={"expires_at": datetime.now(UTC) - timedelta(days=1)})
    first, second = reading(place), reading(place)
    assert "it has expired" in first.what
    assert "deleted by this very use" in first.hint
    assert "does not know the token" in second.what
    assert isinstance(first, CredentialsRefused)
    assert isinstance(second, CredentialsRefused)
    assert place.lms.calls[BY_FIELD] == 2, "no refusal is repeated"


def test_a_token_that_is_bound_to_another_address(opened: Any) -> None:
    assert "from this machine" in reading(opened(token={"only_from": "192.0.2.1"})).what


def test_a_function_that_the_service_lacks(opened: Any) -> None:
    error = changing(opened(token={"functions": tuple(name for name in SERVICE if name != UPDATE)}))
    assert isinstance(error, CredentialsRefused)
    assert UPDATE in error.what


def test_an_owner_who_was_suspended(place: Any) -> None:
    place.state.user("helpdeskbot").suspended = True
    assert "its owner is suspended" in reading(place).what


def test_a_capability_that_is_missing(opened: Any) -> None:
    error = changing(opened(token={"capabilities": LEAST - {UPDATE_USERS}}))
    assert isinstance(error, NotAllowed)
    assert "capability" in error.hint


@pytest.mark.parametrize(("number", "why"), [(2, "administrator"), (999999, "no such account")])
def test_what_moodle_only_warns_of_is_an_error(place: Any, number: int, why: str) -> None:
    error = changing(place, number)
    assert isinstance(error, Refused)
    assert why in error.what
    assert not error.transient
    assert place.state.updates == []


@pytest.mark.parametrize("act", [reading, changing])
def test_web_services_that_are_switched_off(place: Any, act: Any) -> None:
    place.state.web_services = False
    error = act(place)
    assert isinstance(error, SwitchedOff)
    assert not error.transient
    assert "Manage protocols" in error.hint


@pytest.mark.parametrize("kind", [Maintenance.SOFT, Maintenance.CLI])
@pytest.mark.parametrize("act", [reading, changing])
def test_maintenance_passes(place: Any, act: Any, kind: Maintenance) -> None:
    place.state.maintenance = kind
    error = act(place)
    assert isinstance(error, Closed)
    assert error.transient


PASSING = {
    "no answer": (NoAnswer(), Unreachable),
    "cut before the answer": (CutBeforeAnswer(), Unreachable),
    "cut in the answer": (CutInBody(), Unreachable),
    "bad gateway": (Unavailable(502), Unreachable),
    "unavailable": (Unavailable(503), Unreachable),
    "gateway time-out": (Unavailable(504), Unreachable),
    "too many calls": (TooManyRequests(retry_after=0), RateLimited),
    "broken JSON": (BrokenJson(), UnexpectedPayload),
    "a page for people": (MaintenancePage(), UnexpectedPayload),
}


@pytest.mark.parametrize("named", list(PASSING))
def test_what_may_pass_is_asked_again_when_reading(opened: Any, named: str) -> None:
    fault, _ = PASSING[named]
    place = opened(faults=Faults().on_call(1, fault, method=BY_FIELD), time_out_seconds=0.3)
    assert place.moodle.account("3") is not None
    assert place.lms.calls[BY_FIELD] == 2


@pytest.mark.parametrize("named", list(PASSING))
def test_what_does_not_pass_is_told_after_the_last_try(opened: Any, named: str) -> None:
    fault, kind = PASSING[named]
    place = opened(faults=Faults().on_calls(1, 99, fault, method=BY_FIELD), time_out_seconds=0.1)
    error = reading(place)
    assert isinstance(error, kind)
    assert error.transient
    assert place.lms.calls[BY_FIELD] == 3


@pytest.mark.parametrize("named", list(PASSING))
def test_a_change_is_sent_once_whatever_happens(opened: Any, named: str) -> None:
    fault, kind = PASSING[named]
    place = opened(faults=Faults().on_call(1, fault, method=UPDATE), time_out_seconds=0.3)
    error = changing(place)
    assert isinstance(error, kind)
    assert error.transient
    assert place.lms.calls[UPDATE] == 1


def test_an_answer_that_is_too_large_is_not_read_to_its_end(opened: Any) -> None:
    place = opened(faults=Faults().on_call(1, TooLarge(50_000_000), method=BY_FIELD), max_answer_mb=1)
    assert isinstance(reading(place), AnswerTooLarge)


def test_an_answer_in_drops_ends_at_the_deadline(opened: Any) -> None:
    plan = Faults().on_calls(1, 9, SlowBody(pieces=100, pause=0.1), method=BY_FIELD)
    began = time.monotonic()
    error = reading(opened(faults=plan, deadline_seconds=0.5))
    assert "did not answer in time" in error.what
    assert time.monotonic() - began < 8, "the whole answer takes ten seconds"


@pytest.fixture
def raw() -> Iterator[Callable[..., str]]:
    """The address of a server that sends these pieces to whoever comes, a pause before each, and what it received."""
    with suppress(OSError), socket.create_server(("127.0.0.1", 0)) as listener:

        def start(*pieces: bytes, pause: float = 0, secure: bool = False, received: list[bytes] | None = None) -> str:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(CERTIFICATE)

            def answer() -> None:
                while True:
                    try:
                        connection = listener.accept()[0]
                    except OSError:
                        return
                    with suppress(OSError), connection:
                        line = context.wrap_socket(connection, server_side=True) if secure else connection
                        with line:
                            got = line.recv(65_536)
                            if received is not None:
                                received.append(got)
                            for piece in pieces:
                                time.sleep(pause)
                                line.sendall(piece)

            threading.Thread(target=answer, daemon=True).start()
            return f"{'https' if secure else 'http'}://127.0.0.1:{listener.getsockname()[1]}"

        yield start
        listener.shutdown(socket.SHUT_RDWR)


def test_headers_in_drops_end_at_the_deadline(opened: Any, raw: Any) -> None:
    url = raw(b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 100, pause=0.1)
    began = time.monotonic()
    assert "did not answer in time" in reading(opened(url=url, deadline_seconds=0.5)).what
    assert time.monotonic() - began < 8


def test_a_redirect_is_not_followed(opened: Any, raw: Any) -> None:
    elsewhere = opened()
    head = f"HTTP/1.1 307 Temporary Redirect\r\nLocation: {elsewhere.lms.url}/webservice/rest/server.php\r\n"
    error = reading(opened(url=raw(f"{head}Content-Length: 0\r\n\r\n".encode())))
    assert isinstance(error, Redirected)
    assert elsewhere.lms.url in error.what
    assert not elsewhere.lms.asked


@pytest.mark.parametrize("status", ["404 Not Found", "401 Unauthorized"])
def test_what_is_no_moodle(opened: Any, raw: Any, status: str) -> None:
    error = reading(opened(url=raw(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode())))
    assert isinstance(error, UnexpectedPayload)
    assert "lms.url" in error.hint


@pytest.mark.parametrize(
    "body", [b"null", b"7", b'"x"', b"{}", b'[{"id":"3"}]', b"[7]", b'{"users":7}', b'{"errorcode":["x"],"exception":7}']
)
def test_json_of_another_shape_is_no_answer(opened: Any, raw: Any, body: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    place = opened(url=raw(head + body))
    for act in (reading, changing):
        assert act(place).what


def test_what_moodle_writes_about_an_unknown_error_is_not_repeated(opened: Any, raw: Any) -> None:
    body = b'{"exception":"x","errorcode":"dmlwriteexception","message":"SELECT secret","debuginfo":"password"}'
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    error = reading(opened(url=raw(head + body)))
    assert "dmlwriteexception" in error.what
    assert "secret" not in str(error)
    assert "password" not in str(error)


def test_a_certificate_that_nobody_vouches_for(opened: Any, raw: Any) -> None:
    received: list[bytes] = []
    error = reading(opened(url=raw(b"HTTP/1.1 200 OK\r\n\r\n", secure=True, received=received)))
    assert "certificate" in error.what
    assert not error.transient
    assert received == [], "not a byte of the token left"


def test_a_certificate_of_ones_own_authority_is_trusted_when_it_is_named(opened: Any, raw: Any) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n[]"
    assert opened(url=raw(answer, secure=True), ca_file=CERTIFICATE).moodle.account("3") is None


def test_certificates_that_cannot_be_read(opened: Any, tmp_path: Path) -> None:
    assert "lms.ca_file" in failing(lambda: opened(url="https://127.0.0.1:1", ca_file=tmp_path / "none.pem")).hint


def test_https_where_only_http_is_spoken(opened: Any) -> None:
    error = reading(opened(url=opened().lms.url.replace("http:", "https:")))
    assert "does not speak https" in error.what
    assert not error.transient


def test_a_port_where_nothing_listens(opened: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    error = changing(opened(url=url))
    assert isinstance(error, NotSent)
    assert error.transient


def test_a_name_that_no_server_has(opened: Any) -> None:
    error = reading(opened(url="https://lms.no-such-school.invalid"))
    assert "lms.no-such-school.invalid" in error.what
    assert not error.transient


def test_the_log_names_functions_and_neither_token_nor_person(place: Any) -> None:
    with structlog.testing.capture_logs() as lines:
        place.moodle.accounts(MINH)
        place.reset(3)
    assert {line["call"] for line in lines} == {BY_FIELD, BY_CRITERIA, RESET}
    told = repr(lines)
    assert place.lms.token not in told
    assert "minh" not in told
