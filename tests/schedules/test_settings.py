"""What stands in [[schedules]] is checked before anything is sent, and faults are named as everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from unticket.model.errors import ConfigurationError
from unticket.settings import Settings, load, validated

GOOD = {"name": "weekly", "report": "weekly", "to": ["ada@school.example"], "tell": ["theo@school.example"]}


def checked(**said: Any) -> Settings:
    return validated(Settings, {"schedules": [GOOD | said]}, "unticket.toml")


def test_a_schedule_takes_the_houses_language_zone_and_monday_at_seven_by_default() -> None:
    (found,) = checked().schedules
    assert (found.at, found.weekday, found.language, found.timezone, found.forms) == (
        "07:00",
        "monday",
        None,
        "",
        ("pdf", "xlsx"),
    )


@pytest.mark.parametrize(
    "address",
    [
        "Ada <ada@school.example>",
        "ada@school.example\r\nBcc: otto@evil.example",
        "ada@school.example,otto@evil.example",
        '"ada@school.example" <otto@evil.example>',
        "ada@school.example\0",
        "ada",
        "adа@school.example",  # a Cyrillic letter
        "",
    ],
)
@pytest.mark.parametrize("field", ["to", "tell"])
def test_an_address_that_is_none_or_hides_another_is_refused_without_repeating_it(field: str, address: str) -> None:
    with pytest.raises(ConfigurationError, match=f"schedules.0.{field}") as caught:
        checked(**{field: ["ada2@school.example", address]})
    assert "evil" not in str(caught.value)


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"to": []}, "schedules.0.to"),
        ({"tell": []}, "schedules.0.tell"),
        ({"to": ["ada@school.example", "ADA@school.example"]}, "names somebody twice"),
        ({"name": "../etc"}, "schedules.0.name"),
        ({"name": "a:b"}, "schedules.0.name"),
        ({"name": "Weekly\n"}, "schedules.0.name"),
        ({"at": "7 o'clock"}, "write it as 07:00"),
        ({"at": "24:00"}, "write it as 07:00"),
        ({"weekday": "caturday"}, "is no day of the week"),
        ({"report": "hourly"}, "schedules.0.report"),
        ({"forms": ["exe"]}, "schedules.0.forms"),
        ({"timezone": "Mars/Olympus"}, "Mars/Olympus"),
        ({"lnguage": "vi"}, "did you mean 'language'"),
    ],
)
def test_a_fault_is_named_with_its_place(said: dict[str, Any], fault: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        checked(**said)
    assert fault in str(caught.value)


def test_two_schedules_of_one_name_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="two have the same name"):
        validated(Settings, {"schedules": [GOOD, GOOD]}, "unticket.toml")


def test_a_schedule_is_set_from_the_environment_by_its_name(make_house: Callable[..., Any]) -> None:
    file = make_house().folder / "unticket.toml"
    (found,) = load(file, {"UNTICKET_SCHEDULES__DAILY-ADA__AT": "08:15"}).schedules
    assert found.at == "08:15"
