"""What goes over the line: a form in a POST, the token in its body, one user a call, one field a change."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from unticket.demo.lms.doors import PATH
from unticket.demo.lms.rights import BY_CRITERIA, BY_FIELD, RESET, UPDATE

MINH = "minh.nguyen@example.com"


def test_an_update_sends_the_number_and_suspended_and_not_one_byte_more(place: Any) -> None:
    place.reactivate(3)
    place.deactivate(3)
    bodies = [asked.body for asked in place.lms.asked]
    head = f"wstoken={place.lms.token}&wsfunction={UPDATE}&moodlewsrestformat=json&users%5B0%5D%5Bid%5D=3"
    assert bodies == [f"{head}&users%5B0%5D%5Bsuspended%5D={value}".encode() for value in (0, 1)]


def test_the_token_stands_in_the_body_alone(place: Any) -> None:
    place.moodle.check()
    place.moodle.accounts(MINH)
    place.reset(3)
    assert len(place.lms.asked) > 5
    for asked in place.lms.asked:
        assert (asked.method, asked.target) == ("POST", PATH)
        assert place.lms.token not in repr(asked.headers)
        assert "authorization" not in asked.headers
        assert dict(parse_qsl(asked.body.decode()))["wstoken"] == place.lms.token


def test_a_lookup_asks_both_ways_in_lower_case(place: Any) -> None:
    place.moodle.accounts("Minh.NGUYEN@Example.com")
    forms = [dict(parse_qsl(asked.body.decode())) for asked in place.lms.asked]
    assert [form["wsfunction"] for form in forms] == [BY_FIELD, BY_CRITERIA]
    assert (forms[0]["field"], forms[0]["values[0]"]) == ("email", MINH)
    assert (forms[1]["criteria[0][key]"], forms[1]["criteria[0][value]"]) == ("email", MINH)


def test_a_reset_is_asked_for_by_the_username_of_an_account_just_read(place: Any) -> None:
    place.reset(3)
    read, reset = (dict(parse_qsl(asked.body.decode())) for asked in place.lms.asked)
    assert (read["wsfunction"], read["field"], read["values[0]"]) == (BY_FIELD, "id", "3")
    assert (reset["wsfunction"], reset["username"]) == (RESET, "minh")
    assert "email" not in reset


def test_what_is_no_address_is_not_even_asked_for(place: Any) -> None:
    for nothing in ("", "minh", "@", "a b@example.com", "a@b@c", "x" * 300 + "@example.com", "a\r\n@example.com"):
        assert place.moodle.accounts(nothing) == ()
    assert not place.lms.asked


def test_a_proxy_of_the_environment_is_not_used(place: Any, monkeypatch: Any) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert place.moodle.accounts(MINH)
