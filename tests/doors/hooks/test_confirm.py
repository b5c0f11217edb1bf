"""The confirmation page: opening it does nothing, pressing the button tells nothing."""

from __future__ import annotations

import pytest

TOKEN = "k" * 43


def test_a_mail_scanner_that_opens_the_link_confirms_nothing(door) -> None:
    for method in ("GET", "HEAD"):
        assert door.client.request(method, f"/confirm/{TOKEN}").status_code == 200
    assert door.tokens == []


def test_the_button_confirms(door) -> None:
    assert door.client.post(f"/confirm/{TOKEN}").status_code == 200
    assert door.tokens == [TOKEN]


def test_every_link_shows_the_same_pages(open_door) -> None:
    """Right, wrong, used: no answer tells whether an account exists."""
    answers = iter([True, False, False])
    door = open_door(confirm=lambda _token: next(answers))
    asked = {door.client.get(f"/confirm/{token}").text for token in (TOKEN, "wrong", "x" * 500)}
    told = {door.client.post(f"/confirm/{token}").text for token in (TOKEN, "wrong", TOKEN)}
    assert (len(asked), len(told)) == (1, 1)


def test_a_huge_token_is_not_even_looked_up(door) -> None:
    assert door.client.post(f"/confirm/{'x' * 5000}").status_code == 200
    assert door.tokens == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_link_leaks_nowhere(door, method) -> None:
    headers = door.client.request(method, f"/confirm/{TOKEN}").headers
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "server" not in headers


def test_the_page_works_without_script_and_in_both_languages(door) -> None:
    page = door.client.get(f"/confirm/{TOKEN}").text
    assert "<script" not in page
    assert page.count('<form method="post">') == 2
    assert "Yes, it was me" in page
    assert "Đúng, là tôi" in page
