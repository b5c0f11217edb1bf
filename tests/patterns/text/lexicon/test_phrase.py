"""A phrase written short stands for all its wordings, and a mistake in one is told."""

from __future__ import annotations

import pytest

from unticket.patterns.text.lexicon.phrase import wordings
from unticket.patterns.text.lexicon.phrase_tree import PhraseTree
from unticket.patterns.text.tokens import tokens


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("play(|s|ing)", {"play", "plays", "playing"}),
        ("(the |)video", {"the video", "video"}),
        (
            "{no} ~ (play|open(|s))",
            {"not ~ play", "not ~ open", "not ~ opens", "never ~ play", "never ~ open", "never ~ opens"},
        ),
        ("a ((b|c) d|e)", {"a b d", "a c d", "a e"}),
    ],
)
def test_all_wordings(phrase: str, expected: set[str]) -> None:
    assert {" ".join(words) for words in wordings(phrase, {"no": "not|never"})} == expected


@pytest.mark.parametrize("phrase", ["play(s", "play)s", "{unknown} play", "play ~", "~ play", "(a|~) b"])
def test_a_mistake_is_told(phrase: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        wordings(phrase, {})


def found(tree: PhraseTree, text: str) -> list[tuple[str, ...]]:
    return [tuple(one.meanings) for one in tree.find(tokens(text))]


def tree(**phrases: str) -> PhraseTree:
    made = PhraseTree()
    for meaning, phrase in phrases.items():
        made.add(phrase.split(), meaning.strip("_"))
    return made


def test_the_longest_phrase_wins() -> None:
    assert found(tree(slow="slow", internet="slow internet"), "a slow internet, a slow page") == [("internet",), ("slow",)]


def test_a_gap_takes_up_to_three_words_of_one_sentence_and_no_not() -> None:
    down = tree(outage="system ~ down")
    assert found(down, "the system down") == found(down, "system is now quite down") == [("outage",)]
    assert found(down, "system that we all use down") == []
    assert found(down, "the system. Scroll down") == []
    assert found(down, "the system is not down") == []


def test_marks_tell_words_apart_where_they_are_written() -> None:
    slow = tree(slow="rất chậm")
    for text in ("rất chậm", "rat cham", "RẤT CHẬM", "rất châm"):
        assert found(slow, text) == [("slow",)], text
    for text in ("rất chấm", "rạt chậm", "rat cham".replace("a", "ạ")):
        assert found(slow, text) == [], text


def test_one_syllable_must_have_its_marks() -> None:
    roach = tree(cleaning="gián")
    assert found(roach, "phòng có gián") == [("cleaning",)]
    assert found(roach, "hết thời gian chờ rồi ạ") == found(roach, "phong co gian") == []


def test_what_means_nothing_covers_its_words() -> None:
    covering = tree(slow="slow", _="please slow down")
    assert found(covering, "please slow down") == []


def test_numbers_and_times_stand_for_themselves() -> None:
    due = tree(hour="before #time", count="before # pm")
    assert found(due, "before 15:00") == found(due, "before 15h") == found(due, "before 3pm") == [("hour",)]
    assert found(due, "before 3 pm") == [("count",)]
    assert found(due, "before 20 people") == []
