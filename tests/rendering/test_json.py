"""The JSON of a report keeps to its published schema."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from importlib import resources
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from unticket.rendering.json import render_json
from unticket.reports.report import Report, Row, WeeklyReport

SCHEMA = json.loads((resources.files("unticket.rendering") / "schemas" / "report.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def shown(report: Report | WeeklyReport, language: str = "en") -> Any:
    return json.loads(render_json(report, language=language, organisation="Trường Ánh Dương"))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_a_report_keeps_to_the_schema(single: Report, language: str) -> None:
    VALIDATOR.validate(shown(single, language))


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("kind", ["weekly", "counted", "with_issues", "hostile", "empty"])
def test_the_weekly_report_keeps_to_the_schema(request: pytest.FixtureRequest, kind: str, language: str) -> None:
    VALIDATOR.validate(shown(request.getfixturevalue(kind), language))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda report: report.pop("timezone"),
        lambda report: report["rows"][0].update(count=-1),
        lambda report: report["period"].update(first="16/02/2026"),
        lambda report: report.update(surprise=1),
        lambda report: report["rows"][0].update(surprise=1),
    ],
    ids=["no zone", "negative count", "local date", "unknown field", "unknown field of a row"],
)
def test_the_schema_refuses_what_a_report_is_not(weekly: WeeklyReport, spoil: Any) -> None:
    report = shown(weekly.reports[0])
    spoil(report)
    with pytest.raises(ValidationError):
        VALIDATOR.validate(report)


def test_lengths_are_seconds_and_times_are_utc(weekly: WeeklyReport) -> None:
    east = timezone(timedelta(hours=7))
    line = replace(
        weekly.tickets[0], opened_at=datetime(2026, 2, 18, 8, 40, tzinfo=east), time_to_resolve=timedelta(minutes=30)
    )
    ticket = shown(replace(weekly, tickets=(line,)))["tickets"][0]
    assert ticket["opened_at"] == "2026-02-18T01:40:00Z"
    assert ticket["time_to_resolve"] == 1800


def test_every_figure_names_its_tickets(weekly: WeeklyReport) -> None:
    for report in shown(weekly)["reports"]:
        for row in report["rows"]:
            assert row["tickets"]["total"] == row["count"] == len(row["tickets"]["keys"])


def test_an_insight_holds_its_kind_text_tickets_and_numbers(weekly: WeeklyReport) -> None:
    insight = shown(weekly)["headline"][0]
    assert insight["kind"] == "all_closed"
    assert insight["tickets"] == [line.key for line in weekly.tickets]
    assert insight["numbers"]["share"] == 1.0
    assert "8" in insight["text"]


def test_nan_and_halves_of_letters_are_not_passed_on(weekly: WeeklyReport) -> None:
    row = Row(
        key="\ud800", label="half \ud83d", count=1, values={"share": float("nan"), "day": datetime(2026, 1, 1, tzinfo=UTC)}
    )
    content = render_json(replace(weekly.reports[0], rows=(row,)), language="en")
    VALIDATOR.validate(json.loads(content))
    assert json.loads(content)["rows"][0]["values"]["share"] is None


def test_recurring_issues_hold_their_numbers_people_and_story(with_issues: WeeklyReport) -> None:
    chapter = shown(with_issues, "vi")["recurring"]
    assert [(row["key"], row["values"]["people_stated"]) for row in chapter["rows"]] == [
        ("P1", "14+"),
        ("P2", "65+"),
        ("P3", None),
    ]
    assert [said["kind"] for said in chapter["rows"][0]["insights"]][:2] == ["people_stated", "cause_known"]
    assert "chưa rõ nguyên nhân" in chapter["rows"][2]["insights"][0]["text"].lower()
