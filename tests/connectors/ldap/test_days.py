"""Days as LDAP directories write them, and settings that cannot work."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from unticket.connectors.ldap.days import day, last_day
from unticket.connectors.ldap.settings import LdapSettings
from unticket.model.errors import UnexpectedPayload

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", None),
        ("2026-02-18", date(2026, 2, 18)),
        ("20260218", date(2026, 2, 18)),
        ("20260218000000Z", date(2026, 2, 18)),
        ("20260217180000Z", date(2026, 2, 18)),  # one in the morning in Hanoi
        ("20260217180000.0Z", date(2026, 2, 18)),
        ("2026021801+0700", date(2026, 2, 18)),
        ("20260218013000+0700", date(2026, 2, 18)),
        ("2026-02-17T18:00:00+00:00", date(2026, 2, 18)),
    ],
)
def test_a_day_is_the_desk_s_local_one(text: str, found: date | None) -> None:
    assert day(text, "x", HANOI, "LDAP") == found


def _ticks(moment: str) -> str:
    """Microsoft's count of that instant: tenths of microseconds since 1601, 11,644,473,600 seconds before 1970."""
    return str((int(datetime.fromisoformat(moment).timestamp()) + 11_644_473_600) * 10_000_000)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0", None),
        ("9223372036854775807", None),
        ("", None),
        (_ticks("2026-02-22T23:20:00+07:00"), date(2026, 2, 22)),
        (_ticks("2026-02-22T19:20:00+00:00"), date(2026, 2, 23)),
        (_ticks("2026-02-23T00:00:00+07:00"), date(2026, 2, 22)),  # at a midnight: the day before was the last
    ],
)
def test_active_directory_s_clock(text: str, found: date | None) -> None:
    assert last_day(text, "accountExpires", HANOI, "LDAP") == found


@pytest.mark.parametrize(
    ("attribute", "text"),
    [("x", text) for text in ("soon", "20261399", "-1", "9" * 19, "2026", "1e9")]
    + [("accountExpires", text) for text in ("soon", "-1", "9" * 19, "1e9", "2026-02-18", "²")],
)
def test_what_is_no_day_is_an_error(attribute: str, text: str) -> None:
    with pytest.raises(UnexpectedPayload, match="cannot be read"):
        last_day(text, attribute, HANOI, "LDAP")


@given(st.text(max_size=20), st.sampled_from(["accountExpires", "x"]))
def test_any_text_is_a_day_none_or_said_to_be_unreadable(text: str, attribute: str) -> None:
    try:
        last_day(text, attribute, HANOI, "LDAP")
    except UnexpectedPayload:
        return


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "https://ldap.school.example"},
        {"url": "ldap://ldap.school.example", "start_tls": False},
        {"url": "ldaps://bot:pw@ldap.school.example"},
        {"url": "ldaps://ldap.school.example/dc=x"},
        {"bind_dn": ""},  # with a password: it would be an anonymous bind
        {"password": ""},
        {"mail": ()},
        {"mail": "mail)(uid=*"},
        {"object_class": "*)(uid=*"},
        {"everybody_is_employed": False},
        {"status": "employeeType"},
        {"departed_words": ["x"]},
    ],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, Any]) -> None:
    good: dict[str, Any] = {
        "url": "ldaps://ldap.school.example",
        "bind_dn": "cn=unticket,dc=school,dc=example",
        "password": "secret",
        "base": "ou=people,dc=school,dc=example",
        "everybody_is_employed": True,
    }
    LdapSettings(**good)
    with pytest.raises(ValidationError):
        LdapSettings(**good | wrong)
