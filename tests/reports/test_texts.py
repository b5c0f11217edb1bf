"""Everything that a report can say or measure has its words in every language, and they use no number that is not carried."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import Any

import pytest

from unticket.reports.insights import KINDS
from unticket.reports.measures import UNITS

SPECS = {"moment", "count", "share", "number", "duration", "change", "time", "day", "text", "stated"}


@pytest.fixture(params=["en", "vi"])
def texts(request: pytest.FixtureRequest) -> dict[str, Any]:
    file = resources.files("unticket.rendering") / "texts" / f"insights.{request.param}.toml"
    return tomllib.loads(file.read_text("utf-8"))


def test_every_kind_and_every_measure_has_words_and_no_words_are_left_over(texts: dict[str, Any]) -> None:
    assert set(texts["insights"]) == set(KINDS)
    assert set(texts["measures"]) == set(UNITS)


def test_a_sentence_uses_only_numbers_that_its_insight_carries(texts: dict[str, Any]) -> None:
    for kind, forms in texts["insights"].items():
        assert set(forms) in ({"text"}, {"one", "other"}), kind
        for sentence in forms.values():
            blanks = re.findall(r"\{(\w*):?(\w*)\}", sentence)
            assert {name for name, _ in blanks} <= KINDS[kind], sentence
            assert {spec for _, spec in blanks} <= SPECS, sentence
