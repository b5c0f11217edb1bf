"""What a description of a platform may say: three operations at one https host, and nothing but an address or id filled in."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from pydantic import ValidationError

from unticket.connectors.http_accounts.settings import HttpAccountsSettings


def _described(school: Any, place: tuple[str, ...], value: Any) -> dict[str, Any]:
    whole = deepcopy(school.DESCRIBED) | {"url": "https://lms.school.example", "token": "abc"}
    inner = whole
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return whole


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("url",), "http://lms.school.example"),
        (("look_up", "path"), "https://evil.example/?q={email}"),
        (("look_up", "path"), "//evil.example/?q={email}"),
        (("look_up", "path"), "/api/people"),
        (("look_up", "path"), "/api/{email}/{email}"),
        (("look_up", "path"), "/api/{id}"),
        (("look_up", "path"), "/api/{email.__class__}"),
        (("look_up", "path"), "/api?q={email}#x"),
        (("look_up", "by_id"), "/api/../{id}"),
        (("look_up", "by_id"), "/api/{email}"),
        (("look_up", "accounts"), "data.items"),
        (("reactivate", "method"), "DELETE"),
        (("reactivate", "method"), "GET"),
        (("reactivate", "path"), "/api/people"),
        (("reactivate", "body"), {"to": "{email}"}),
        (("reactivate", "body"), {"{token}": "x"}),
        (("reactivate", "body"), {"deep": [{"to": "{subject}"}]}),
        (("reactivate", "headers"), {"x": "y"}),
        (("fields", "status"), ""),
        (("fields", "shoe_size"), "/x"),
        (("enabled_words",), []),
        (("disabled_words",), ["shut", "OPEN"]),
        (("token_header",), "X-Key: a\r\nB"),
        (("token_prefix",), "Bearer\r\nX: y"),
        (("own_passwords",), ["manual"]),
    ],
)
def test_what_leads_elsewhere_or_cannot_be_decided_is_refused(place: tuple[str, ...], value: Any, school: Any) -> None:
    HttpAccountsSettings(**_described(school, ("url",), "https://lms.school.example"))
    with pytest.raises(ValidationError):
        HttpAccountsSettings(**_described(school, place, value))
