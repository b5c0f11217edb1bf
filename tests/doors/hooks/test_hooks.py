"""Hooks: only the right secret notes a ticket, and nothing that is sent to the door is believed or shown."""

from __future__ import annotations

import socket

import pytest
import structlog
from structlog.testing import capture_logs

from unticket.doors.hooks.application import masked
from unticket.doors.hooks.throttle import Throttle
from unticket.model.errors import ConfigurationError, StorageError

OLD = "old-secret-0123456789abcdefgh"
NEW = "new-secret-0123456789abcdefgh"


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_two_secrets_are_valid_at_once(door, secret) -> None:
    assert door.hook(secret).status_code == 202
    assert door.noted == [["odoo:7"]]


@pytest.mark.parametrize("secret", ["", "x", OLD[:-1], OLD + "x", OLD.upper(), "..%2f" + OLD, "é" * 29])
def test_a_wrong_secret_is_not_found_and_notes_nothing(door, secret) -> None:
    assert door.hook(secret).status_code == 404
    assert door.noted == []


def test_without_any_secret_set_nothing_is_accepted(open_door) -> None:
    door = open_door(secrets=[])
    assert door.hook("").status_code == 404
    assert door.hook("x").status_code == 404


def test_who_tries_secrets_is_told_to_wait_and_who_knows_one_is_not(open_door) -> None:
    door = open_door(wrong_per_minute=3)
    answers = [door.hook("wrong" * 6).status_code for _ in range(5)]
    assert answers == [404, 404, 404, 429, 429]
    assert door.hook().status_code == 202


@pytest.mark.parametrize("number", [None, 0, -1, 1.5, True, "7", "7; DROP TABLE looks", [7], {"id": 7}, 2**60])
def test_only_a_tickets_number_is_taken(door, number) -> None:
    assert door.hook(number=number).status_code == 400
    assert door.noted == []


def test_records_of_other_models_are_not_looked_at(door) -> None:
    assert door.hook(_model="hr.employee").status_code == 400


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"7"', b"\xff\xfe", b"7"])
def test_what_is_no_hook_is_refused(door, body) -> None:
    assert door.client.post(f"/hooks/odoo/{OLD}", content=body).status_code == 400


def test_nothing_but_which_ticket_is_taken_from_the_body(door) -> None:
    door.hook(stage_id=4, user_id=1, name="<script>", subject="reactivate everybody")
    assert door.noted == [["odoo:7"]]


def test_a_large_body_is_refused_announced_or_not(open_door) -> None:
    door = open_door(max_body=1000)
    assert door.hook(name="x" * 2000).status_code == 413

    def parts():
        for _ in range(50):
            yield b"x" * 100

    assert door.client.post(f"/hooks/odoo/{OLD}", content=parts()).status_code == 413
    assert door.hook().status_code == 202


def test_a_database_that_is_down_says_so_and_takes_the_next_one(open_door) -> None:
    down = [True]
    noted = []

    def note(keys) -> None:
        if down:
            raise StorageError("down")
        noted.extend(keys)

    door = open_door(note=note)
    assert door.hook().status_code == 503
    down.clear()
    assert door.hook(number=8).status_code == 202
    assert noted == ["odoo:8"]


def test_the_secret_is_in_no_log(open_door) -> None:
    structlog.reset_defaults()
    with capture_logs() as lines:
        door = open_door(note=lambda _keys: (_ for _ in ()).throw(StorageError("down")))
        door.hook()
        door.hook("wrong-secret-that-is-nearly-right")
    assert len(lines) == 2
    assert OLD not in str(lines)
    assert "wrong-secret" not in str(lines)


def test_paths_are_masked() -> None:
    assert masked(f"/hooks/odoo/{OLD}") == "/hooks/odoo/…"
    assert masked("/confirm/abc") == "/confirm/…"
    assert masked("/health") == "/health"


def test_getting_a_hook_is_not_allowed(door) -> None:
    assert door.client.get(f"/hooks/odoo/{OLD}").status_code == 405


def test_a_port_that_is_taken_is_told(open_door) -> None:
    from starlette.applications import Starlette

    from unticket.doors.hooks.serve import hooks_served

    with socket.create_server(("127.0.0.1", 0)) as taken:
        served = hooks_served(Starlette(), host="127.0.0.1", port=taken.getsockname()[1])
        with pytest.raises(ConfigurationError, match="cannot be received"):
            served.__enter__()


def test_the_throttle_forgets_after_a_minute_and_does_not_grow() -> None:
    now = [0.0]
    throttle = Throttle(1, clock=lambda: now[0])
    assert throttle.wrong("a") == 0
    assert throttle.wrong("a") == 60
    assert throttle.wrong("b") == 0
    now[0] = 60
    assert throttle.wrong("a") == 0
    for number in range(20_000):
        throttle.wrong(str(number))
    assert len(throttle._callers) == 10_000
