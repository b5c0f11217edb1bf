"""Odoo 16 to 18 and Enterprise, as far as documents and source text tell: no recording shows them, no server was at hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from unticket.model.errors import CredentialsRefused

TIMES = {"create_date": "2026-03-01 08:00:00", "write_date": "2026-03-01 09:30:00"}
ENTERPRISE_TICKET = {
    "id": 7,
    "name": "Help",
    "ticket_ref": "00007",
    "description": "<p>x</p>",
    "stage_id": [3, "Solved"],
    "team_id": [1, "Support"],
    "user_id": [9, "Ada"],
    "tag_ids": [2],
    "priority": "3",
    "partner_id": [40, "Cora"],
    "partner_name": "Cora",
    "partner_email": "cora@school.example",
    "ticket_type_id": [5, "Question"],
    "assign_date": "2026-03-01 08:10:00",
    "close_date": "2026-03-01 09:00:00",
    "date_last_stage_update": "2026-03-01 09:00:00",
    "total_hours_spent": 1.5,
    "active": True,
} | TIMES
STAGES = [{"id": 1, "name": "New", "fold": False}, {"id": 3, "name": "Solved", "fold": True, "template_id": [8, "Closed"]}]


class TinyOdoo:
    """Answers calls of either protocol from a table of models; a model that is not in it does not exist."""

    def __init__(self, version: str, models: dict[str, Any]) -> None:
        self.version = version
        self.models = {
            "res.users": [{"id": 9, "name": "Ada", "partner_id": [90, "Ada"]}],
            "mail.message.subtype": [{"id": 2, "name": "Note"}],
            "mail.message": [],
        } | models
        self.calls: list[tuple[str, str, list[Any], dict[str, Any]]] = []

    def __call__(self, asked: Any) -> Any:
        if asked.method == "GET":
            return {"version": self.version} if self.version >= "19" else (404, {"Content-Type": "text/html"}, b"<html>")
        if asked.path == "/jsonrpc":
            return {"jsonrpc": "2.0", "id": 1} | self.over_jsonrpc(asked.body["params"])
        model, method = asked.path.split("/")[-2:]
        if model not in self.models:
            told = b'{"name": "werkzeug.exceptions.NotFound", "message": "the model does not exist"}'
            return 404, {}, told
        return self.answer(model, method, [], asked.body)

    def over_jsonrpc(self, params: dict[str, Any]) -> dict[str, Any]:
        match params["method"], params["args"]:
            case "version", _:
                return {"result": {"server_version": self.version, "server_version_info": [17, 0, 0, "final", 0, ""]}}
            case "authenticate", [_, _, key, _]:
                return {"result": 9 if key == "k" * 40 else False}
            case "execute_kw", [_, _, _, model, method, positional, named]:
                if model not in self.models:
                    data = {"name": "odoo.exceptions.UserError", "message": f"Object {model} doesn't exist", "debug": "x"}
                    return {"error": {"code": 200, "message": "Odoo Server Error", "data": data}}
                return {"result": self.answer(model, method, positional, named)}
        raise AssertionError(params)

    def answer(self, model: str, method: str, positional: list[Any], named: dict[str, Any]) -> Any:
        self.calls.append((model, method, positional, named))
        rows = self.models[model]
        match method:
            case "context_get":
                return {"lang": "en_US", "tz": False}
            case "fields_get":
                return {name: {"type": "char"} for row in rows for name in row}
            case "search_count":
                return len(rows)
            case "search":
                return [row["id"] for row in rows]
        return [{name: row[name] for name in ("id", *named["fields"]) if name in row} for row in rows]


def enterprise(version: str = "17.0") -> TinyOdoo:
    return TinyOdoo(
        version,
        {
            "helpdesk.ticket": [ENTERPRISE_TICKET],
            "helpdesk.stage": STAGES,
            "helpdesk.team": [{"id": 1, "name": "Support"}],
            "helpdesk.tag": [{"id": 2, "name": "wifi"}],
        },
    )


def oca(version: str, ticket: dict[str, Any]) -> TinyOdoo:
    stage = {"name": "New", "closed": False, "sequence": 1, "mail_template_id": False}
    return TinyOdoo(
        version,
        {
            "helpdesk.ticket": [{"id": 7, "name": "Help", "stage_id": [1, "New"]} | TIMES | ticket],
            "helpdesk.ticket.stage": [{"id": 1} | stage],
            "helpdesk.ticket.team": [],
            "helpdesk.ticket.tag": [],
        },
    )


Serving = Callable[[TinyOdoo], Any]


def test_enterprise_is_read_into_the_same_words(opened, scripted) -> None:
    source = opened(scripted(enterprise()).url)
    assert source.desk().name == "Odoo 17.0, helpdesk (Enterprise)"
    [page] = source.tickets_after("")
    [ticket] = page.tickets
    assert (ticket.reference, ticket.category, ticket.priority) == ("00007", "Question", 3)
    assert (ticket.stage.name, ticket.stage.closed, ticket.stage.mails_requester) == ("Solved", True, True)
    assert [tag.name for tag in ticket.tags] == ["wifi"]
    assert ticket.team is not None
    assert ticket.assigned_at == datetime(2026, 3, 1, 8, 10, tzinfo=UTC)
    assert ticket.closed_at == datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    assert ticket.time_spent_minutes == 90
    assert "edition_unverified" in {finding.kind for finding in source.check()}


def test_enterprise_of_odoo_19_is_read_over_json2(opened, scripted) -> None:
    """There `context_get` tells the user."""
    server = enterprise("19.0")
    server.models["res.users"] = [{"id": 9, "name": "Ada", "partner_id": [90, "Ada"]}]
    answer = server.answer
    server.answer = lambda model, method, *rest: (  # type: ignore[method-assign]
        {"uid": 9} if method == "context_get" else answer(model, method, *rest)
    )
    site = scripted(server)
    assert opened(site.url).desk().name == "Odoo 19.0, helpdesk (Enterprise)"
    assert all(asked.path != "/jsonrpc" for asked in site.asked)


@pytest.mark.parametrize("version", ["16.0", "17.0", "18.0"])
def test_versions_before_19_are_read_over_jsonrpc(opened, scripted, version: str) -> None:
    server = oca(version, {"number": "HT00007"})
    source = opened(scripted(server).url)
    desk = source.desk()
    assert desk.name == f"Odoo {version}, helpdesk_mgmt (OCA)"
    assert desk.ticket_url.endswith("/web#id={id}&model=helpdesk.ticket&view_type=form")
    assert source.count() == 1


def test_fields_that_a_version_lacks_are_absent_not_fatal(opened, scripted) -> None:
    """16 and 17 have no duplicates; this desk has hardly anything."""
    server = oca("16.0", {})
    [page] = opened(scripted(server).url).tickets_after("")
    [ticket] = page.tickets
    assert (ticket.reference, ticket.duplicate_of, ticket.assigned_at, ticket.time_spent_minutes) == ("#7", None, None, None)


def test_domains_and_ids_go_by_position_over_jsonrpc(opened, scripted) -> None:
    """Their names differ between versions: Odoo 16 says `search(args)`."""
    server = oca("16.0", {})
    source = opened(scripted(server).url)
    source.ticket_keys()
    model, method, positional, named = server.calls[-1]
    assert (model, method, positional) == ("helpdesk.ticket", "search", [[["active", "in", [True, False]]]])
    assert named == {"order": "id"}


def test_a_wrong_key_before_19_is_refused_though_odoo_answers_false(opened, scripted) -> None:
    with pytest.raises(CredentialsRefused):
        opened(scripted(oca("18.0", {})).url, api_key="x" * 40).count()


def test_an_odoo_without_a_help_desk_says_so(opened, scripted) -> None:
    source = opened(scripted(TinyOdoo("17.0", {})).url)
    [ok, fault] = source.check()
    assert ok.kind == "server"
    assert "has no help desk" in fault.what


def test_timesheets_of_oca_are_minutes(opened, scripted) -> None:
    [page] = opened(scripted(oca("17.0", {"total_hours": 0.5})).url).tickets_after("")
    assert page.tickets[0].time_spent_minutes == 30


def test_ids_of_messages_are_asked_for_without_a_limit(opened, scripted) -> None:
    """Odoo leaves out what the key may not see only after it has counted to the limit: a short page is not the last one."""
    server = oca("17.0", {})
    server.models["mail.message"] = [
        {"id": number, "res_id": 7, "date": "2026-03-01 10:00:00", "create_date": "2026-03-01 10:00:00"}
        for number in range(1, 6)
    ]
    [page] = opened(scripted(server).url).messages_after("")
    assert len(page.messages) == 5
    [named] = [named for model, method, _, named in server.calls if (model, method) == ("mail.message", "search")]
    assert "limit" not in named


def test_where_subtypes_may_not_be_read_a_note_is_known_by_its_name_and_asked_for_once(opened, scripted) -> None:
    server = oca("17.0", {})
    messages = [
        {"id": 1, "res_id": 7, "date": "2026-03-01 10:00:00", "subtype_id": [2, "Note"]},
        {"id": 2, "res_id": 7, "date": "2026-03-01 10:00:00", "subtype_id": [1, "Discussions"]},
    ]
    server.models["mail.message"] = messages
    asked = []
    answer = server.over_jsonrpc

    def refusing(params: dict[str, Any]) -> dict[str, Any]:
        if "mail.message.subtype" in params["args"]:
            asked.append(params)
            return {"error": {"data": {"name": "odoo.exceptions.AccessError", "message": "no"}}}
        return answer(params)

    server.over_jsonrpc = refusing  # type: ignore[method-assign]
    [page] = opened(scripted(server).url).messages_after("")
    assert [message.internal for message in page.messages] == [True, False]
    assert len(asked) == 1
