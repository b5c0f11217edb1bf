"""What is a login problem of the writer's own, what is not, and what is left to a person because it may be either."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unticket.patterns.text.folding import fold
from unticket.runbooks.login.classify import Outcome, classify
from unticket.runbooks.reading.said import Said

TEXTS = tomllib.loads(Path(__file__).with_name("texts.toml").read_text("utf-8"))


def outcome(text: str) -> Outcome:
    return classify(Said(text=text)).outcome


@pytest.mark.parametrize("text", TEXTS["login"])
def test_plain_login_problems(text: str) -> None:
    assert outcome(text) is Outcome.LOGIN


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in TEXTS["not_login"].items() for text in texts])
def test_other_matters_are_told_apart(kind: str, text: str) -> None:
    classified = classify(Said(text=text))
    assert (classified.outcome, classified.kind) == (Outcome.NOT_LOGIN, kind)


@pytest.mark.parametrize(("why", "text"), [(why, text) for why, texts in TEXTS["never_login"].items() for text in texts])
def test_what_must_never_be_a_clear_login(why: str, text: str) -> None:
    """Mentions in passing, other people, several matters, instructions, mockery: whatever else they are."""
    assert outcome(text) is not Outcome.LOGIN


@pytest.mark.parametrize("text", TEXTS["mentioned"]["only_mentioned"])
def test_a_mere_mention_is_doubtful(text: str) -> None:
    assert outcome(text) is Outcome.DOUBTFUL


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("HT20289", "video"),
        ("HT20290", "outage"),
        ("HT20291", "video"),
        ("HT20292", "login"),
        ("HT20293", "outage"),
        ("HT20294", "video"),
        ("HT20295", "report"),
        ("HT20296", "feature"),
    ],
)
def test_the_recorded_tickets_of_the_reference_week(number: str, expected: str) -> None:
    assert classify(Said(text=TEXTS["reference_week"][number])).kind == expected


def test_the_deciding_words_are_given_as_they_were_written() -> None:
    assert classify(Said(text="Em không đăng nhập được LMS ạ")).words == ("Em không đăng nhập được",)
    assert classify(Said(text="My pasword is wrong, I think")).words == ("My pasword is wrong",)


def test_somebody_elses_words_are_never_a_clear_login() -> None:
    assert classify(Said(text="I cannot log in", forwarded=True)).outcome is Outcome.DOUBTFUL


def test_a_long_text_is_doubtful_and_quickly_said_so() -> None:
    assert classify(Said(text="I cannot log in. " + "word " * 1_000_000)).outcome is Outcome.DOUBTFUL
    assert classify(Said(text="I cannot log in. " + "!.,;" * 1_000_000)).outcome is Outcome.DOUBTFUL


login_texts = st.sampled_from(TEXTS["login"])


@given(login_texts)
def test_tone_marks_do_not_matter(text: str) -> None:
    assert outcome(fold(text)) is not Outcome.NOT_LOGIN


@given(login_texts, st.sampled_from(["upper", "spaces", "greeting", "thanks", "please"]))
def test_what_does_not_change_the_meaning_does_not_change_the_outcome(text: str, how: str) -> None:
    changed = {
        "upper": text.upper(),
        "spaces": text.replace(" ", "  "),
        "greeting": f"Dear support team,\n{text}",
        "thanks": f"{text}\nThank you.",
        "please": f"{text}\nPlease help.",
    }[how]
    assert outcome(changed) is Outcome.LOGIN


DOUBTS = [text for texts in TEXTS["never_login"].values() for text in texts]
MATTERS = [text for kind, texts in TEXTS["not_login"].items() for text in texts if kind != "other"]


@pytest.mark.parametrize("other", [*DOUBTS, *MATTERS])
def test_nothing_outvotes_a_doubt_or_another_matter(other: str) -> None:
    """However plainly a login problem stands before or after it."""
    acted = [
        login
        for login in TEXTS["login"]
        for text in (f"{other}.\n{login}", f"{login}.\n{other}")
        if outcome(text) is Outcome.LOGIN
    ]
    assert not acted


@given(st.text())
def test_any_text_is_something(text: str) -> None:
    assert classify(Said(text=text)).because
