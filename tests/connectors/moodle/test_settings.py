"""Settings refuse what would leak the token or reach the wrong place, and take what people really paste."""

from __future__ import annotations

from typing import Any

import pytest

from unticket.connectors.moodle.settings import MoodleSettings
from unticket.model.errors import ConfigurationError
from unticket.settings import validated

TOKEN = "0123456789abcdef0123456789abcdef"


def made(**values: Any) -> MoodleSettings:
    return validated(MoodleSettings, {"kind": "moodle", "url": "https://lms.school.example", "token": TOKEN} | values, "[lms]")


@pytest.mark.parametrize("url", ["http://lms.school.example", "http://127.0.0.1.evil.example", "http://localhost.evil.example"])
def test_an_unencrypted_address_of_another_machine_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="https"):
        made(url=url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:8080"])
def test_loopback_needs_no_encryption(url: str) -> None:
    assert made(url=url).url == url


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/login/index.php",
        "/my/",
        "/admin/search.php?query=token",
        "/course/view.php?id=2",
        "/webservice/rest/server.php",
    ],
)
def test_an_address_copied_from_the_browser_is_cut_back_to_the_site(path: str) -> None:
    assert made(url=f" https://lms.school.example{path} ").url == "https://lms.school.example"


def test_a_moodle_below_a_path_keeps_it() -> None:
    assert made(url="https://school.example/moodle/").url == "https://school.example/moodle"


@pytest.mark.parametrize("url", ["lms.school.example", "ftp://lms.school.example", "https://", ""])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="url"):
        made(url=url)


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(ConfigurationError, match="token") as caught:
        made(url="https://bot:hunter2@lms.school.example")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("token", ["", "  ", "two words", "tökén", "a\nb"])
def test_what_is_no_token_is_refused_and_not_repeated(token: str) -> None:
    with pytest.raises(ConfigurationError, match="token") as caught:
        made(token=token)
    assert not token.strip() or token not in str(caught.value)


def test_the_token_stands_in_no_repr() -> None:
    settings = made(token=f" {TOKEN}\n")
    assert settings.token.get_secret_value() == TOKEN
    assert TOKEN not in repr(settings)
    assert TOKEN not in settings.model_dump_json()


def test_the_environment_gives_lists_as_words() -> None:
    assert made(administrators="admin, head").administrators == ("admin", "head")
    assert made(administrators="").administrators == ()
    assert made().administrators is None


def test_an_unknown_setting_is_named_with_its_nearest() -> None:
    with pytest.raises(ConfigurationError, match="did you mean 'token'"):
        made(tokn="x")
