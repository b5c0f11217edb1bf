"""Both doors take what Odoo's doors take, and say no as they do."""

from __future__ import annotations

import pytest

JSON = {"Content-Type": "application/json"}


def raw(client, path, body, headers):
    from http.client import HTTPConnection

    host, port = client.desk.url.removeprefix("http://").split(":")
    connection = HTTPConnection(host, int(port), timeout=10)
    connection.request("POST", path, body, headers)
    response = connection.getresponse()
    status, text = response.status, response.read().decode()
    connection.close()
    return status, text


@pytest.mark.parametrize(("body", "status"), [(b"{", 400), (b"[1]", 422), (b"", 200)])
def test_json_2_takes_an_object_or_nothing(client, body, status):
    headers = JSON | {"Authorization": f"bearer {client.key}"}
    assert raw(client, "/json/2/helpdesk.ticket/search", body, headers)[0] == status


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"params": {}}'])
def test_json_rpc_refuses_what_is_none(client, body):
    assert raw(client, "/jsonrpc", body, JSON)[0] == 400


def rpc(client, service, method, *args):
    request = {
        "jsonrpc": "2.0",
        "method": "call",
        "id": 5,
        "params": {"service": service, "method": method, "args": list(args)},
    }
    return client.send("POST", "/jsonrpc", JSON, request).body


def test_json_rpc_knows_no_other_services(client):
    assert "db.list" in rpc(client, "db", "list")["error"]["data"]["message"]


def test_json_rpc_takes_arguments_by_place_or_by_name(client):
    assert client.rpc("helpdesk.ticket", "search", [["id", ">", 20294]], 1, 1, "id")["result"] == [20296]
    assert client.rpc("helpdesk.ticket", "search", domain=[["id", ">", 20294]], order="id")["result"] == [20295, 20296]
    assert client.rpc("helpdesk.ticket", "read", [20289], ["name"])["result"][0]["id"] == 20289
    assert client.rpc("helpdesk.ticket", "read", 20289, ["name"], False)["result"][0]["id"] == 20289
    assert client.rpc("helpdesk.ticket", "create", {"name": "x", "description": ""})["result"] == [20297]
    error = client.rpc("helpdesk.ticket", "search_count", [], None, 3)["error"]["data"]
    assert error["name"] == "builtins.TypeError"


def test_json_rpc_passes_the_context_on(client):
    client.call("helpdesk.ticket", "write", ids=[20289], vals={"active": False})
    assert len(client.rpc("helpdesk.ticket", "search", [], context={"active_test": False})["result"]) == 8


def test_the_rights_of_older_versions_are_asked_for_in_their_own_way(open_desk):
    from unticket.demo.reference_week import reference_week

    with open_desk(reference_week(serie="17.0")) as client:
        assert rpc(client, "common", "version")["result"]["server_version_info"][0] == 17
        assert client.rpc("helpdesk.ticket", "check_access_rights", "write", False)["result"] is True
        assert client.rpc("helpdesk.ticket", "check_access_rights", "unlink", False)["result"] is False
        assert client.rpc("helpdesk.ticket", "check_access_rights", "unlink")["error"]["data"]["name"].endswith("AccessError")
        assert client.rpc("helpdesk.ticket", "has_access", [], "read")["error"]["data"]["name"].endswith("NotFound")
    with open_desk(reference_week(serie="16.0")) as client:
        assert client.rpc("res.users", "context_get")["result"] == {"lang": "en_US", "tz": False}
