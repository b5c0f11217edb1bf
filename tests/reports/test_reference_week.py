"""The reference week's figures come out of its eight tickets, and follow every change of them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from unticket.history.ticket_table import TicketTable
from unticket.model.errors import NotFound
from unticket.model.period import Period
from unticket.model.ticket import Stage, Tag, Vocabulary
from unticket.reports.category import category
from unticket.reports.daily import daily
from unticket.reports.report import Insight, Report, WeeklyReport
from unticket.reports.team import team
from unticket.reports.trends import trends
from unticket.reports.weekly import weekly

ZONE = "Asia/Ho_Chi_Minh"
WEEK = Period.week("2026-W08", ZONE)
NOW = datetime(2026, 2, 23, 1, tzinfo=UTC)
Rows = list[dict[str, Any]]
Make = Callable[..., TicketTable]


@pytest.fixture
def made(week: Rows, table: Make) -> WeeklyReport:
    return weekly(table(week), WEEK, now=NOW)


def said(report: Report, kind: str) -> Insight:
    return next(insight for insight in report.insights if insight.kind == kind)


def counts(report: Report) -> dict[str, int]:
    return {row.label: row.count for row in report.rows}


def test_all_eight_are_closed_by_one_agent(made: WeeklyReport) -> None:
    by_stage, by_agent, *_ = made.reports
    assert counts(by_stage) == {"Done": 8}
    assert said(by_stage, "all_closed").numbers["count"] == 8
    assert len(said(by_stage, "all_closed").tickets) == 8
    alone = said(by_agent, "single_point_of_failure")
    assert alone.numbers == {"agent": "Anna Agent", "count": 8}
    assert len(alone.tickets) == 8


def test_tags_lead_as_they_stand_on_the_tickets(made: WeeklyReport) -> None:
    by_tag = made.reports[2]
    assert counts(by_tag)["LMS"] == 7
    assert said(by_tag, "tag_leads").numbers == {"tag": "LMS", "count": 7, "total": 8, "share": 7 / 8}
    tie = said(by_tag, "tags_tie")
    assert (tie.numbers["tags"], tie.numbers["count"]) == ("lesson-3, video", 3)
    assert set(tie.tickets) == {"odoo:20289", "odoo:20291", "odoo:20294"}


def test_volume_is_two_two_four_and_too_few_to_tell(made: WeeklyReport) -> None:
    by_day = made.reports[3]
    assert [row.count for row in by_day.rows] == [0, 0, 2, 2, 4, 0, 0]
    change = said(by_day, "volume_change_too_few").numbers
    assert change["ratio"] == 2.0
    assert change["low"] == pytest.approx(0.37, abs=0.005)
    assert change["high"] == pytest.approx(10.7, abs=0.05)
    day3 = said(by_day, "day_made_of")
    assert (day3.numbers["repeated"], day3.numbers["remaining"]) == (2, 2)
    assert set(day3.tickets) == {"odoo:20293", "odoo:20294"}


def test_agent_time_is_397_minutes(made: WeeklyReport) -> None:
    assert made.reports[1].totals.values["handling_time"] == timedelta(minutes=397)
    assert made.reports[0].totals.values["backlog_size"] == 0


def test_every_count_leads_to_as_many_tickets(made: WeeklyReport) -> None:
    for report in made.reports:
        for row in (*report.rows, report.totals):
            assert row.tickets.total == len(row.tickets.keys) == row.count
    assert [line.reference for line in made.tickets] == [f"HT{n}" for n in range(20289, 20297)]
    assert made.tickets[0].url == "https://desk.example/odoo/20289"


@pytest.mark.parametrize("dropped", range(8))
def test_dropping_a_ticket_moves_every_figure_it_was_in(week: Rows, table: Make, dropped: int) -> None:
    gone = week[dropped]
    rest = [row for row in week if row is not gone]
    before, after = weekly(table(week), WEEK, now=NOW), weekly(table(rest), WEEK, now=NOW)
    assert counts(after.reports[0]) == {"Done": 7}
    assert said(after.reports[1], "single_point_of_failure").numbers["count"] == 7
    tags = counts(before.reports[2])
    for tag in gone["tag_ids"]:
        name = next(row.label for row in before.reports[2].rows if row.key == str(tag))
        tags[name] -= 1
    assert counts(after.reports[2]) == {name: count for name, count in tags.items() if count}
    day = (datetime.fromisoformat(gone["create_date"]) + timedelta(hours=7)).date().isoformat()
    for was, now in zip(before.reports[3].rows, after.reports[3].rows, strict=True):
        assert was.count - now.count == (was.key == day)
    took = datetime.fromisoformat(gone["closed_date"]) - datetime.fromisoformat(gone["assigned_date"])
    assert after.reports[1].totals.values["handling_time"] == timedelta(minutes=397) - took
    assert all(f"odoo:{gone['id']}" not in insight.tickets for report in after.reports for insight in report.insights)


def test_moving_the_days_moves_the_days_and_nothing_else(week: Rows, table: Make) -> None:
    moved = _shifted(week, timedelta(days=7))
    later = Period.week("2026-W09", ZONE)
    was, now = weekly(table(week), WEEK, now=NOW), weekly(table(moved), later, now=NOW + timedelta(days=7))
    for before, after in zip(was.reports, now.reports, strict=True):
        assert [row.count for row in before.rows] == [row.count for row in after.rows]
        assert before.totals.values == after.totals.values
    assert weekly(table(moved), WEEK, now=NOW).reports[0].totals.count == 0
    assert said(weekly(table(moved), WEEK, now=NOW).reports[0], "no_tickets")


def test_the_week_before_is_what_is_compared_with(week: Rows, table: Make) -> None:
    twice = week + [row | {"id": row["id"] + 100} for row in _shifted(week[:2], timedelta(days=-7))]
    report = daily(table(twice), WEEK, now=NOW)
    assert report.totals_before is not None and report.totals_before.count == 2
    assert report.totals.values["change"] == 4.0
    assert said(report, "compared_with_before_too_few").numbers["before"] == 2


def test_renamed_tags_are_called_by_their_new_names(week: Rows, table: Make, vocabulary: Vocabulary) -> None:
    renamed = Vocabulary(
        stages=vocabulary.stages,
        agents=vocabulary.agents,
        teams=vocabulary.teams,
        tags={id_: Tag(id=id_, name=f"thẻ {tag.name}") for id_, tag in vocabulary.tags.items()},
    )
    report = category(table(week, vocabulary=renamed), WEEK, now=NOW)
    assert said(report, "tag_leads").numbers["tag"] == "thẻ LMS"
    assert all(row.label.startswith("thẻ ") for row in report.rows)


def test_without_tags_every_ticket_is_untagged(week: Rows, table: Make) -> None:
    report = category(table([row | {"tag_ids": []} for row in week]), WEEK, now=NOW)
    assert [(row.key, row.count) for row in report.rows] == [("", 8)]
    assert said(report, "untagged").numbers["count"] == 8
    assert not [insight for insight in report.insights if insight.kind.startswith("tag")]


def test_a_second_assignee_ends_the_single_point_of_failure(week: Rows, table: Make) -> None:
    shared = copy.deepcopy(week)
    shared[0]["user_id"] = [6, "Boris Agent"]
    report = team(table(shared), WEEK, now=NOW)
    assert counts(report) == {"Anna Agent": 7, "Boris Agent": 1}
    assert said(report, "most_by_one_agent").numbers["agent"] == "Anna Agent"
    shared[1]["user_id"] = False
    report = team(table(shared), WEEK, now=NOW)
    assert said(report, "unassigned").tickets == ("odoo:20290",)


def test_another_zone_moves_tickets_over_midnight(week: Rows, table: Make) -> None:
    period = Period.week("2026-W08", "America/New_York")
    report = trends(table(week), period, now=NOW)
    assert {row.key: row.count for row in report.rows if row.count} == {
        "2026-02-17": 1,
        "2026-02-18": 2,
        "2026-02-19": 4,
        "2026-02-20": 1,
    }


def test_a_reopened_ticket_is_open_again_and_said(week: Rows, table: Make, vocabulary: Vocabulary) -> None:
    opened = copy.deepcopy(week)
    opened[0] |= {"stage_id": [1, "New"], "closed": False}
    report = daily(table(opened), WEEK, now=NOW)
    assert counts(report) == {"New": 1, "Done": 7}
    assert said(report, "open_left").tickets == said(report, "reopened").tickets == ("odoo:20289",)
    assert report.totals.values["backlog_size"] == 1
    for figure in ("open", "reopened", "backlog_size"):
        assert report.totals.behind[figure].keys == ("odoo:20289",)
    assert report.totals.values["backlog_age"] == WEEK.ends_at - datetime(2026, 2, 18, 1, 40, tzinfo=UTC)
    assert vocabulary.stages["1"] == Stage(id="1", name="New", closed=False, sequence=1)


def test_an_archived_ticket_is_not_counted(week: Rows, table: Make) -> None:
    archived = copy.deepcopy(week)
    archived[0]["active"] = False
    assert daily(table(archived), WEEK, now=NOW).totals.count == 7


def test_only_one_team(week: Rows, table: Make) -> None:
    mixed = copy.deepcopy(week)
    mixed[0]["team_id"] = [1, "IT Support"]
    report = weekly(table(mixed), WEEK, now=NOW, team="lms support")
    assert (report.team, report.reports[0].totals.count) == ("LMS Support", 7)
    assert len(report.tickets) == 7
    with pytest.raises(NotFound, match="Billing"):
        weekly(table(mixed), WEEK, now=NOW, team="Billing")


def test_what_is_wrong_in_the_data_is_noted_with_its_tickets(week: Rows, table: Make) -> None:
    wrong = copy.deepcopy(week)
    wrong[0]["closed_date"] = "2026-02-17 00:00:00"
    wrong[1]["create_date"] = "2026-02-22 16:00:00"
    wrong[2]["assigned_date"] = False
    now = datetime(2026, 2, 21, tzinfo=UTC)
    notes = {note.kind: note for note in daily(table(wrong, synced_at=None), WEEK, now=now).data.notes}
    assert notes["closed_before_opened"].tickets == ("odoo:20289", "odoo:20290")
    assert notes["opened_in_future"].tickets == ("odoo:20290",)
    assert notes["handling_unknown"].tickets == ("odoo:20291",)
    assert {"never_synced", "first_response_unknown"} <= set(notes)
    stale = daily(table(week, synced_at=datetime(2026, 2, 19, tzinfo=UTC)), WEEK, now=NOW)
    assert [note.kind for note in stale.data.notes] == ["copy_older_than_period", "first_response_unknown"]


def test_a_week_that_the_copy_holds_only_in_part_says_so_first(week: Rows, table: Make) -> None:
    """Two days against seven must not be read as a fall."""
    midweek = NOW - timedelta(days=3)
    assert weekly(table(week, synced_at=midweek), WEEK, now=NOW).headline[0].kind == "copy_older_than_period"
    assert weekly(table(week, synced_at=None), WEEK, now=NOW).headline[0].kind == "never_synced"
    assert weekly(table(week), WEEK, now=NOW).headline[0].kind == "all_closed"


def test_first_response_is_the_median_of_what_is_known(week: Rows, table: Make) -> None:
    answered = copy.deepcopy(week)
    answered[0]["first_response"] = "2026-02-18 01:50:00"
    answered[1]["first_response"] = "2026-02-18 06:25:00"
    assert daily(table(answered), WEEK, now=NOW).totals.values["first_response_time"] == timedelta(minutes=15)


def test_the_backlog_of_each_day_is_what_was_open_at_its_end(week: Rows, table: Make) -> None:
    slow = copy.deepcopy(week)
    slow[0]["closed_date"] = "2026-02-20 03:00:00"
    sizes = {row.key: row.values["backlog_size"] for row in trends(table(slow), WEEK, now=NOW).rows}
    assert sizes == {
        "2026-02-16": 0,
        "2026-02-17": 0,
        "2026-02-18": 1,
        "2026-02-19": 1,
        "2026-02-20": 0,
        "2026-02-21": 0,
        "2026-02-22": 0,
    }


def test_days_have_23_and_25_hours_where_the_clock_changes(week: Rows, table: Make) -> None:
    zone = "Europe/Warsaw"
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25)):
        period = Period(first=day, last=day, timezone=zone)
        assert period.ends_at - period.starts_at == timedelta(hours=hours)
        edges = [
            period.starts_at - timedelta(seconds=1),
            period.starts_at,
            period.ends_at - timedelta(seconds=1),
            period.ends_at,
        ]
        rows = [week[0] | {"id": n, "create_date": f"{edge:%Y-%m-%d %H:%M:%S}"} for n, edge in enumerate(edges)]
        assert trends(table(rows), period, now=NOW).rows[0].count == 2


def _shifted(rows: Rows, by: timedelta) -> Rows:
    def later(text: Any) -> Any:
        return f"{datetime.fromisoformat(text) + by:%Y-%m-%d %H:%M:%S}" if text else text

    dates = ("create_date", "write_date", "assigned_date", "closed_date")
    return [row | {name: later(row[name]) for name in dates} for row in rows]
