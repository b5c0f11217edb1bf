"""`check` tells what the key is, sees and may do, and what is missing; a refusal is a finding, not an error."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from unticket.demo.desk.faults import Faults, Unavailable
from unticket.demo.desk.rights import HELPDESK_PERSONAL, INTERNAL
from unticket.demo.desk.serve import RunningDesk, serve
from unticket.demo.reference_week import reference_week
from unticket.model.finding import Finding, Level


def by_kind(findings: Sequence[Finding]) -> dict[str, Finding]:
    return {finding.kind: finding for finding in findings}


def test_a_plain_helpdesk_users_key_is_enough(opened, week: RunningDesk) -> None:
    found = by_kind(opened(week).check())
    assert not [finding for finding in found.values() if finding.level in (Level.WARNING, Level.FAULT)]
    assert found["server"].what.endswith("is version 19.0; it is read over JSON-2.")
    assert "helpdesk_mgmt (OCA)" in found["edition"].what
    assert found["key_owner"].what == "The key belongs to Ops Bot (opsbot)."
    assert found["tickets_visible"].what.startswith("8 tickets visible")
    assert found["vocabulary"].what == "6 stages, 4 teams, 9 agents and 20 tags."
    assert "messages_readable" in found
    assert week.api_key not in str(found)


def test_stages_that_mail_the_requester_are_named(opened, week: RunningDesk) -> None:
    assert "Done, Cancelled or Rejected" in by_kind(opened(week).check())["stage_mails_customer"].what
    for stage in (5, 6):
        week.state.table("helpdesk.ticket.stage").change(stage, {"mail_template_id": False})
    told = by_kind(opened(week).check())["stage_mails_customer"].what
    assert "moved to Done mails" in told


def test_a_key_that_sees_no_ticket_is_warned_of(opened) -> None:
    state = reference_week()
    state.add_user("Otto", "otto", groups=(INTERNAL, HELPDESK_PERSONAL))
    key = state.add_key("otto")
    with serve(state) as desk:
        found = by_kind(opened(desk, api_key=key).check())["tickets_visible"]
    assert found.level is Level.WARNING
    assert found.what.startswith("0 tickets visible")
    assert "Helpdesk / User" in found.hint


@pytest.mark.parametrize(("days", "level"), [(60, Level.OK), (5, Level.WARNING)])
def test_the_end_of_the_key_is_told_and_warned_of_when_near(opened, days: int, level: Level) -> None:
    state = reference_week()
    ends = (datetime.now(UTC) + timedelta(days=days, hours=1)).strftime("%Y-%m-%d %H:%M:%S.%f")
    for number in list(state.table("res.users.apikeys").rows):
        state.table("res.users.apikeys").change(number, {"expiration_date": ends})
    with serve(state) as desk:
        found = by_kind(opened(desk).check())["key_expires"]
    assert found.level is level
    assert f"The key ends on {ends[:10]} ({days} days left)." == found.what


def test_one_of_several_keys_may_be_another(opened) -> None:
    state = reference_week()
    state.add_key("opsbot", days=20)
    with serve(state) as desk:
        assert "first of this user's keys" in by_kind(opened(desk).check())["key_expires"].what


def test_an_administrators_key_is_far_more_than_needed(opened) -> None:
    state = reference_week()
    key = state.add_key("admin")
    with serve(state) as desk:
        found = by_kind(opened(desk, api_key=key).check())["rights_administrator"]
    assert found.level is Level.WARNING
    assert "Helpdesk / User" in found.hint


def test_a_persons_key_is_noted(opened) -> None:
    state = reference_week()
    key = state.add_key("agent1")
    with serve(state) as desk:
        assert "Anna Agent" in by_kind(opened(desk, api_key=key).check())["key_of_a_person"].what


def test_jsonrpc_is_said_to_be_deprecated_on_an_odoo_that_says_so(opened, week: RunningDesk) -> None:
    assert by_kind(opened(week, protocol="jsonrpc").check())["protocol_deprecated"].level is Level.WARNING
    assert "protocol_deprecated" not in by_kind(opened(week).check())


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ({"api_key": "0" * 40}, "odoo_credentials_refused"),
        ({"database": "nope"}, "odoo_connector"),
        ({"protocol": "jsonrpc", "login": ""}, "odoo_credentials_refused"),
    ],
)
def test_what_keeps_the_connection_from_working_is_the_last_finding(
    opened, week: RunningDesk, settings: dict[str, Any], kind: str
) -> None:
    *before, last = opened(week, **settings).check()
    assert before[0].kind == "server"
    assert not [finding for finding in before if finding.level is Level.FAULT]
    assert (last.kind, last.level) == (kind, Level.FAULT)
    assert last.hint


def test_a_server_that_is_not_there_is_one_finding(opened) -> None:
    [fault] = opened("https://odoo.no-such-school.invalid").check()
    assert (fault.level, fault.kind) == (Level.FAULT, "odoo_unreachable")


def test_one_step_that_fails_does_not_hide_the_others(opened) -> None:
    faults = Faults().every(1, Unavailable(503), model="helpdesk.ticket", method="search_count")
    with serve(reference_week(), faults=faults) as desk:
        found = by_kind(opened(desk).check())
    assert found["odoo_unreachable"].level is Level.FAULT
    assert "messages_readable" in found
    assert "tickets_visible" not in found


def test_a_desk_where_nothing_is_ever_closed_is_warned_of(opened, week: RunningDesk) -> None:
    for number in list(week.state.table("helpdesk.ticket.stage").rows):
        week.state.table("helpdesk.ticket.stage").change(number, {"closed": False})
    assert by_kind(opened(week).check())["no_closed_stage"].level is Level.WARNING


def test_check_asks_the_server_and_believes_no_memory(opened, week: RunningDesk) -> None:
    opened(week).count()
    with week.state.lock:
        week.state.groups[week.state.user("opsbot")["id"]] = frozenset({INTERNAL})
    last = opened(week).check()[-1]
    assert last.level is Level.FAULT
    assert "does not allow" in last.what


RIGHTS = {
    ("helpdesk.ticket", "write"): "rights_change_tickets",
    ("helpdesk.ticket", "unlink"): "rights_delete_tickets",
    ("helpdesk.ticket.stage", "write"): "rights_change_desk",
    ("hr.employee", "read"): "rights_read_employees",
}


def telling(version: str, may: Callable[[str, str], bool | None]) -> Callable[[Any], Any]:
    """An Odoo that tells what a key may do: Odoo 18's `has_access`, or `check_access_rights` before; None: it does not.

    From Odoo's source; no recording shows it.
    """
    refused = {"name": "odoo.exceptions.AccessError", "message": "no"}
    unknown = {"name": "werkzeug.exceptions.NotFound", "message": "The method 'x' does not exist"}

    def answer(model: str, method: str, named: dict[str, Any]) -> tuple[int, Any]:
        asks = "has_access" if version == "19.0" else "check_access_rights"
        if model == "ir.model":
            return 403, refused
        if method == asks:
            told = may(model, named["operation"])
            return (404, unknown) if told is None else (200, told)
        fields = {name: {} for name in ("name", "stage_id", "create_date", "write_date", "closed")}
        return 200, {"context_get": {"uid": 9}, "fields_get": fields, "search_count": 3}.get(method, [])

    def serving(asked: Any) -> Any:
        if asked.method == "GET":
            return {"version": version} if version == "19.0" else (404, {}, b"")
        if asked.path != "/jsonrpc":
            status, told = answer(*asked.path.split("/")[-2:], asked.body)
            return status, {}, json.dumps(told).encode()
        params = asked.body["params"]
        if params["method"] != "execute_kw":
            return {"result": {"server_version": version} if params["method"] == "version" else 9}
        model, method, _, named = params["args"][3:]
        status, told = answer(model, method, named)
        return {"result": told} if status == 200 else {"error": {"data": told}}

    return serving


@pytest.mark.parametrize("version", ["17.0", "19.0"])
@pytest.mark.parametrize("allowed", [*RIGHTS, None], ids=str)
def test_rights_beyond_reading_are_told_where_the_server_tells_them(
    opened, scripted, version: str, allowed: tuple[str, str] | None
) -> None:
    server = scripted(telling(version, lambda model, operation: (model, operation) == allowed))
    found = {kind for kind in by_kind(opened(server.url).check()) if kind.startswith("rights_")}
    assert found == ({RIGHTS[allowed]} if allowed else set())


@pytest.mark.parametrize("version", ["17.0", "19.0"])
def test_rights_that_a_server_does_not_tell_are_said_to_be_unknown(opened, scripted, version: str) -> None:
    server = scripted(telling(version, lambda *_: None))
    assert {kind for kind in by_kind(opened(server.url).check()) if kind.startswith("rights_")} == {"rights_unknown"}
