"""Settings come from the file, from secret files beside it and from the environment; every fault is named with its mend."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from unticket.app import Unticket
from unticket.model.errors import ConfigurationError
from unticket.settings import load


def test_the_environment_wins_over_secret_files_and_these_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "unticket.toml"
    file.write_text('timezone = "Europe/Warsaw"\nlanguage = "vi"\n[desk]\nkind = "odoo"\napi_key = "from the file"\n')
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "desk__api_key").write_text("from the secret file\n")
    (secrets / "desk__api_key").chmod(0o600)
    found = load(file, {"UNTICKET_TIMEZONE": "Asia/Ho_Chi_Minh"})
    assert (found.timezone, found.language) == ("Asia/Ho_Chi_Minh", "vi")
    assert found.desk["api_key"] == "from the secret file"
    assert load(file, {"UNTICKET_DESK__API_KEY": "from outside"}).desk["api_key"] == "from outside"


def test_a_secret_that_others_may_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "unticket.toml").write_text("")
    (tmp_path / "secrets").mkdir()
    secret = tmp_path / "secrets" / "desk__api_key"
    secret.write_text("key")
    secret.chmod(0o644)
    with pytest.raises(ConfigurationError) as refused:
        load(tmp_path / "unticket.toml", {})
    assert "chmod 600" in refused.value.hint
    assert "key" not in str(refused.value).replace("desk__api_key", "")


def test_one_of_several_directories_gets_its_secret_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "unticket.toml"
    file.write_text('[[hr]]\nkind = "ldap"\nname = "staff"\n[[hr]]\nkind = "scim"\nname = "students"\n')
    found = load(file, {"UNTICKET_HR__STUDENTS__TOKEN": "secret"})
    assert [section.get("token") for section in found.hr] == [None, "secret"]
    with pytest.raises(ConfigurationError) as refused:
        load(file, {"UNTICKET_HR__PARENTS__TOKEN": "secret"})
    assert "staff, students" in refused.value.hint
    assert "secret" not in str(refused.value)


def test_directories_can_come_from_the_environment_alone() -> None:
    found = load(None, {"UNTICKET_HR__STAFF__KIND": "ldap", "UNTICKET_HR__STAFF__URL": "ldaps://ldap.example"})
    assert [dict(section) for section in found.hr] == [{"name": "staff", "kind": "ldap", "url": "ldaps://ldap.example"}]


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"UNTICKET_TIME_ZONE": "UTC"}, "did you mean 'timezone'"),
        ({"UNTICKET_WEEK_START": "someday"}, "someday"),
        ({"UNTICKET_TIMEZONE__X": "1"}, "timezone"),
        ({"UNTICKET_TIMEZONE_FILE": "/nowhere/at/all"}, "UNTICKET_TIMEZONE_FILE"),
    ],
)
def test_a_wrong_setting_is_named(environment: dict[str, str], says: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        load(None, environment)
    assert says in str(refused.value)


def test_a_missing_secret_says_where_it_goes() -> None:
    settings = load(
        None, {"UNTICKET_DESK__KIND": "odoo", "UNTICKET_DESK__URL": "https://desk.example", "UNTICKET_DESK__DATABASE": "x"}
    )
    with pytest.raises(ConfigurationError) as refused:
        _ = Unticket(settings).desk
    assert "UNTICKET_DESK__API_KEY" in refused.value.hint
    assert "secrets/desk__api_key" in refused.value.hint


def test_the_calendar_and_the_working_hours_of_patterns_are_read(tmp_path: Path) -> None:
    file = tmp_path / "unticket.toml"
    file.write_text(
        '[patterns]\nworking_hours = ["monday-friday 8:00-12:00", "monday 13:00-17:00"]\n'
        'holidays = ["2026-02-16..2026-02-18 Tết Nguyên đán", "2026-04-30"]\n'
    )
    found = load(file, {"UNTICKET_PATTERNS__EXAMS": "2026-05-18..2026-05-19, 2026-06-01"}).patterns
    assert found.hours[0] == ((time(8), time(12)), (time(13), time(17)))
    assert found.hours[4] == ((time(8), time(12)),)
    assert 5 not in found.hours
    assert found.days("holidays") == (
        (date(2026, 2, 16), date(2026, 2, 18), "Tết Nguyên đán"),
        (date(2026, 4, 30), date(2026, 4, 30), ""),
    )
    assert [day.first for day in found.days("exams")] == [date(2026, 5, 18), date(2026, 6, 1)]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("WORKING_HOURS", "weekdays 8 to 5"),
        ("WORKING_HOURS", "monday 17:00-08:00"),
        ("WORKING_HOURS", "friday-monday 08:00-17:00"),
        ("WORKING_HOURS", "monday 08:00-25:00"),
        ("HOLIDAYS", "16/02/2026"),
        ("TERMS", "2026-05-31..2026-01-05"),
        ("HOURLY_RATE", "-1"),
        ("HOURLY_RAT", "1"),
    ],
)
def test_a_wrong_setting_of_patterns_is_named(setting: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        load(None, {f"UNTICKET_PATTERNS__{setting}": said})
    assert setting.lower() in str(refused.value)
