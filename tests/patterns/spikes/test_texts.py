"""Every spike and every risk has its sentence in each language, which uses no number that is not there."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import Any

import pytest

from unticket.patterns.risks.sentence import KINDS as RISKS
from unticket.patterns.spikes.sentence import KINDS as SPIKES

SPECS = {"count", "share", "number", "duration", "day", "text"}


@pytest.fixture(params=["en", "vi"])
def texts(request: pytest.FixtureRequest) -> dict[str, Any]:
    file = resources.files("unticket.rendering") / "texts" / f"patterns.{request.param}.toml"
    return tomllib.loads(file.read_text("utf-8"))


@pytest.mark.parametrize(("section", "kinds"), [("spikes", SPIKES), ("risks", RISKS)])
def test_every_kind_has_words_that_use_only_its_numbers(
    texts: dict[str, Any], section: str, kinds: dict[str, frozenset[str]]
) -> None:
    assert set(texts[section]) == set(kinds)
    for kind, forms in texts[section].items():
        assert set(forms) in ({"text"}, {"one", "other"}), kind
        for sentence in forms.values():
            blanks = re.findall(r"\{(\w*):?(\w*)\}", sentence)
            assert {name for name, _ in blanks} <= kinds[kind], sentence
            assert {spec for _, spec in blanks} <= SPECS, sentence
