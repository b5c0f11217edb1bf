"""The site gives the answers of a real Moodle 4.5 to the requests that were recorded there, and computes them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

EXCHANGES = Path(__file__).parents[2] / "connectors" / "moodle" / "exchanges"
NAMES = sorted(file.stem for file in EXCHANGES.glob("*.json"))
SUSPENDED = ("user_suspended", "password_reset_suspended", "unsuspend")


def exchange(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EXCHANGES / f"{name}.json").read_text("utf-8"))
    return found


def ready(site: Any, name: str) -> dict[str, Any]:
    """The exchange, with the site in the state in which it was recorded."""
    site.state.user("minh").suspended = name in SUSPENDED
    return exchange(name)


def test_all_exchanges_are_there() -> None:
    assert len(NAMES) == 21


@pytest.mark.parametrize("name", NAMES)
def test_the_recorded_answer(site: Any, name: str) -> None:
    recorded = ready(site, name)
    answer = site.replayed(recorded["request"])
    assert (answer.status, answer.kind) == (recorded["response"]["status"], recorded["response"]["content_type"])
    assert answer.body == recorded["response"]["body"]


# What is changed in the request, and what must then be true of the answer and of the site.
CHANGED: dict[str, tuple[dict[str, Any], Any]] = {
    "error_bad_token": ({"wstoken": "<token>"}, lambda a, s: a["username"] == "helpdeskbot"),
    "error_field_not_allowed": ({"field": "username", "values[0]": "lan"}, lambda a, s: [u["id"] for u in a] == [4]),
    "error_missing_parameter": ({"values[0]": "lan.tran@example.com"}, lambda a, s: [u["id"] for u in a] == [4]),
    "error_unknown_function": ({"wsfunction": "core_webservice_get_site_info"}, lambda a, s: a["userid"] == 8),
    "password_reset": ({"email": "nobody@example.com"}, lambda a, s: s.mails == []),
    "password_reset_malformed": (
        {"email": "lan.tran@example.com"},
        lambda a, s: (a["warnings"], s.mails[0].to) == ([], "lan.tran@example.com"),
    ),
    "password_reset_suspended": ({"email": "lan.tran@example.com"}, lambda a, s: [m.user for m in s.mails] == [4]),
    "password_reset_unknown": ({"email": "not-an-address"}, lambda a, s: a["status"] == "dataerror"),
    "site_info": ({"wstoken": "<wrong token>"}, lambda a, s: a["errorcode"] == "invalidtoken"),
    "suspend": ({"users[0][id]": 4}, lambda a, s: s.user("lan").suspended and not s.user("minh").suspended),
    "unsuspend": ({"users[0][suspended]": 1}, lambda a, s: s.user("minh").suspended),
    "unsuspend_again": ({"users[0][id]": 77}, lambda a, s: a["warnings"][0]["itemid"] == 77),
    "update_admin": ({"users[0][id]": 4}, lambda a, s: a == {"warnings": []}),
    "update_unknown_user": ({"users[0][id]": 2}, lambda a, s: a["warnings"][0]["warningcode"] == "usernotupdatedadmin"),
    "user_after_unsuspend": ({"values[0]": "ldap.user@example.com"}, lambda a, s: a[0]["auth"] == "oauth2"),
    "user_by_email": ({"values[0]": "dup@example.com"}, lambda a, s: [u["username"] for u in a] == ["dup1", "nologinu"]),
    "user_by_email_other_case": ({"values[0]": "Minh.Nguyen@Example.org"}, lambda a, s: a == []),
    "user_by_email_unknown": ({"values[0]": "admin@example.com"}, lambda a, s: a[0]["fullname"] == "Admin User"),
    "user_suspended": ({"field": "username", "values[0]": "minh"}, lambda a, s: a[0]["suspended"] is True),
    "users_by_criteria": ({"criteria[0][value]": "min_.nguyen@example.com"}, lambda a, s: [u["id"] for u in a["users"]] == [3]),
    "users_by_criteria_wildcard": (
        {"criteria[0][value]": "%u%@example.com"},
        lambda a, s: [u["id"] for u in a["users"]] == [3, 5, 6, 7],
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_request_gets_another_answer_computed(site: Any, name: str) -> None:
    changes, true_of = CHANGED[name]
    request = copy.deepcopy(ready(site, name)["request"])
    request["form"] |= changes
    answer = site.replayed(request)
    assert answer.status == 200
    assert true_of(answer.body, site.state), answer.body


def test_the_answer_follows_the_users_own_row(site: Any) -> None:
    """A value changed at the site is changed in the answer, so that nothing is a recording."""
    site.state.user("minh").lastaccess = 7
    site.state.user("minh").idnumber = "E-17"
    (shown,) = site.replayed(exchange("user_by_email")["request"]).body
    assert (shown["lastaccess"], shown["idnumber"]) == (7, "E-17")
