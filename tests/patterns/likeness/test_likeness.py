"""How alike two tickets are: by what is wrong with what, before by how it is worded."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest

from unticket.model.ticket import Stage, Ticket
from unticket.patterns.likeness.distinct import distinct
from unticket.patterns.likeness.likeness import FEATURES, Likeness
from unticket.patterns.likeness.neighbours import SCHEMA, neighbours
from unticket.patterns.text.reading import read_texts

OPENED = datetime(2026, 2, 18, tzinfo=UTC)
SAID = (
    ("Video in lesson 3 does not play", "It keeps buffering."),
    ("Lesson 3 video keeps buffering", "Nobody can watch it."),
    ("Video bài 3 không xem được", "Cứ xoay mãi."),
    ("Printer out of toner", "The printer in room 12 has no toner."),
    ("Cannot log in", "My password is not accepted."),
)


def read(*said: tuple[str, str]) -> pl.DataFrame:
    new = Stage(id="1", name="New")
    return read_texts(
        Ticket(key=f"x:{number}", reference="", subject=subject, body=body, stage=new, opened_at=OPENED, changed_at=OPENED)
        for number, (subject, body) in enumerate(said)
    )


@pytest.fixture(scope="module")
def texts() -> pl.DataFrame:
    return read(*SAID)


@pytest.fixture(scope="module")
def alike(texts) -> np.ndarray:
    features = Likeness.fit(texts).features(texts)
    return (features @ features.T).toarray()


def test_a_text_is_wholly_like_itself_and_none_is_more_than_that(alike) -> None:
    assert np.allclose(np.diag(alike), 1, atol=1e-5)
    assert alike.min() >= 0
    assert alike.max() <= 1 + 1e-5


def test_one_trouble_in_other_words_or_another_language_is_more_alike_than_two_troubles(alike) -> None:
    same = min(alike[0, 1], alike[0, 2], alike[1, 2])
    other = max(alike[row, column] for row in range(3) for column in (3, 4))
    assert same > 2 * other


def test_tone_marks_and_letter_case_do_not_matter() -> None:
    pair = read(("Không đăng nhập được", "Quên mật khẩu"), ("KHONG DANG NHAP DUOC", "quen mat khau"))
    features = Likeness.fit(pair).features(pair)
    assert (features[0] @ features[1].T).toarray()[0, 0] > 0.99


def test_new_texts_need_no_new_fit_and_read_alone_or_together_give_the_same(texts) -> None:
    likeness = Likeness.fit(texts.head(3))
    together, alone = likeness.features(texts), likeness.features(texts.tail(1))
    assert together.shape == (5, FEATURES)
    assert abs(together[4] - alone[0]).max() < 1e-6


def test_a_flood_of_one_text_teaches_no_more_than_the_text_once(texts) -> None:
    flood = pl.concat([texts, *[texts.head(1)] * 50])
    assert Likeness.fit(flood).texts == Likeness.fit(texts).texts
    assert abs(Likeness.fit(flood).features(texts) - Likeness.fit(texts).features(texts)).max() == 0


def test_a_text_that_says_nothing_is_like_none(texts) -> None:
    nothing = Likeness.fit(texts).features(read(("", "")))
    assert nothing.nnz == 0


def test_what_two_texts_share_is_told_by_what_they_name_first(texts) -> None:
    rows = texts.to_dicts()
    shared = Likeness.fit(texts).shared(rows[0], rows[1])
    assert shared[0] == "lesson 3"
    assert "playback" in shared
    assert Likeness.fit(texts).shared(rows[0], rows[3]) == ()


def test_neighbours_are_the_most_alike_others_best_first(texts, alike) -> None:
    features = Likeness.fit(texts).features(texts)
    found = neighbours(features, 2, 0.2)
    assert found.schema == SCHEMA
    assert found.filter(pl.col("row") == pl.col("other")).height == 0
    for row in range(5):
        best = [other for other in np.argsort(-alike[row]) if other != row and alike[row, other] >= 0.2][:2]
        assert found.filter(pl.col("row") == row)["other"].to_list() == best


def test_neighbours_among_others_may_be_the_text_itself(texts) -> None:
    features = Likeness.fit(texts).features(texts)
    found = neighbours(features[:2], 1, 0.5, among=features)
    assert found["other"].to_list() == [0, 1]


def test_texts_that_say_the_same_in_another_order_or_with_another_counter_are_one() -> None:
    found = distinct(read(("Printer jam", "Paper jam 17"), ("printer JAM", "paper jam 18"), ("Wifi", "no wifi"), ("", "")))
    assert found.texts.height == 2
    assert sorted(found.sizes.to_list()) == [1, 2]
    assert found.places["key"].to_list() == ["x:0", "x:1", "x:2"]


def test_the_order_of_distinct_texts_depends_on_what_they_say_alone(texts) -> None:
    turned = distinct(texts.reverse()).texts["key"].to_list()
    assert turned == distinct(texts).texts["key"].to_list()
    less = distinct(texts.filter(pl.col("key") != "x:3")).texts["key"].to_list()
    assert less == [key for key in turned if key != "x:3"]
