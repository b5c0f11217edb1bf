"""Recurring issues on the screen and as JSON: every figure with its source, in both languages, whatever tickets say."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import orjson
import pytest
from rich.console import Console

from unticket.model.period import Period
from unticket.model.recurring_issue import (
    AgentTime,
    Cause,
    CauseSource,
    Impact,
    People,
    Quote,
    RecurringIssue,
    TimeSource,
    Together,
    Trend,
)
from unticket.patterns.explain import Explanation, Tie
from unticket.patterns.findings import DuplicateGroup, DuplicateKind, Patterns, Risk, RiskKind, Spike
from unticket.rendering.patterns_json import explanation_document, patterns_document
from unticket.rendering.patterns_terminal import PatternScreen
from unticket.rendering.patterns_words import PatternWords

ZONE = "Asia/Ho_Chi_Minh"
NOW = datetime(2026, 2, 23, 1, 0, tzinfo=UTC)
WEEK = Period.week("2026-W08", ZONE)
FIRST = datetime(2026, 2, 18, 1, 40, tzinfo=UTC)
VIDEO = RecurringIssue(
    id="P1",
    label="Video of lesson 3",
    tickets=("odoo:1", "odoo:2", "odoo:3"),
    words=("lesson 3", "video"),
    first_seen=FIRST,
    last_seen=FIRST + timedelta(days=2),
    share=0.375,
    trend=Trend(count=3, before=0),
    people=People(
        stated=14,
        at_least=6,
        open_ended=True,
        quotes=tuple(Quote(ticket=f"odoo:{n}", text=f"{count} students") for n, count in ((1, 5), (2, 6), (3, 3))),
        requesters=3,
    ),
    time=AgentTime(minutes=90, sources={TimeSource.ASSIGNED_TO_CLOSED: 3}, cost=225_000, currency="VND"),
    impact=(Impact(kind="study", text="Lessons stand still"), Impact(kind="exam", text="exam", ticket="odoo:2")),
    duplicates=("odoo:2", "odoo:3"),
    prevented_by_broadcast=("odoo:2", "odoo:3"),
    cause=Cause(source=CauseSource.REGISTER, text="CDN failure", owner="Development", known_error="video"),
    systemic=True,
    systemic_because="register",
)
LOGIN = replace(
    VIDEO,
    id="P3",
    label="Login",
    tickets=("odoo:4",),
    people=People(requesters=1),
    time=AgentTime(sources={TimeSource.UNKNOWN: 1}),
    impact=(),
    duplicates=(),
    prevented_by_broadcast=(),
    cause=Cause(),
    muted=True,
    systemic=None,
    systemic_because="one_so_far",
)
FOUND = Patterns(
    period=WEEK,
    made_at=NOW,
    total=8,
    issues=(VIDEO, LOGIN),
    duplicates=(
        DuplicateGroup(
            tickets=("odoo:1", "odoo:2", "odoo:3"),
            kind=DuplicateKind.INCIDENT,
            confidence=0.91,
            because="same lesson 3, 25 h apart",
            starts_at=FIRST,
            ends_at=FIRST + timedelta(days=2),
        ),
    ),
    spikes=(
        Spike(
            issue="",
            day=date(2026, 2, 20),
            count=4,
            expected=2.0,
            p=0.26,
            q=1.0,
            alarm=False,
            tickets=("odoo:2", "odoo:3"),
            made_of={"odoo:1": 1},
            remains=3,
            too_few=True,
        ),
    ),
    risks=(
        Risk(
            kind=RiskKind.SINGLE_POINT_OF_FAILURE,
            subject="Anna",
            numbers={"agent": "Anna", "count": 8, "total": 8, "share": 1.0, "low": 0.63, "high": 1.0, "agents": 1},
            tickets=("odoo:1",),
        ),
    ),
    unplaced=("odoo:9",),
)
REFERENCES = {f"odoo:{n}": f"HT{n}" for n in range(1, 10)}


def words(patterns: Patterns = FOUND, language: str = "en") -> PatternWords:
    return PatternWords(patterns, REFERENCES, language=language, timezone=ZONE)


def shown(part: str, patterns: Patterns = FOUND, language: str = "en", width: int = 110, **arguments: object) -> str:
    console = Console(file=io.StringIO(), width=width, no_color=True)
    getattr(PatternScreen(patterns, words(patterns, language), console), part)(**arguments)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def document(patterns: Patterns = FOUND, language: str = "en") -> dict[str, object]:
    made = patterns_document(patterns, AgentTime(minutes=397, sources={TimeSource.STAGES: 8}), words(patterns, language))
    return json.loads(orjson.dumps(made))  # type: ignore[no-any-return]


HINT = Cause(
    source=CauseSource.CO_OCCURRENCE,
    text="error 502",
    confidence=0.15,
    quotes=(Quote(ticket="odoo:4", text="Page stays white"),),
    together=Together(kind="entity", count=14, of=20, expected=2.8, q=0.001),
)


@pytest.mark.parametrize(
    ("language", "listed", "said"),
    [
        ("en", "unknown; often with error 502", "A hint where to look, and no more: 14 of the 20 tickets"),
        ("vi", "chưa rõ; thường đi cùng error 502", "Chỉ là gợi ý nên xem ở đâu: 14 trong 20 phiếu"),
    ],
)
def test_what_only_comes_with_an_issue_is_told_as_a_hint_and_never_as_its_cause(language: str, listed: str, said: str) -> None:
    hinted = replace(FOUND, issues=(replace(VIDEO, cause=HINT), replace(VIDEO, id="P9", cause=replace(HINT, text="P4 · Jams"))))
    assert words(hinted, language).cause(HINT) == listed
    story = " ".join(shown("issue", hinted, language, width=200, issue=hinted.issues[0], tickets=[]).split())
    assert said in story and "(HT4)" in story
    cause = document(hinted, language)["issues"][0]["cause"]  # type: ignore[index]
    assert (cause["source"], cause["together"]["count"], cause["confidence"]) == ("co_occurrence", 14, 0.15)


def test_json_names_tickets_people_minutes_and_where_they_come_from() -> None:
    video, login = document()["issues"]  # type: ignore[misc]
    assert video["tickets"] == ["odoo:1", "odoo:2", "odoo:3"]
    assert (video["people"], video["people_shown"]) == (14, "14+ stated")
    assert video["people_from"] == ["5 students", "6 students", "3 students"]
    assert (video["minutes"], video["minutes_from"], video["share"]) == (90, "assigned_to_closed", 0.375)
    assert (video["cause"]["source"], video["cause"]["shown"]) == ("register", "register: CDN failure")
    assert [(one["from"], one["ticket"]) for one in video["impact"]] == [("register", ""), ("ticket", "odoo:2")]
    assert (login["people"], login["people_from"], login["minutes"], login["minutes_from"]) == (1, [], None, None)
    assert (login["cause"]["source"], login["cause"]["shown"]) == ("unknown", "unknown")


def test_json_holds_everything_that_was_found() -> None:
    made = document()
    assert made["period"] == {"first": "2026-02-16", "last": "2026-02-22"}
    assert made["unplaced"] == ["odoo:9"]
    (group,) = made["duplicates"]  # type: ignore[misc]
    assert {name: group[name] for name in ("tickets", "kind", "confidence", "because")} == {
        "tickets": ["odoo:1", "odoo:2", "odoo:3"],
        "kind": "incident",
        "confidence": 0.91,
        "because": "same lesson 3, 25 h apart",
    }
    assert "too few" in made["spikes"][0]["text"] and "HT1" in made["spikes"][0]["text"]  # type: ignore[index]
    assert "Anna" in made["risks"][0]["text"]  # type: ignore[index]
    assert made["candidates"] == []


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("part", ["issues", "duplicates", "spikes", "risks", "candidates"])
def test_every_part_is_told_in_both_languages_and_fits_into_eighty_columns(part: str, language: str) -> None:
    said = shown(part, language=language, width=80, most=30)
    assert ("Chưa" in said or "phiếu" in said.lower()) == (language == "vi")
    assert max(map(len, said.splitlines())) <= 80


def test_the_list_shows_stated_people_time_and_who_says_the_cause() -> None:
    said = shown("issues", most=30)
    line = next(line for line in said.splitlines() if "P1" in line)
    for part in ("Video of lesson 3", "3", "37.5 %", "14+ stated", "1.5 h", "0 → 3"):
        assert part in line
    assert "register: CDN" in said
    assert "1 wrote" in said and "muted" in said
    assert "1 of 8 tickets say nothing" in said


def test_only_so_many_lines_are_shown_and_the_rest_is_counted() -> None:
    many = replace(FOUND, issues=tuple(replace(VIDEO, id=f"P{n}") for n in range(1, 41)))
    said = shown("issues", many, most=10)
    assert len(re.findall(r"^ P\d+ ", said, re.MULTILINE)) == 10
    assert "30 more; --most 40" in said


def test_one_issue_is_shown_with_its_story_and_tickets() -> None:
    said = shown("issue", issue=VIDEO, tickets=[("HT1", FIRST, "Video [bold]stuck[/]")])
    assert "“5 students” (HT1)" in said
    assert "CDN failure" in said and "would have prevented 2" in said
    assert "Video [bold]stuck[/]" in said and "18 Feb 2026, 08:40" in said


def test_an_explanation_names_the_words_in_common_and_what_a_person_did() -> None:
    ties = (
        Tie(ticket="odoo:1", alike=1.0, words=("video",)),
        Tie(ticket="odoo:2", alike=0.71, words=("lesson 3", "video")),
        Tie(ticket="odoo:3", alike=0.1, words=(), by_person=True),
    )
    explanation = Explanation(issue=VIDEO, typical="odoo:1", ties=ties, duplicates=FOUND.duplicates)
    said = shown("explained", ticket="", explanation=explanation)
    assert "lesson 3, video" in said and "by a person" in said and "same lesson 3, 25 h apart" in said
    alone = shown("explained", ticket="odoo:2", explanation=explanation)
    assert "HT2 is in P1" in alone and "0.71" in alone and "HT3 " not in alone.split("HT1, HT2, HT3")[0]
    assert "is in no issue" in shown("explained", ticket="odoo:9", explanation=None)
    made = explanation_document("odoo:2", explanation, words())
    assert [tie["ticket"] for tie in made["ties"]] == ["odoo:2"]


def test_nothing_in_a_ticket_commands_the_screen_or_breaks_the_json() -> None:
    label = "[bold red]no markup[/] \x1b[31mred\x1b[0m \ud83d"
    hostile = replace(FOUND, issues=(replace(VIDEO, label=label, cause=replace(VIDEO.cause, text=label)),))
    said = shown("issues", hostile, most=30)
    assert "\x1b" not in said and "[bold red]no" in said
    assert document(hostile)["issues"]
    assert "\ud83d" not in json.dumps(document(hostile), ensure_ascii=False)


def test_an_empty_period_says_so() -> None:
    empty = Patterns(period=WEEK, made_at=NOW, total=0)
    assert "no tickets of this period" in shown("issues", empty, most=30)
    assert document(empty)["issues"] == []
