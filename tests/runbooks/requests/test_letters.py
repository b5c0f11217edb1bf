"""The letters say what the owner has set, in the requester's language, and never a word of the ticket."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from unticket.app.acting import Acting
from unticket.app.acting_runbooks import RUNBOOKS
from unticket.model.errors import ConfigurationError
from unticket.settings import Settings, validated

RUNBOOK_SETTINGS: dict[str, Any] = {
    "feature_request": {
        "stages": {"product": "Product list"},
        "product_link": "https://help.school.example/wishes",
    },
    "report_request": {
        "domains": "school.example",
        "reports": [
            {
                "name": "attendance",
                "title": "Attendance by class",
                "title_vi": "Điểm danh theo lớp",
                "words": ["attendance", "điểm danh"],
                "holds": "Absences of each class.",
                "holds_vi": "Số buổi vắng của từng lớp.",
                "schedule": "monday",
            }
        ],
    },
}
SCHEDULE = {"name": "monday", "report": "weekly", "at": "06:30", "to": "theo@school.example", "tell": "theo@school.example"}


def settings(**runbooks: Any) -> Settings:
    chosen = {name: {**RUNBOOK_SETTINGS[name], **runbooks.get(name, {})} for name in RUNBOOK_SETTINGS}
    return validated(Settings, {"runbooks": chosen, "schedules": [SCHEDULE]}, "here")


def letter(runbook: str, template: str, language: str, **how: Any) -> Any:
    chosen = settings(**how.pop("changes", {}))
    letters = RUNBOOKS[runbook](chosen, Acting(chosen)).letters()
    return letters(template, to="cora@school.example", language=language, reference="HT7", message_id="<7@x>", **how)


def test_who_wished_is_thanked_and_led_to_the_list() -> None:
    mail = letter("feature_request", "thanks", "en")
    assert mail.subject == "[HT7] Thank you for your suggestion"
    assert "https://help.school.example/wishes" in mail.text and "HT7 stays open" in mail.text
    assert "đã góp ý" in letter("feature_request", "thanks", "vi").text


def test_it_says_so_where_the_ticket_is_closed() -> None:
    closes = {"feature_request": {"after": "close", "stages": {"resolved": "Done"}, "product_tag": "wish"}}
    assert "HT7 is closed" in letter("feature_request", "thanks", "en", changes=closes).text


def test_who_needs_a_report_is_told_what_it_holds_and_how_our_own_schedule_brings_it() -> None:
    mail = letter("report_request", "where", "both", about="attendance")
    assert "“Attendance by class”" in mail.text and "every Monday at 06:30, by mail" in mail.text
    assert "“Điểm danh theo lớp”" in mail.text and "thứ Hai hằng tuần lúc 06:30" in mail.text
    assert mail.attachments == ()


@pytest.mark.parametrize("runbook", ["feature_request", "report_request"])
def test_the_neutral_letter_is_that_of_every_runbook(runbook: str) -> None:
    assert letter(runbook, "escalated", "en").subject == "[HT7] A colleague is taking care of your request"


def test_nothing_can_be_put_into_a_header() -> None:
    chosen = settings()
    letters = RUNBOOKS["feature_request"](chosen, Acting(chosen)).letters()
    mail = letters(
        "thanks", to="cora@school.example", language="en", reference="HT7\r\nBcc: all@school.example", message_id="<7>"
    )
    assert "\n" not in mail.subject and "\r" not in mail.subject


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"feature_request": {"stages": {}}}, "name the product list"),
        ({"feature_request": {"after": "close"}}, "stages.resolved is needed"),
        ({"feature_request": {"product_link": "http://help.school.example"}}, "https"),
        ({"report_request": {"domains": ""}}, "domains is needed"),
        ({"report_request": {"reports": []}}, "at least 1"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        settings(**changes)


def test_a_report_with_personal_data_is_for_nobody_in_particular() -> None:
    open_to_all = [{**RUNBOOK_SETTINGS["report_request"]["reports"][0], "audience": "anyone"}]
    with pytest.raises(ConfigurationError, match="holds personal data"):
        settings(report_request={"reports": open_to_all})


def test_a_schedule_that_there_is_not_is_said(tmp_path: Path) -> None:
    other = [{**RUNBOOK_SETTINGS["report_request"]["reports"][0], "schedule": "no-such"}]
    chosen = settings(report_request={"reports": other})
    with pytest.raises(ConfigurationError, match="no-such"):
        RUNBOOKS["report_request"](chosen, Acting(chosen)).freshness_policy()


def test_without_a_section_they_take_no_part_and_cannot_be_promoted(tmp_path: Path) -> None:
    acting = Acting(validated(Settings, {"folder": tmp_path}, "here"))
    try:
        assert acting.set_up == ()
        assert [str(acting.standing(name).mode) for name in ("feature_request", "report_request")] == ["off", "off"]
    finally:
        acting.close()
