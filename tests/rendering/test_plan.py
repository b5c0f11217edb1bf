"""The plan in words, on the screen and as CSV: in both languages, whatever people write."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from rich.console import Console

from unticket.model.action import Action, ActionKind, Claim, Option, Priority, Saving, Status
from unticket.model.errors import UserError
from unticket.plan.catalogue import CATALOGUE
from unticket.plan.forecast import Forecast
from unticket.plan.measurement import Measured
from unticket.plan.projection import Projected, Projection
from unticket.plan.register import Word
from unticket.rendering.plan_csv import read_csv, write_csv
from unticket.rendering.plan_terminal import PlanScreen
from unticket.rendering.plan_words import PlanWords
from unticket.rendering.texts import catalogue

FIX = Action(
    id="A1",
    kind=ActionKind.FIX_CAUSE,
    about="P1",
    title="Video of lesson 3",
    priority=Priority.HIGH,
    owner="development",
    within_days=30,
    effort_days=10,
    options=(Option(kind=ActionKind.FIX_CAUSE, chosen=True, because="cause_can_be_fixed"),),
    evidence=("odoo:1", "odoo:2"),
    people=14,
    minutes=90,
    claim=Claim(saving=Saving.NOT_WRITTEN, tickets=("odoo:1", "odoo:2"), at_least=1, rule="fix_cause"),
)
WATCH = replace(FIX, id="A2", kind=ActionKind.MONITOR, claim=Claim(rule="monitor"), options=(), title='=HYPERLINK("x")')
SOME = Projected(tickets=("odoo:1", "odoo:2"), at_least=1, share=0.25, minutes=90)
PROJECTION = Projection(total=8, not_written=SOME, no_agent=Projected())


def _words(language: str) -> PlanWords:
    return PlanWords({"odoo:1": "HT1", "odoo:2": "HT2"}, language=language, timezone="Asia/Ho_Chi_Minh")


def _screen(language: str, width: int = 120) -> tuple[PlanScreen, io.StringIO]:
    out = io.StringIO()
    return PlanScreen(_words(language), Console(file=out, width=width, highlight=False)), out


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_kind_rule_and_status_has_its_words(language: str) -> None:
    texts = catalogue(language)
    assert {f"plan.kinds.{kind}" for kind in CATALOGUE} <= set(texts)
    assert {f"plan.rules.{kind}" for kind in CATALOGUE} <= set(texts)
    assert {f"plan.statuses.{status}" for status in Status} <= set(texts)
    assert {f"plan.priorities.{priority}" for priority in Priority} <= set(texts)


def test_both_languages_say_the_same_things() -> None:
    english, vietnamese = ({key for key in catalogue(one) if key.startswith("plan.")} for one in ("en", "vi"))
    assert english == vietnamese


@pytest.mark.parametrize(
    ("language", "said"), [("en", "2 of 8 tickets (25 %), at least 1"), ("vi", "2/8 phiếu (25 %), ít nhất 1")]
)
def test_the_sum_is_told_with_its_range_and_its_tickets(language: str, said: str) -> None:
    screen, out = _screen(language)
    screen.plan([FIX, WATCH], PROJECTION)
    assert said in out.getvalue()
    assert "HT1, HT2" in out.getvalue()


def test_an_action_tells_why_and_what_would_come_without_it() -> None:
    screen, out = _screen("en")
    screen.action(FIX, Forecast(days=28, expected=6.04, low=2, high=11))
    for said in ("the cause is known and can be fixed now", "6 such tickets (2 to 11) would come", "14 people", "HT1, HT2"):
        assert said in out.getvalue()


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        (Measured(before=90, days_before=90, after=3, days_after=13, too_early="days"), "too early to tell"),
        (
            Measured(
                before=90, days_before=90, after=30, days_after=90, expected=90, ratio=0.33, low=0.2, high=0.5, effect=True
            ),
            "0.33 times as many (0.2 to 0.5): fewer came",
        ),
        (
            Measured(before=90, days_before=90, after=80, days_after=90, expected=90, ratio=0.9, low=0.6, high=1.3),
            "no change can be claimed",
        ),
    ],
)
def test_what_was_measured_is_told_with_its_interval_or_not_at_all(measured: Measured, said: str) -> None:
    screen, out = _screen("en")
    screen.followed(replace(FIX, status=Status.DONE, done_on=date(2026, 3, 2)), measured, ("odoo:2",))
    assert said in out.getvalue()
    assert "HT2" in out.getvalue()


@pytest.mark.parametrize("width", [60, 80, 200])
def test_the_screen_holds_at_any_width(width: int) -> None:
    screen, out = _screen("vi", width)
    screen.plan([FIX, WATCH], PROJECTION)
    assert max(map(len, out.getvalue().splitlines())) <= width


def test_csv_goes_out_and_comes_back_with_only_what_was_changed() -> None:
    content = write_csv([FIX, WATCH])
    assert read_csv(content, [FIX, WATCH], {}) == {}
    assert b"'=HYPERLINK" in content, "no formula reaches a spreadsheet"
    changed = content.decode("utf-8-sig").replace("A1,Video of lesson 3,high,development", 'A1,"Video, bài 3",low,Lan')
    words = read_csv(changed.encode(), [FIX, WATCH], {"A1": Word(note="kept")})
    assert words == {"A1": Word(title="Video, bài 3", priority=Priority.LOW, owner="Lan", note="kept")}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ("id,status\nA1,finished\n", "row 2: status cannot be 'finished' (one of: proposed"),
        ("id,done_on\nA1,soon\n", "row 2: done_on"),
        ("id,owner\nA9,Lan\n", "no action 'A9'"),
        ("id,effort_days\nA1,nan\n", "row 2: effort_days"),
        ("name\nA1\n", "no column 'id'"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_changed(wrong: str, named: str) -> None:
    with pytest.raises(UserError) as told:
        read_csv(wrong.encode(), [FIX, WATCH], {})
    assert named in str(told.value.what)


def test_a_file_that_is_no_text_is_told() -> None:
    with pytest.raises(UserError):
        read_csv(b"\xff\xfe\x00id", [FIX], {})
    assert next(csv.reader(io.StringIO(write_csv([]).decode("utf-8-sig"))))[0] == "id"
