"""Phrases say what their brackets and braces promise, and the banks hold together."""

from __future__ import annotations

import random
import re

import pytest

from unticket.demo.generator.bank import LANGUAGES, ROLES, bank
from unticket.demo.generator.desk_words import CATEGORIES, TAGS, TEAMS
from unticket.demo.generator.phrase import Words, parse, slots

GIVEN_BY_THE_WRITER = {
    "name", "first_name", "email", "class", "n", "other", "other_mail", "subject", "agent", "first",
}  # fmt: skip
CAUSES = bank().causes


def said(text: str, ways: dict[str, list[str]] | None = None, times: int = 200) -> set[str]:
    words = {name: tuple(parse(way) for way in found) for name, found in (ways or {}).items()}
    return {Words(random.Random(seed), words, {}).say(parse(text)) for seed in range(times)}


def test_a_phrase_is_said_in_each_of_its_ways_and_no_other():
    assert said("[I|We] [can't |]open[|ed [it|them]].") == {
        f"{who} {can}open{end}." for who in ("I", "We") for can in ("can't ", "") for end in ("", "ed it", "ed them")
    }


def test_a_word_stays_the_same_within_a_ticket_unless_its_name_ends_in_an_underscore():
    ways = {"room": ["101", "102"], "digit_": ["1", "2"]}
    assert said("{room}{room}", ways) == {"101101", "102102"}
    assert said("{digit_}{digit_}", ways) == {"11", "12", "21", "22"}


@pytest.mark.parametrize("text", ["[open", "closed]", "{open", "[a|{b]"])
def test_a_phrase_that_is_not_closed_is_refused(text: str):
    with pytest.raises(ValueError, match=r"."):
        parse(text)


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.id)
def test_every_word_that_a_cause_needs_is_there_for_every_writer(cause):
    for language in LANGUAGES:
        for role in ROLES:
            sayings = cause.sayings[language, role]
            ways = {**bank().words[language, role], **sayings.words}
            known = {*ways, *bank().details, *GIVEN_BY_THE_WRITER}
            phrases = [*sayings.subjects, *sayings.statements, *sayings.particulars, *sayings.asks, *sayings.notes,
                       *sayings.replies, *(way for found in ways.values() for way in found)]  # fmt: skip
            assert not {name for phrase in phrases for name in slots(phrase)} - known


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: cause.id)
def test_every_cause_uses_the_desks_own_words_and_tells_its_fix_in_both_languages(cause):
    assert set(cause.tags) <= set(TAGS)
    assert len(cause.tags) <= 3
    assert cause.team in TEAMS
    assert cause.category in (*CATEGORIES, "")
    assert sum(cause.roles) > 0
    assert set(cause.fixed) <= set(bank().details)
    for weight, role in zip(cause.roles, ROLES, strict=True):
        for said in (cause.sayings[language, role] for language in LANGUAGES if weight):
            assert said.subjects
            assert said.statements
            assert said.notes
            assert all(said.words.values())


def test_details_mean_the_same_at_the_same_place_in_both_languages():
    assert all(len(ways["en"]) == len(ways["vi"]) for ways in bank().details.values())


def test_there_are_many_recurring_causes_and_a_long_tail():
    assert sum(not cause.rare for cause in CAUSES) >= 25
    assert sum(cause.rare for cause in CAUSES) >= 30
    assert len({cause.id for cause in CAUSES}) == len(CAUSES)


def test_vietnamese_sayings_are_vietnamese():
    marked = re.compile(r"[ăâđêôơưáàảãạéèẻẽẹíìỉĩịóòỏõọúùủũụýỳỷỹỵấầẩẫậắằẳẵặếềểễệốồổỗộớờởỡợứừửữự]", re.IGNORECASE)
    for cause in CAUSES:
        assert all(marked.search(str(phrase)) for phrase in cause.sayings["vi", "parent"].statements), cause.id
