"""SCIM accounts: found whole, changed with care, and no answer of a server that breaks the rules is taken for a good one."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import pytest

from unticket.model.errors import ConnectorError, RateLimited, UnexpectedPayload
from unticket.runbooks.authorization import Permission
from unticket.runbooks.granting import grant

Open = Callable[..., Any]
CORA = "cora@school.example"


def leave(account_id: str, permission: Permission = Permission.REACTIVATE) -> Any:
    return grant(permission, account_id, "odoo:1:act:1", datetime.now(UTC))


def listed(*users: dict[str, Any], total: int | None = None) -> tuple[int, dict[str, str], bytes]:
    body = {"totalResults": len(users) if total is None else total, "Resources": list(users)}
    return 200, {"content-type": "application/scim+json"}, json.dumps(body).encode()


def user(user_id: str = "1", email: str = CORA, **more: Any) -> dict[str, Any]:
    return {"id": user_id, "userName": "cora", "emails": [{"value": email, "primary": True}], "active": False} | more


def test_a_second_account_on_a_later_page_is_not_missed(server: Any, opened: Open) -> None:
    ids = {server.add(f"cora{number}", CORA) for number in range(5)}
    assert {account.id for account in opened("lms", page_size=2).accounts(CORA)} == ids
    assert sum(asked.startswith("GET /v2/Users?") for asked in server.requests) == 3


def test_a_server_that_gives_the_first_page_again_and_again_is_not_believed(server: Any, opened: Open) -> None:
    server.faults["GET"] = [listed(user(), total=2)] * 30
    with pytest.raises(UnexpectedPayload, match="more users than it gives"):
        opened("lms").accounts(CORA)


def test_the_question_cannot_be_broken_out_of(server: Any, opened: Open) -> None:
    hostile = 'x"or(userName,pr)or@school.example\\'
    assert list(opened("lms").accounts(hostile)) == []
    query = parse_qs(server.requests[-1].partition("?")[2])
    assert query["filter"] == [f"emails.value eq {json.dumps(hostile.lower())}"]


def test_no_more_is_asked_for_than_is_needed(server: Any, opened: Open) -> None:
    server.add("cora", CORA, phoneNumbers=[{"value": "+84 90"}], title="Teacher")
    opened("lms").accounts(CORA)
    asked = parse_qs(server.requests[-1].partition("?")[2])["attributes"][0]
    assert "phone" not in asked and "title" not in asked and "active" in asked


def test_only_the_address_that_mail_goes_to_makes_an_account_one_s_own(server: Any, opened: Open) -> None:
    """Else whoever adds a colleague's address to their account would be taken for them, or be mailed in their place."""
    emails = [{"value": "cora@home.example"}, {"value": CORA, "primary": True}]
    server.add("cora", CORA, emails=emails)
    assert [account.email for account in opened("lms").accounts(CORA)] == [CORA]
    assert list(opened("lms").accounts("cora@home.example")) == []


def test_where_user_names_are_addresses_they_are_searched(server: Any, opened: Open) -> None:
    server.add(CORA, "other@school.example")
    (account,) = opened("lms", find_by="userName").accounts(CORA)
    assert account.email == CORA


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"active": None}, "does not show whether an account is active"),
        ({"active": "perhaps"}, "does not show whether an account is active"),
        ({"meta": {"created": "yesterday"}}, "cannot be read"),
        ({"id": ""}, "without an id"),
    ],
)
def test_what_cannot_be_judged_is_an_error(changes: dict[str, Any], what: str, server: Any, opened: Open) -> None:
    server.faults["GET"] = [listed(user(**changes))]
    with pytest.raises(UnexpectedPayload, match=what):
        opened("lms").accounts(CORA)


def test_names_in_other_letters_and_truth_as_a_word_are_understood(server: Any, opened: Open) -> None:
    odd = {
        "ID": "7",
        "USERNAME": "cora",
        "Emails": [{"Value": CORA, "Primary": "True"}],
        "Active": "False",
        "displayname": "Cora",
    }
    server.faults["GET"] = [listed(odd)]
    (account,) = opened("lms").accounts(CORA)
    assert (account.id, account.username, account.enabled, account.name) == ("7", "cora", False, "Cora")


def test_switching_on_replaces_active_and_nothing_else(server: Any, opened: Open) -> None:
    cora = server.add("cora", CORA, "Cora Le", active=False, title="Teacher")
    before = server.ask("GET", f"/Users/{cora}")
    opened("lms").reactivate(leave(cora))
    after = server.ask("GET", f"/Users/{cora}")
    assert after["active"] is True
    for changed in ("active", "meta"):
        before.pop(changed), after.pop(changed)
    assert before == after


def test_what_is_so_already_is_not_written(server: Any, opened: Open) -> None:
    cora = server.add("cora", CORA)
    opened("lms").reactivate(leave(cora))
    assert not [asked for asked in server.requests if asked.startswith("PATCH")]


def test_a_change_by_somebody_else_meanwhile_stops_ours(server: Any, opened: Open) -> None:
    """The server really compares versions: between our look and our change the user becomes another one."""
    cora = server.add("cora", CORA, active=False)
    stale = server.ask("GET", f"/Users/{cora}")
    server.replace(cora, "title", "Head")
    server.faults["GET"] = [(200, {"content-type": "application/scim+json"}, json.dumps(stale).encode())]
    with pytest.raises(ConnectorError) as stopped:
        opened("lms").reactivate(leave(cora))
    assert stopped.value.transient
    assert server.switched == []


@pytest.mark.parametrize(
    ("answer", "error", "transient"),
    [
        ((429, {"retry-after": "7"}, b""), RateLimited, True),
        ((409, {}, b"{}"), ConnectorError, False),
        ((400, {}, b"{}"), UnexpectedPayload, False),
        ((404, {}, b"{}"), UnexpectedPayload, False),
        ((500, {}, b"<html>"), ConnectorError, True),
        ((302, {"location": "https://evil.example/"}, b""), UnexpectedPayload, False),
    ],
)
def test_a_refused_change_says_whether_it_may_be_tried_again(
    answer: Any, error: type[ConnectorError], transient: bool, server: Any, opened: Open
) -> None:
    cora = server.add("cora", CORA, active=False)
    server.faults["PATCH"] = [answer]
    with pytest.raises(error) as refused:
        opened("lms").reactivate(leave(cora))
    assert refused.value.transient is transient
    assert refused.value.hint
    if isinstance(refused.value, RateLimited):
        assert refused.value.retry_after == 7


def test_a_change_that_was_taken_and_not_carried_out_is_no_success(server: Any, opened: Open) -> None:
    cora = server.add("cora", CORA, active=False)
    server.faults["PATCH"] = [(204, {}, b"")]
    with pytest.raises(ConnectorError, match="did not carry it out"):
        opened("lms").reactivate(leave(cora))


def test_a_reset_is_refused_for_good_and_check_says_so(server: Any, opened: Open) -> None:
    cora = server.add("cora", CORA)
    platform = opened("lms", administrators=["root"], provisioned=True)
    with pytest.raises(ConnectorError, match="cannot mail password resets") as refused:
        platform.request_password_reset(leave(cora, Permission.RESET_PASSWORD))
    assert not refused.value.transient
    assert "no_resets" in {finding.kind for finding in platform.check()}


def test_what_the_settings_do_not_state_stays_unknown(server: Any, opened: Open) -> None:
    server.add("cora", CORA, active=False)
    (plain,) = opened("lms").accounts(CORA)
    assert (plain.confirmed, plain.is_admin, plain.password_is_ours, plain.suspended_by_person) == (None,) * 4
    (stated,) = opened("lms", provisioned=True, administrators="root, boss").accounts(CORA)
    assert (stated.confirmed, stated.is_admin) == (True, False)


@pytest.mark.parametrize(("said", "by_person"), [("rule", False), ("RULE", False), ("Head teacher", True), ("", None)])
def test_who_switched_an_account_off_is_read_where_it_is_kept(
    said: str, by_person: bool | None, server: Any, opened: Open
) -> None:
    server.add("cora", CORA, active=False, **({"nickName": said} if said else {}))
    (account,) = opened("lms", suspension="nickName").accounts(CORA)
    assert account.suspended_by_person is by_person


def test_a_sign_in_is_no_change_that_an_undo_would_overwrite(server: Any, opened: Open) -> None:
    platform = opened("lms", last_access="nickName")
    server.faults["GET"] = [listed(user(nickName=moment)) for moment in ("2026-01-01T08:00:00+07:00", "2026-02-01T08:00:00Z")]
    (first,), (second,) = platform.accounts(CORA), platform.accounts(CORA)
    assert first.last_access_at == datetime(2026, 1, 1, 1, tzinfo=UTC)
    assert first.fingerprint == second.fingerprint


@pytest.mark.parametrize("body", [b"<html>maintenance</html>", b'{"totalResults":', b"[]", b"null", b'{"Resources":[]}'])
def test_what_is_no_list_of_users_is_never_nobody(body: bytes, server: Any, opened: Open) -> None:
    server.faults["GET"] = [(200, {"content-type": "text/html"}, body)]
    with pytest.raises(UnexpectedPayload):
        opened("lms").accounts(CORA)


def test_an_answer_that_does_not_end_is_cut_off(server: Any, opened: Open) -> None:
    server.faults["GET"] = [(200, {}, b"x" * (1024 * 1024 + 1))]
    with pytest.raises(UnexpectedPayload, match="more than 1 MB"):
        opened("lms", max_answer_mb=1).accounts(CORA)
