"""What docs/connect-scim-ldap.md shows works as it stands there, key aside."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from unticket.connectors.http_accounts import CONNECTORS as HTTP_ACCOUNTS
from unticket.connectors.ldap import CONNECTORS as LDAP
from unticket.connectors.scim import CONNECTORS as SCIM

PAGE = (Path(__file__).parents[3] / "docs" / "connect-scim-ldap.md").read_text("utf-8")
KNOWN = {(found.role, found.kind): found.settings for found in (*SCIM, *LDAP, *HTTP_ACCOUNTS)}


def _shown() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for block in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL):
        ((role, section),) = tomllib.loads(block).items()
        found.append((role, section[0] if isinstance(section, list) else section))
    return found


@pytest.mark.parametrize(("role", "section"), _shown(), ids=lambda value: value if isinstance(value, str) else value["kind"])
def test_its_settings_are_settings(role: str, section: dict[str, Any]) -> None:
    secret = {"password": "x"} if section["kind"] == "ldap" else {"token": "x"}
    KNOWN[role, section["kind"]](**section | secret)


def test_it_shows_every_connector() -> None:
    assert {(role, section["kind"]) for role, section in _shown()} == set(KNOWN)
