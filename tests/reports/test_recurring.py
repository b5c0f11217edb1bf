"""The chapter of recurring issues says what is known of each, from whom, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from unticket.history.ports import Desk
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
    Trend,
)
from unticket.reports.frozen import freeze, thaw
from unticket.reports.recurring import LISTED, Found, recurring, with_recurring
from unticket.reports.report import DataBehind, Insight, Report, WeeklyReport

WEEK = Period.week("2026-W08", "Asia/Ho_Chi_Minh")
NOW = datetime(2026, 2, 23, tzinfo=UTC)
DATA = DataBehind(
    desk=Desk(kind="odoo", name="Odoo", url=""), synced_at=NOW, newest_change_at=NOW, tickets_in_copy=9, tickets_counted=9
)


def issue(number: int, *tickets: str, **more: object) -> RecurringIssue:
    made = RecurringIssue(
        id=f"P{number}",
        label=f"issue {number}",
        tickets=tickets,
        first_seen=NOW,
        last_seen=NOW,
        share=len(tickets) / 9,
        trend=Trend(count=len(tickets), before=0),
    )
    return replace(made, **more)  # type: ignore[arg-type]


def chapter(*issues: RecurringIssue, more: tuple[Insight, ...] = ()) -> Report:
    tickets = [key for each in issues for key in each.tickets]
    time = AgentTime(minutes=397, sources={TimeSource.TIMESHEET: 1, TimeSource.UNKNOWN: 2})
    references = {"odoo:1": "HT1", "odoo:2": "HT2"}
    found = Found(period=WEEK, team=None, issues=issues, tickets=tickets, time=time, references=references, data=DATA)
    return recurring(found, more=more)


def kinds(one: RecurringIssue) -> list[str]:
    return [said.kind for said in chapter(one).rows[0].insights]


def test_a_row_holds_tickets_share_people_and_time_of_its_issue() -> None:
    people = People(
        stated=14, at_least=6, open_ended=True, quotes=(Quote(ticket="odoo:1", text="5 students"),) * 2, requesters=3
    )
    row = chapter(issue(1, "odoo:1", "odoo:2", people=people, time=AgentTime(minutes=90))).rows[0]
    assert (row.key, row.label, row.count) == ("P1", "issue 1", 2)
    assert row.values == {
        "share": 2 / 9,
        "people_stated": "14+",
        "requesters": 3,
        "handling_time": timedelta(minutes=90),
    }
    assert row.tickets.keys == ("odoo:1", "odoo:2")
    assert row.behind["people_stated"].keys == ("odoo:1",)


def test_what_nobody_said_is_unknown_and_no_number() -> None:
    values = chapter(issue(1, "odoo:1")).rows[0].values
    assert (values["people_stated"], values["handling_time"]) == (None, None)
    assert kinds(issue(1, "odoo:1")) == ["cause_unknown", "one_so_far"]


SUPPOSED = Cause(source=CauseSource.HYPOTHESIS, text="CDN", confidence=0.5, quotes=(Quote(ticket="odoo:2", text="is down"),))


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (Cause(), ["cause_unknown"]),
        (Cause(source=CauseSource.REGISTER, text="CDN", known_error="cdn"), ["cause_known"]),
        (Cause(source=CauseSource.REGISTER, text="CDN", workaround="wait"), ["cause_known", "workaround_known"]),
        (SUPPOSED, ["cause_supposed"]),
    ],
    ids=["unknown", "register", "register with workaround", "hypothesis"],
)
def test_a_cause_says_who_says_so(cause: Cause, said: list[str]) -> None:
    assert kinds(issue(1, "odoo:1", cause=cause))[: len(said)] == said


def test_a_supposed_cause_names_its_tickets() -> None:
    told = chapter(issue(1, "odoo:1", "odoo:2", cause=SUPPOSED)).rows[0].insights[0]
    assert told.tickets == ("odoo:2",)
    assert told.numbers["quotes"] == "“is down” (HT2)"


def test_the_registers_impact_and_a_tickets_are_told_apart() -> None:
    impact = (Impact(kind="academic", text="Academic risk"), Impact(kind="exam", text="exam at 8", ticket="odoo:1"))
    said = chapter(issue(1, "odoo:1", impact=impact)).rows[0].insights
    assert [(one.kind, one.tickets) for one in said if "impact" in one.kind] == [
        ("impact_known", ()),
        ("impact_exam", ("odoo:1",)),
    ]


def test_a_trend_is_claimed_only_where_it_is_one() -> None:
    some = ("odoo:1", "odoo:2")
    assert "issue_too_few" in kinds(issue(1, *some, trend=Trend(count=2, before=1, ratio=2.0, low=0.3, high=9.0)))
    sure = Trend(count=20, before=5, ratio=4.0, low=1.5, high=9.0, too_few=False)
    assert "issue_more" in kinds(issue(1, *some, trend=sure))
    assert "issue_fewer" in kinds(issue(1, *some, trend=replace(sure, ratio=0.25)))


def test_the_first_issues_have_rows_and_the_rest_is_counted() -> None:
    issues = [issue(n, f"odoo:{n}", f"odoo:{n}0") for n in range(1, LISTED + 3)]
    made = chapter(*issues)
    assert [row.key for row in made.rows] == [f"P{n}" for n in range(1, LISTED + 1)]
    (rest,) = [said for said in made.insights if said.kind == "issues_more"]
    assert rest.numbers == {"count": 2, "tickets_held": 4}


def test_a_muted_issue_has_no_row_and_is_counted() -> None:
    made = chapter(issue(1, "odoo:1"), issue(2, "odoo:2", muted=True))
    assert [row.key for row in made.rows] == ["P1"]
    assert made.totals.count == 2
    assert [said.numbers for said in made.insights if said.kind == "issues_muted"] == [{"count": 1, "tickets_held": 1}]


def test_where_the_time_comes_from_is_said() -> None:
    said = {one.kind: one.numbers for one in chapter(issue(1, "odoo:1")).insights}
    assert said["time_timesheet"] == {"count": 1, "total": 1}
    assert said["time_unknown"] == {"count": 2, "total": 1}
    assert "time_stages" not in said


def test_a_week_in_which_nothing_came_twice_says_so() -> None:
    assert "nothing_returns" in [said.kind for said in chapter(issue(1, "odoo:1"), issue(2, "odoo:2")).insights]
    assert [said.kind for said in chapter().insights] == ["no_tickets"]


def test_the_headline_names_the_issue_that_came_most_and_all_of_it_can_be_kept() -> None:
    closed = Insight(kind="all_closed", numbers={"count": 2})
    week = WeeklyReport(period=WEEK, made_at=NOW, headline=(closed,))
    made = with_recurring(week, chapter(issue(1, "odoo:1", pinned=True), issue(2, "odoo:2", "odoo:3")))
    assert [(said.kind, said.numbers.get("issue")) for said in made.headline] == [
        ("all_closed", None),
        ("issue_leads", "issue 2"),
    ]
    assert thaw(freeze(made)) == made
    alone = with_recurring(week, chapter(issue(1, "odoo:1")))
    assert alone.headline == (closed,)
