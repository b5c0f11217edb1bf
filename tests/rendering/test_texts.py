"""The words of a report are there in every language, and filling them in trusts nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from unticket.rendering.figures import LANGUAGES
from unticket.rendering.texts import MissingText, Texts, catalogue
from unticket.reports.report import Insight

_BLANK = re.compile(r"\{(\w+)(?::(\w+))?\}")
_SPECS = {"moment", "role", "count", "share", "number", "duration", "change", "time", "day", "text", "stated"}


def _whole_keys(language: str) -> set[str]:
    """The keys, with those of one and other as one: Vietnamese has no plural."""
    return {re.sub(r"\.(one|other|text)$", "", key) for key in catalogue(language)}


def _blanks(language: str) -> dict[str, set[tuple[str, str]]]:
    """What is filled in, by key; a sentence for one ticket may leave its number out."""
    found: dict[str, set[tuple[str, str]]] = {}
    for key, text in catalogue(language).items():
        found.setdefault(re.sub(r"\.(one|other|text)$", "", key), set()).update(_BLANK.findall(text))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text(language: str) -> None:
    assert _whole_keys(language) == _whole_keys("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_what_the_english_text_does(language: str) -> None:
    english = _blanks("en")
    for key, blanks in _blanks(language).items():
        assert blanks == english[key], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_blank_says_a_known_kind_of_value(language: str) -> None:
    kinds = {kind for text in catalogue(language).values() for _, kind in _BLANK.findall(text)}
    assert kinds <= _SPECS | {""}


def test_a_missing_text_is_loud_here_and_its_key_for_a_reader() -> None:
    with pytest.warns(MissingText, match=r"no\.such"):
        assert Texts("en")("no.such.text") == "no.such.text"
    with pytest.warns(MissingText, match="unheard_of"):
        assert Texts("vi").insight(Insight(kind="unheard_of")) == "insights.unheard_of"


def test_a_text_that_only_english_has_is_read_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    for language in LANGUAGES:
        known = catalogue(language)
        without = {key: text for key, text in known.items() if language == "en" or key != "page.evidence"}
        monkeypatch.setitem(_PATCHED, language, without)
    monkeypatch.setattr("unticket.rendering.texts.catalogue", _PATCHED.get)
    with pytest.warns(MissingText, match=r"vi has no text"):
        assert Texts("vi")("page.evidence") == "Tickets behind each figure"


_PATCHED: dict[str, dict[str, str]] = {}


def test_an_unknown_language_is_english() -> None:
    assert Texts("xx")("page.comment") == "Comment"
    assert Texts("../en")("page.comment") == "Comment"


def test_one_ticket_is_not_one_tickets() -> None:
    assert Texts("en")("count.tickets", count=1) == "1 ticket"
    assert Texts("en")("count.tickets", count=1200) == "1,200 tickets"
    assert Texts("vi")("count.tickets", count=1) == "1 phiếu"


def test_a_value_that_looks_like_a_blank_is_only_text() -> None:
    said = Texts("en")("page.team", team="{count:count} {0.__class__} %s")
    assert said == "Team: {count:count} {0.__class__} %s"


def test_a_value_that_was_not_given_is_a_dash_and_loud() -> None:
    with pytest.warns(MissingText, match="'team'"):
        assert Texts("en")("page.team") == "Team: –"


def test_a_number_in_a_sentence_follows_the_language() -> None:
    texts = Texts("vi")
    assert texts.figures.write("duration", timedelta(minutes=397)) == "6,6 giờ"
    assert texts.figures.write("share", 0.375) == "37,5 %"
