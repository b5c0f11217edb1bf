"""Answers recorded from a real Odoo 19, replayed over HTTP as they were: read and refused as they should be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from unticket.connectors.odoo.errors import (
    AccessRefused,
    NoSuchDatabase,
    NoSuchMethod,
    NoSuchModel,
    NoSuchRecord,
    WrongCall,
)
from unticket.model.errors import ConnectorError, CredentialsRefused

FOLDER = Path(__file__).parent / "exchanges"
EXCHANGES = {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.json"))}

REFUSALS = {
    "error_bad_key": CredentialsRefused,
    "error_no_key": CredentialsRefused,
    "error_forbidden": AccessRefused,
    "error_iso_datetime": WrongCall,
    "error_missing_record": NoSuchRecord,
    "error_missing_stage": NoSuchRecord,
    "error_required": ConnectorError,
    "error_unknown_domain_field": WrongCall,
    "error_unknown_field": WrongCall,
    "error_unknown_method": NoSuchMethod,
    "error_unknown_model": NoSuchModel,
    "error_wrong_database": NoSuchDatabase,
    "jsonrpc_access_denied": CredentialsRefused,
    "jsonrpc_authenticate_wrong": CredentialsRefused,
    "jsonrpc_error": WrongCall,
}
READING = (
    "version",
    "whoami",
    "probe_stage_oca",
    "fields_get",
    "tickets_reference_week",
    "tags",
    "teams",
    "users",
    "my_keys",
)


def replayed(exchange: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
    response = exchange["response"]
    body = response["body"]
    content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return response["status"], response.get("headers", {}), content


def test_every_recorded_refusal_is_replayed_below() -> None:
    assert {name for name in EXCHANGES if name.startswith("error_")} <= REFUSALS.keys()


@pytest.mark.parametrize("name", REFUSALS)
def test_a_recorded_refusal_has_its_error_and_is_not_asked_again(opened, scripted, name: str) -> None:
    exchange = EXCHANGES[name]
    over_jsonrpc = exchange["request"]["path"] == "/jsonrpc"

    def answer(asked: Any) -> Any:
        if asked.method == "GET":
            return {"version": "19.0"}
        if over_jsonrpc and name != "jsonrpc_authenticate_wrong" and asked.body["params"]["method"] == "authenticate":
            return replayed(EXCHANGES["jsonrpc_authenticate"])
        if over_jsonrpc and asked.body["params"]["method"] == "version":
            return replayed(EXCHANGES["jsonrpc_version"])
        return replayed(exchange)

    site = scripted(answer)
    source = opened(site.url, protocol="jsonrpc" if over_jsonrpc else "json2")
    with pytest.raises(REFUSALS[name]) as caught:
        source._server.calls.call("helpdesk.ticket", "search_read", domain=[], fields=["name"])
    assert not caught.value.transient
    assert "<traceback>" not in str(caught.value)
    repeated = [asked for asked in site.asked if asked.body]
    assert len(repeated) == len({json.dumps(asked.body) for asked in repeated})


def test_the_recorded_desk_is_read_whole(opened, scripted) -> None:
    """Independent of the demo desk: every answer is the real server's own."""
    by_path = {EXCHANGES[name]["request"]["path"]: EXCHANGES[name] for name in READING}
    # The recorded request asked for the messages of this ticket, and not for the field that says so.
    messages = [row | {"res_id": 20297} for row in EXCHANGES["messages"]["response"]["body"]]
    subtypes = [{"id": 2, "name": "Note"}]  # not recorded; 2 is the Note's id in the recorded messages

    def answer(asked: Any) -> Any:
        path = asked.path
        if path in by_path:
            return replayed(by_path[path])
        match path.removeprefix("/json/2/").split("/"):
            case ["helpdesk.ticket.stage", "fields_get"]:
                return {name: {} for name in EXCHANGES["probe_stage_oca"]["response"]["body"][0]}
            case ["mail.message.subtype", _]:
                return subtypes
            case ["mail.message", "search"]:
                return [row["id"] for row in messages]
            case ["mail.message", "search_read"]:
                return messages
            case ["helpdesk.ticket", "search"] if "user_id" in json.dumps(asked.body):
                return []
            case ["helpdesk.ticket", "search"]:
                return replayed(EXCHANGES["all_ids"])
        return []

    source = opened(scripted(answer).url)
    tickets = [ticket for page in source.tickets_after("") for ticket in page.tickets]
    assert [ticket.reference for ticket in tickets] == [f"HT{number}" for number in range(20289, 20297)]
    assert {ticket.stage.name for ticket in tickets} == {"Done"}
    assert len(source.ticket_keys()) == 10
    assert [stage.name for stage in source.vocabulary().stages.values() if stage.mails_requester] == [
        "Done",
        "Cancelled",
        "Rejected",
    ]
    read = [message for page in source.messages_after("") for message in page.messages]
    assert [message.internal for message in read] == [False, True, True]
    assert [message.automatic for message in read] == [True, False, False], "its users were recorded without contacts"
