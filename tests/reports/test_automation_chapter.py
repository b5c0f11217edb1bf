"""The chapter of automation: how each taken ticket ended, with denominators; where nothing was automated, one sentence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unticket.history.ports import Desk
from unticket.model.period import Period
from unticket.rendering.forms import FORMS, render
from unticket.rendering.texts import Texts
from unticket.reports.automation import ByPeople, ByRunbook, before_after
from unticket.reports.automation_chapter import Automated, automation, part_of
from unticket.reports.behind_findings import BehindFindings, Part
from unticket.reports.report import DataBehind, Report

WEEK = Period.week("2026-W08", "Asia/Ho_Chi_Minh")
AT = datetime(2026, 2, 18, 1, 40, tzinfo=UTC)
DATA = DataBehind(
    desk=Desk(kind="odoo", name="Odoo", url=""), synced_at=None, newest_change_at=None, tickets_in_copy=8, tickets_counted=8
)
OUTCOMES = ("resolved", "waiting", "escalated", "doubtful", "taken_over", "rejected", "expired")


def taken(number: int, outcome: str, **more: Any) -> ByRunbook:
    told = {"opened_at": AT, "acknowledged_at": AT + timedelta(seconds=1), "ended_at": AT + timedelta(seconds=2)} | more
    return ByRunbook(ticket_key=f"odoo:{number}", outcome=outcome, **told)


def done(*tickets: ByRunbook, before: int = 0, shadow: int = 0) -> Automated:
    people = [ByPeople(ticket_key=f"odoo:9{n}", opened_at=AT, closed_at=AT + timedelta(minutes=7)) for n in range(before)]
    keys = tuple(one.ticket_key for one in people)
    figures = before_after(people, tickets)
    return Automated(runbook="login", taken=tickets, before=keys, days_before=90, figures=figures, shadow=shadow)


def chapter(*of: Automated) -> Report:
    return automation(of, period=WEEK, team=None, data=DATA, behind=BehindFindings("--week 2026-W08"))


def test_where_nothing_was_automated_one_sentence_says_so() -> None:
    made = chapter()
    assert [one.kind for one in made.insights] == ["automation_none"]
    assert made.rows == ()


def test_what_was_only_decided_in_shadow_is_told_as_that() -> None:
    assert [one.kind for one in chapter(done(shadow=3)).insights] == ["automation_shadow"]


def test_a_row_is_how_tickets_ended_and_its_command_names_them() -> None:
    made = chapter(done(taken(1, "resolved"), taken(2, "resolved", supervised=True), taken(3, "escalated"), before=4))
    assert {row.key: row.count for row in made.rows} == {"login:resolved": 1, "login:approved": 1, "login:escalated": 1}
    assert made.totals.count == 3
    assert made.rows[0].tickets.command == "--week 2026-W08 --runbook login --part resolved"
    told = {one.kind: one for one in made.insights}
    alone = told["automation_alone"]
    assert (alone.numbers["count"], alone.numbers["total"], alone.tickets) == (1, 3, ("odoo:1",))
    assert told["automation_before"].behind.total == 4
    assert told["automation_resolved"].numbers == {
        "after": timedelta(seconds=2), "after_of": 2, "before": timedelta(minutes=7), "before_of": 4
    }  # fmt: skip


def test_without_like_tickets_before_there_is_nothing_to_compare_with() -> None:
    assert "automation_before_none" in {one.kind for one in chapter(done(taken(1, "resolved"))).insights}


@given(st.lists(st.tuples(st.sampled_from(OUTCOMES), st.booleans()), max_size=40))
def test_the_rows_add_up_to_what_was_taken(ends: list[tuple[str, bool]]) -> None:
    one = done(*(taken(n, outcome, supervised=by) for n, (outcome, by) in enumerate(ends)))
    made = chapter(one)
    assert sum(row.count for row in made.rows) == made.totals.count == len(ends)
    for row in made.rows:
        assert list(row.tickets.keys) == list(part_of(one, Part(row.key.partition(":")[2])))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", ["en", "vi"])
def test_every_form_shows_it_in_every_language(form: str, language: str) -> None:
    """A missing text is a warning, and warnings are errors here."""
    wrote = AT + timedelta(hours=1)
    made = chapter(
        done(*(taken(n, outcome, requester_wrote_at=wrote) for n, outcome in enumerate(OUTCOMES)), before=2, shadow=1)
    )
    assert render(made, form, language=language)
    texts = Texts(language, WEEK.timezone)
    assert all(texts.insight(one) for one in made.insights)
