"""The plan's chapter of the weekly report: its sums are those of the whole plan, however many actions it lists."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from unticket.history.ports import Desk
from unticket.model.action import Status
from unticket.model.period import Period
from unticket.plan.chapter import LISTED, chapter
from unticket.plan.measurement import Measured
from unticket.plan.projection import project
from unticket.plan.propose import propose
from unticket.rendering.forms import FORMS, render
from unticket.rendering.texts import Texts
from unticket.reports.frozen import freeze, thaw
from unticket.reports.report import DataBehind, Report

WEEK = Period.week("2026-W08", "Asia/Ho_Chi_Minh")
DATA = DataBehind(
    desk=Desk(kind="odoo", name="Odoo", url=""),
    synced_at=datetime(2026, 2, 23, tzinfo=UTC),
    newest_change_at=None,
    tickets_in_copy=8,
    tickets_counted=8,
)
MINUTES = {"289": 30.0, "295": 120.0}


def _chapter(actions: Any, **more: Any) -> Report:
    projection = project(actions, 8, MINUTES, {str(289 + n): n for n in range(8)})
    return chapter(actions, projection, MINUTES, period=WEEK, team=None, data=DATA, **more)


@pytest.fixture
def actions(week: Any) -> Any:
    return tuple(replace(action, id=f"A{n}") for n, action in enumerate(propose(*week), 1))


def test_each_action_is_a_row_with_the_tickets_it_would_have_saved(actions: Any) -> None:
    made = _chapter(actions)
    assert [row.key for row in made.rows] == [action.id for action in actions]
    assert made.rows[0].tickets.keys == actions[0].claim.tickets
    assert made.totals.count == 6
    sums = {one.kind: one for one in made.insights}
    assert sums["plan.chapter.not_written"].numbers["count"] == 5
    assert sums["plan.chapter.not_written"].tickets == ("289", "291", "292", "294", "295")
    assert sums["plan.chapter.no_agent"].tickets == ("296",)


def test_a_dropped_action_has_no_row_and_a_long_plan_is_cut_with_its_sums_whole(actions: Any) -> None:
    dropped = _chapter([replace(actions[0], status=Status.DROPPED), *actions[1:]])
    assert actions[0].id not in {row.key for row in dropped.rows}
    many = [replace(actions[-1], id=f"A{n}", about=f"P{n}") for n in range(20, 40)]
    long = _chapter([*actions, *many])
    assert len(long.rows) == LISTED
    assert long.totals.count == 6
    assert [one.numbers["count"] for one in long.insights if one.kind == "plan.chapter.more"] == [len(actions) + 20 - LISTED]


@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_sentence_has_its_text(actions: Any, language: str) -> None:
    """A missing text is a warning, and warnings are errors here."""
    told = Measured(before=9, days_before=90, after=2, days_after=90, expected=9, ratio=0.2, low=0.1, high=0.6, effect=True)
    early = Measured(before=9, days_before=90, after=1, days_after=3, too_early="days")
    statuses = [replace(action, status=status) for action, status in zip(actions, Status, strict=False)]
    made = _chapter(
        [*statuses, *actions], done=[(actions[0], told), (actions[1], replace(told, effect=False)), (actions[2], early)]
    )
    texts = Texts(language, WEEK.timezone)
    for one in (*made.insights, *(one for row in made.rows for one in row.insights)):
        assert texts.insight(one)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_show_it_and_it_is_kept_as_it_was(actions: Any, form: str) -> None:
    made = _chapter(actions)
    assert thaw(freeze(made)) == made
    assert render(made, form, language="vi")


def test_a_week_that_leads_to_nothing_says_so() -> None:
    made = _chapter(())
    assert [one.kind for one in made.insights] == ["plan.chapter.none"]
    assert made.totals.count == 0
