"""Vietnamese meets itself with and without tone marks; a text's language is known or said to be unknown."""

from __future__ import annotations

import pytest

from unticket.patterns.text.folding import fold
from unticket.patterns.text.language import language_of


def test_tone_marks_case_and_composition_do_not_matter() -> None:
    assert fold("Không ĐĂNG nhập được") == fold("khong dang  nhap duoc") == fold("Kho\u0302ng đăng nhập được")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Không vào được LMS", "vi"),
        ("em khong dang nhap duoc tai khoan", "vi"),
        ("I cannot log in to my account", "en"),
        ("The video of lesson 3 does not play", "en"),
        ("LMS 3", ""),
        ("", ""),
    ],
)
def test_language(text: str, language: str) -> None:
    assert language_of(text) == language
