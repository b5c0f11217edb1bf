"""What docs/connect-hr.md shows works as it stands there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from unticket.connectors.odoo import CONNECTORS as ODOO
from unticket.connectors.roster_file import CONNECTORS as ROSTER
from unticket.connectors.roster_file.headings import known_field
from unticket.connectors.roster_file.settings import RosterFileSettings

PAGE = (Path(__file__).parents[3] / "docs" / "connect-hr.md").read_text("utf-8")
KNOWN = {connector.kind: connector for connector in (*ODOO, *ROSTER) if connector.role == "hr"}
COLUMNS = re.findall(r"^\| `(\w+)` \| (.*?) \|", PAGE, re.MULTILINE)


def test_the_sections_shown_are_valid() -> None:
    (shown,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    sections = tomllib.loads(shown)["hr"]
    assert {section["kind"] for section in sections} == {"odoo", "roster_file"}
    for section in sections:
        secret = {"api_key": "k" * 40} if section["kind"] == "odoo" else {}
        KNOWN[section["kind"]].settings(**section, **secret)


@pytest.mark.parametrize(("field", "told"), COLUMNS)
def test_every_heading_shown_is_known(field: str, told: str) -> None:
    plain, _, parts = re.sub(r" \(.*?\)", "", told).partition("; or ")
    assert {known_field(heading) for heading in plain.split(", ")} == {field}
    for heading in re.split(", | and ", parts) if parts else ():
        assert known_field(heading) in {"given_name", "family_name"}


def test_the_defaults_told_are_the_defaults() -> None:
    told = re.findall(r"`(max_age_days|most_shrink)` \(([\d.]+)( %)?\)", PAGE)
    assert len(told) == 2
    for setting, number, percent in told:
        default = RosterFileSettings.model_fields[setting].default
        assert default * (100 if percent else 1) == pytest.approx(float(number))
