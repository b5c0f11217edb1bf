"""Settings refuse what would leak the key or reach the wrong place, and take what people really paste."""

from __future__ import annotations

from typing import Any

import pytest

from unticket.connectors.odoo.settings import OdooSettings
from unticket.model.errors import ConfigurationError
from unticket.settings import validated

KEY = "0123456789abcdef0123456789abcdef01234567"


def made(**values: Any) -> OdooSettings:
    return validated(OdooSettings, {"kind": "odoo", "url": "https://odoo.school.example", "api_key": KEY} | values, "[desk]")


def test_an_unencrypted_address_of_another_machine_is_refused_unless_allowed() -> None:
    with pytest.raises(ConfigurationError, match="https"):
        made(url="http://odoo.school.example")
    assert made(url="http://odoo.school.example", allow_http=True).url == "http://odoo.school.example"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8069", "http://localhost:8069", "http://[::1]:8069", "http://127.9.9.9"])
def test_loopback_needs_no_encryption(url: str) -> None:
    assert made(url=url).url == url


@pytest.mark.parametrize("url", ["http://127.0.0.1.evil.example", "http://localhost.evil.example", "http://2130706433x"])
def test_what_only_looks_like_loopback_is_not(url: str) -> None:
    with pytest.raises(ConfigurationError, match="https"):
        made(url=url)


@pytest.mark.parametrize("path", ["", "/", "/web", "/web/login", "/odoo", "/odoo/helpdesk/12", "/odoo?debug=1", "/web#id=3"])
def test_an_address_copied_from_the_browser_is_cut_back_to_the_server(path: str) -> None:
    assert made(url=f" https://odoo.school.example{path} ").url == "https://odoo.school.example"


def test_an_odoo_below_a_path_keeps_it() -> None:
    assert made(url="https://school.example/erp/").url == "https://school.example/erp"


@pytest.mark.parametrize(
    "url", ["odoo.school.example", "ftp://odoo.school.example", "https://", "", "https://x:99999", "https://[::1"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError, match="url"):
        made(url=url)


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(ConfigurationError, match="api_key") as caught:
        made(url="https://bot:hunter2@odoo.school.example")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("key", ["", "  ", "two words", "kéy", "a\nb"])
def test_what_is_no_key_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(ConfigurationError, match="api_key") as caught:
        made(api_key=key)
    assert not key.strip() or key not in str(caught.value)


def test_the_key_stands_in_no_repr() -> None:
    settings = made(api_key=f" {KEY}\n")
    assert settings.api_key.get_secret_value() == KEY
    assert KEY not in repr(settings)
    assert KEY not in settings.model_dump_json()


def test_the_environment_gives_words_for_numbers_and_answers() -> None:
    settings = made(page_size="500", allow_http="true", overlap_minutes="15", time_out_seconds="2.5", protocol="json2")
    assert (settings.page_size, settings.allow_http, settings.overlap_minutes) == (500, True, 15)
    assert (settings.time_out_seconds, settings.protocol) == (2.5, "json2")


def test_an_unknown_setting_is_named_with_its_nearest() -> None:
    with pytest.raises(ConfigurationError, match="did you mean 'database'"):
        made(databse="x")
