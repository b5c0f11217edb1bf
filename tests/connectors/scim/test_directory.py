"""SCIM people: who counts as employed is the most careful of what the attributes say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from unticket.connectors.scim.settings import ScimDirectorySettings
from unticket.model.errors import UnexpectedPayload
from unticket.model.person import Employment

Open = Callable[..., Any]
CORA = "cora@school.example"
WORDS = {"status": "userType", "employed_words": ["Employee"], "departed_words": ["Former"], "last_day": "nickName"}


def _day(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


@pytest.mark.parametrize(
    ("active", "word", "last_day", "employment"),
    [
        (True, "EMPLOYEE", "", Employment.ACTIVE),
        (True, "Employee", _day(30), Employment.LEAVING),
        (True, "Employee", _day(-3), Employment.TERMINATED),
        (True, "Former", _day(30), Employment.TERMINATED),
        (False, "Employee", "", Employment.TERMINATED),
        (True, "On leave", "", Employment.AMBIGUOUS),
        (True, "", "", Employment.AMBIGUOUS),
        (False, "On leave", "", Employment.TERMINATED),
    ],
)
def test_words_and_days(active: bool, word: str, last_day: str, employment: Employment, server: Any, opened: Open) -> None:
    told = {"userType": word, "nickName": last_day}
    server.add("cora", CORA, active=active, **{name: value for name, value in told.items() if value})
    (person,) = opened("hr", **WORDS).people(CORA)
    assert person.employment is employment


@pytest.mark.parametrize(
    ("rows", "employment"), [({"active": True}, "active"), ({"active": False}, "terminated"), ({}, "ambiguous")]
)
def test_without_words_active_alone_says_it_and_silence_is_no_yes(
    rows: dict[str, bool], employment: str, server: Any, opened: Open
) -> None:
    import json

    body = json.dumps({"totalResults": 1, "Resources": [{"id": "1", "emails": [{"value": CORA}], **rows}]}).encode()
    server.faults["GET"] = [(200, {}, body)]
    (person,) = opened("hr").people(CORA)
    assert person.employment == employment


def test_a_last_day_that_cannot_be_read_is_an_error_and_never_no_last_day(server: Any, opened: Open) -> None:
    server.add("cora", CORA, userType="Employee", nickName="end of June")
    with pytest.raises(UnexpectedPayload, match="cannot be read"):
        opened("hr", **WORDS).people(CORA)


def test_a_person_is_known_by_every_address_of_theirs(server: Any, opened: Open) -> None:
    server.add("cora", CORA, emails=[{"value": "C.Le@home.example"}, {"value": CORA, "primary": True}])
    (person,) = opened("hr").people("c.le@home.example")
    assert person.emails == (CORA, "c.le@home.example")


def test_a_private_address_counts_only_where_the_settings_say_so(server: Any, opened: Open) -> None:
    emails = [{"value": CORA, "type": "work", "primary": True}, {"value": "theo@school.example", "type": "Home"}]
    server.add("cora", CORA, emails=emails)
    assert list(opened("hr").people("theo@school.example")) == []
    assert len(opened("hr", private_addresses=True).people("theo@school.example")) == 1


def test_the_first_day_and_the_staff_number_are_read(server: Any, opened: Open, scim: Any) -> None:
    server.add("cora", CORA, enterprise={"employeeNumber": "S-7", "costCenter": "2026-03-01T00:00:00+07:00"})
    (person,) = opened("hr", first_day=f"{scim.ENTERPRISE}:costCenter").people(CORA)
    assert (person.staff_number, str(person.starts_on)) == ("S-7", "2026-03-01")


def test_check_warns_where_nobody_or_nothing_is_shown(server: Any, opened: Open) -> None:
    assert [finding.kind for finding in opened("hr").check()] == ["nobody_visible"]
    server.add("cora", CORA)
    assert {finding.kind for finding in opened("hr").check()} == {"users_visible", "active_is_employed"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "userType"},
        {"employed_words": ["x"]},
        {"url": "http://id.school.example"},
        {"url": "https://bot:pw@id.school.example"},
        {"url": "https://id.school.example/?a=b"},
        {"url": "ftp://id.school.example"},
        {"token": "two words"},
        {"find_by": "phone"},
    ],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ScimDirectorySettings(**{"url": "https://id.school.example/scim/v2", "token": "abc"} | wrong)
