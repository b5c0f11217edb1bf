"""Hints and the guide name settings that exist."""

from __future__ import annotations

import re
from pathlib import Path

import unticket.connectors.odoo as odoo
from unticket.connectors.odoo.settings import OdooSettings

GUIDE = Path(__file__).parents[3] / "docs" / "connect-odoo.md"
SOURCE = [file.read_text("utf-8") for file in Path(odoo.__file__).parent.rglob("*.py")]


def test_every_setting_that_a_hint_names_exists() -> None:
    named = {name for text in SOURCE for name in re.findall(r"(?<!help)desk\.([a-z_]+)", text)}
    assert "url" in named
    assert named <= OdooSettings.model_fields.keys()


def test_every_setting_that_the_guide_names_exists() -> None:
    guide = GUIDE.read_text("utf-8")
    section = re.search(r"\[desk\]\n(.*?)```", guide, re.DOTALL)
    assert section
    named = set(re.findall(r"^([a-z_]+) = ", section[1], re.MULTILINE))
    named |= {name for name in re.findall(r"`([a-z_]+)(?: = [^`]+)?`", guide) if "_" in name and name != "helpdesk_mgmt"}
    assert {"url", "ca_file", "max_answer_mb"} <= named
    assert named <= OdooSettings.model_fields.keys()
