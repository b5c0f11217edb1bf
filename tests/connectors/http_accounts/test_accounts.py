"""A described platform: asked with care, believed only where its answer is in the words of the description."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import JSONResponse, RedirectResponse, Response

from unticket.connectors.http_accounts.pointer import at
from unticket.model.errors import ConnectorError, Doubtful, RateLimited, UnexpectedPayload
from unticket.model.finding import Level
from unticket.runbooks.authorization import Permission
from unticket.runbooks.granting import grant

Open = Callable[..., Any]
CORA = "cora@school.example"


def leave(account_id: str, permission: Permission = Permission.REACTIVATE) -> Any:
    return grant(permission, account_id, "odoo:1:act:1", datetime.now(UTC))


def test_facts_are_read_from_where_the_description_says(server: Any, opened: Open) -> None:
    server.add("cora", "Cora@School.Example", "Cora Le", "Shut", made="2025-09-01T07:00:00+07:00", off_by="Head")
    (account,) = opened().accounts(CORA)
    assert (account.id, account.username, account.email, account.name) == ("11", "cora", CORA, "Cora Le")
    assert (account.enabled, account.confirmed, account.is_admin, account.password_is_ours) == (False, True, False, True)
    assert account.last_access_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert account.created_at == datetime(2025, 9, 1, tzinfo=UTC)
    assert account.suspended_by_person is True


@pytest.mark.parametrize(("seen", "never"), [(0, True), (None, False), ("", False)])
def test_never_used_is_only_what_the_platform_says(seen: Any, never: bool, server: Any, opened: Open) -> None:
    server.add("cora", CORA, "Cora", seen=seen)
    (account,) = opened().accounts(CORA)
    assert (account.last_access_at, account.never_used) == (None, never)


@pytest.mark.parametrize(
    "hostile",
    ["a&mail=lan@school.example", "../admin@school.example", "a?x=1#@school.example", "a%40b%2F..@school.example", "a/b@x"],
)
def test_an_address_stays_within_its_place(hostile: str, server: Any, opened: Open) -> None:
    server.add("lan", "lan@school.example", "Lan")
    assert list(opened().accounts(hostile)) == []
    for asked in server.asked:
        path, _, query = asked.removeprefix("GET ").partition("?")
        assert path == "/api/people"
        assert query.count("=") == 1 and "&" not in query and "/" not in query


@pytest.mark.parametrize("state", ["archived", "", None, 1, ["Open"]])
def test_a_status_in_no_known_word_is_neither_on_nor_off(state: Any, server: Any, opened: Open) -> None:
    server.add("cora", CORA, "Cora", state)
    with pytest.raises(UnexpectedPayload, match="no word of the settings"):
        opened().accounts(CORA)


def test_accounts_beyond_the_page_are_not_forgotten(server: Any, opened: Open) -> None:
    server.faults["GET"] = [JSONResponse({"data": {"items": [], "total": 1}})]
    with pytest.raises(UnexpectedPayload, match="more accounts"):
        opened().accounts(CORA)


def test_an_unknown_address_may_be_a_404_only_where_the_description_says_so(server: Any, opened: Open, school: Any) -> None:
    server.faults["GET"] = [Response(status_code=404)] * 2
    with pytest.raises(UnexpectedPayload):
        opened().accounts(CORA)
    assert list(opened(look_up=school.DESCRIBED["look_up"] | {"unknown_is_404": True}).accounts(CORA)) == []


@pytest.mark.parametrize("answer", [{}, {"data": None}, {"data": {"items": "none"}}, [], {"data": {"items": []}}])
def test_what_is_no_list_of_accounts_is_never_nobody(answer: Any, server: Any, opened: Open) -> None:
    server.faults["GET"] = [JSONResponse(answer)]
    with pytest.raises(UnexpectedPayload):
        opened().accounts(CORA)


def test_a_platform_that_answers_with_another_account_is_not_believed(server: Any, opened: Open) -> None:
    lan = server.add("lan", "lan@school.example", "Lan")
    server.add("cora", CORA, "Cora")
    server.faults["GET"] = [JSONResponse({"data": server.people[int(lan)]})]
    assert opened().account("12") is None


def test_bodies_hold_what_the_description_says_and_the_id(server: Any, opened: Open) -> None:
    cora = server.add("cora", CORA, "Cora", "Shut")
    opened().reactivate(leave(cora))
    opened().request_password_reset(leave(cora, Permission.RESET_PASSWORD))
    assert server.bodies == [{"state": "Open"}, {"who": 11, "note": "asked for 11"}]


def test_no_reset_is_asked_for_an_account_that_is_off(server: Any, opened: Open) -> None:
    cora = server.add("cora", CORA, "Cora", "Shut")
    with pytest.raises(ConnectorError, match="switched off"):
        opened().request_password_reset(leave(cora, Permission.RESET_PASSWORD))
    assert server.resets == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Response(status_code=400), ConnectorError),
        (JSONResponse({"requested": False}), ConnectorError),
        (Response(status_code=429, headers={"retry-after": "5"}), RateLimited),
        (Response(status_code=500), Doubtful),
        (Response(status_code=504), Doubtful),
        (RedirectResponse("/done"), Doubtful),
        (Response("<html>", 200), Doubtful),
    ],
)
def test_only_a_refusal_is_certain_not_to_have_mailed(
    answer: Response, error: type[ConnectorError], server: Any, opened: Open
) -> None:
    cora = server.add("cora", CORA, "Cora")
    server.faults["POST"] = [answer]
    with pytest.raises(ConnectorError) as said:
        opened().request_password_reset(leave(cora, Permission.RESET_PASSWORD))
    assert type(said.value) is error or (error is ConnectorError and not isinstance(said.value, Doubtful))
    assert said.value.transient is isinstance(said.value, RateLimited)
    assert len([asked for asked in server.asked if asked.startswith("POST")]) == 1


def test_a_server_that_cannot_be_reached_has_mailed_nothing(server: Any, opened: Open) -> None:
    """The look before the reset goes well, and then the platform is gone: nothing left this machine."""
    cora = server.add("cora", CORA, "Cora")
    platform = opened()
    exchange = platform._exchange
    asked = exchange.ask

    def gone_after_the_look(method: str, path: str, **more: Any) -> Any:
        if method == "POST":
            exchange._bounds = exchange._bounds.model_copy(update={"url": "http://127.0.0.1:1"})
        return asked(method, path, **more)

    exchange.ask = gone_after_the_look
    with pytest.raises(ConnectorError) as said:
        platform.request_password_reset(leave(cora, Permission.RESET_PASSWORD))
    assert said.value.transient and not isinstance(said.value, Doubtful)


def test_a_change_that_was_not_carried_out_is_no_success(server: Any, opened: Open) -> None:
    cora = server.add("cora", CORA, "Cora", "Shut")
    server.faults["PATCH"] = [JSONResponse({"data": {}})]
    with pytest.raises(ConnectorError, match="did not carry it out"):
        opened().reactivate(leave(cora))


def test_a_redirect_is_not_followed_with_the_key(server: Any, opened: Open, school: Any) -> None:
    with school.platform() as other:
        server.faults["GET"] = [RedirectResponse(f"{other.url}/api/people?mail=x")]
        with pytest.raises(UnexpectedPayload, match="not followed"):
            opened().accounts(CORA)
        assert other.asked == []


def test_what_is_not_described_is_a_person_s(server: Any, opened: Open) -> None:
    cora = server.add("cora", CORA, "Cora")
    platform = opened(reset=None, deactivate=None)
    for act, permission in (
        (platform.request_password_reset, Permission.RESET_PASSWORD),
        (platform.deactivate, Permission.DEACTIVATE),
    ):
        with pytest.raises(ConnectorError) as refused:
            act(leave(cora, permission))
        assert not refused.value.transient
    assert {"no_resets", "no_undo"} <= {finding.kind for finding in platform.check()}
    assert server.bodies == []


def test_check_notices_a_search_that_does_not_look_at_the_address(server: Any, opened: Open) -> None:
    cora = server.add("cora", CORA, "Cora")
    server.faults["GET"] = [JSONResponse({"data": {"items": [server.people[int(cora)]], "total": 1}})]
    (finding,) = opened().check()
    assert (finding.level, finding.kind) == (Level.FAULT, "address_ignored")


def test_check_names_what_is_unknown(opened: Open) -> None:
    bare = opened(administrators=None, provisioned=False, keeps_passwords=False)
    assert {"administrators_unknown", "confirmation_unknown", "passwords_unknown"} <= {f.kind for f in bare.check()}


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("", {"a/b": [{"~": 1}]}),
        ("/a~1b/0/~0", 1),
        ("/a~1b/1", None),
        ("/a~1b/-1", None),
        ("/nothing/at/all", None),
        ("/a~1b/x", None),
    ],
)
def test_json_pointers(pointer: str, found: Any) -> None:
    assert at({"a/b": [{"~": 1}]}, pointer) == found


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)


@given(_JSON, st.lists(st.text(max_size=3), max_size=4))
def test_a_pointer_into_anything_finds_something_or_nothing(document: Any, steps: list[str]) -> None:
    at(document, "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in steps))
