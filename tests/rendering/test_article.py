"""Articles as files: no markup of a ticket gets through, links lead to the desk, both languages have every sentence."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from unticket.plan.article import Article, Part, Sentence
from unticket.rendering.article import ArticleWriter
from unticket.rendering.texts import Texts, catalogue

HOSTILE = '<script>alert(1)</script> [x](javascript:alert(1)) "><img src=x>'
ARTICLE = Article(
    issue="P1",
    title=f"Video {HOSTILE}",
    parts={
        Part.SYMPTOM: (Sentence(kind="people_write", values={"words": HOSTILE}, tickets=("odoo:1", "odoo:2")),),
        Part.CAUSE: (Sentence(kind="cause_known", values={"words": "CDN failure"}),),
        Part.FIX: (Sentence(kind="fix_unknown"),),
    },
    tickets=("odoo:1", "odoo:2"),
)


def _writer(language: str) -> ArticleWriter:
    return ArticleWriter(
        Texts(language, "Asia/Ho_Chi_Minh"),
        {"odoo:1": "HT1"},
        {"odoo:1": 'https://desk.example/1?a="><b>'},
        opened=(date(2026, 2, 18), date(2026, 2, 20)),
    )


@pytest.mark.parametrize("language", ["en", "vi"])
def test_hostile_words_stay_words(language: str) -> None:
    page = _writer(language).html(ARTICLE).decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>" not in page
    assert re.findall(r'href="([^"]*)"', page) == ["https://desk.example/1?a=&quot;&gt;&lt;b&gt;"] * 2
    text = _writer(language).markdown(ARTICLE).decode()
    assert not re.search(r"(?<!\\)<(script|img|b>)", text)
    assert not re.search(r"(?<!\\)\]\(javascript", text)


def test_each_sentence_names_its_tickets_or_the_register() -> None:
    text = _writer("en").markdown(ARTICLE).decode()
    assert "[HT1](https://desk.example/1" in text
    assert "odoo:2" in text
    assert "CDN failure. (known-error register)" in text
    assert "To be written: no note says how it was put right.\n" in text


def test_both_languages_have_every_sentence() -> None:
    english, vietnamese = ({key for key in catalogue(one) if key.startswith("articles.")} for one in ("en", "vi"))
    assert english == vietnamese
    source = (Path(__file__).parents[2] / "src/unticket/plan/article.py").read_text("utf-8")
    kinds = set(re.findall(r'kind="(\w+)"', source)) | {f"{part}_unknown" for part in Part}
    known = {key.removeprefix("articles.sentences.").removesuffix(".one").removesuffix(".other") for key in english}
    assert kinds <= known
