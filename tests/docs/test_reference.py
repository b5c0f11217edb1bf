"""Every command and setting is documented, and README stays short."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", DOCS / "reference.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_commands_md_is_what_the_commands_say(reference: ModuleType) -> None:
    assert (DOCS / "commands.md").read_text("utf-8") == reference.commands(), "run: make docs"


def test_settings_md_is_what_the_settings_say(reference: ModuleType) -> None:
    assert (DOCS / "settings.md").read_text("utf-8") == reference.settings(), "run: make docs"


def test_every_setting_has_a_description(reference: ModuleType) -> None:
    rows = [line for line in reference.settings().splitlines() if line.startswith("| `") and ".kind`" not in line]
    assert rows and not [row for row in rows if row.endswith("|  |")]


def test_every_command_shows_an_example(reference: ModuleType) -> None:
    parts = reference.commands().split("\n## ")[1:]
    assert len(parts) > 10
    assert not [part.splitlines()[0] for part in parts if not re.search(r"Examples?:|First steps:", part)]


def test_readme_is_under_eighty_lines() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) < 80


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [
        f"{page.name}: {link}"
        for page in [ROOT / "README.md", ROOT / "CHANGELOG.md", *DOCS.rglob("*.md")]
        for link in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8"))
        if "://" not in link and not (page.parent / link).exists()
    ]
    assert not broken


def test_decision_records_are_numbered_once_and_titled_by_their_decision() -> None:
    numbers = [re.fullmatch(r"(\d{4})-[a-z0-9-]+\.md", record.name) for record in sorted((DOCS / "decisions").iterdir())]
    assert numbers and all(numbers)
    found = [number[1] for number in numbers if number]
    assert len(found) == len(set(found))
