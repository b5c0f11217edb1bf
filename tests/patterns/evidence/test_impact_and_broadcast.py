"""Impact is quoted or the register's; a broadcast prevents what came late enough, never the first."""

from datetime import timedelta

from unticket.model.recurring_issue import Impact
from unticket.patterns.evidence.broadcast import prevented_by_broadcast
from unticket.patterns.evidence.impact import impact


def test_each_kind_is_quoted_from_its_ticket_and_the_registers_word_has_none(week):
    register = {"outage": (Impact(kind="academic risk", text="exams run on it"),)}
    found = impact(week.groups, week.tickets, week.texts, register=register)
    assert found["outage"] == (
        Impact(kind="academic risk", text="exams run on it"),
        Impact(kind="exam", text="down during the exam", ticket="t5"),
    )
    assert found["login"] == ()
    assert impact(week.groups, week.tickets, week.texts, register={})["outage"] == (
        Impact(kind="exam", text="down during the exam", ticket="t5"),
    )


def test_the_impact_goes_with_its_ticket(week):
    desk = week.without("t5")
    assert impact(desk.groups, desk.tickets, desk.texts, register={})["outage"] == ()


def test_many_tickets_of_one_kind_are_quoted_by_the_oldest_three(make):
    rows = [(f"t{day}", "x", f"2026-02-{day:02} 01:00", 5, "r", [], [("exam", f"exam {day}")]) for day in range(9, 2, -1)]
    desk = make(rows)
    assert [one.ticket for one in impact(desk.groups, desk.tickets, desk.texts, register={})["x"]] == ["t3", "t4", "t5"]


def test_a_broadcast_after_the_first_prevents_the_two_that_came_later(week):
    found = prevented_by_broadcast(week.groups, week.tickets, [("t6", "t1", "t3")])
    assert found == {"video": ("t3", "t6"), "outage": (), "login": (), "report": (), "feature": ()}


def test_what_comes_before_anybody_can_tell_is_not_prevented(make):
    desk = make(
        [(f"t{minute}", "x", f"2026-02-18 01:{minute:02}", 5, "r", [], []) for minute in (0, 10, 30, 31)],
    )
    incident = [("t0", "t10", "t30", "t31")]
    assert prevented_by_broadcast(desk.groups, desk.tickets, incident)["x"] == ("t30", "t31")
    at_once = prevented_by_broadcast(desk.groups, desk.tickets, incident, delay=timedelta(0))["x"]
    assert at_once == ("t10", "t30", "t31"), "the first never"


def test_without_its_first_ticket_the_second_is_the_first(week):
    desk = week.without("t1")
    assert prevented_by_broadcast(desk.groups, desk.tickets, [("t1", "t3", "t6")])["video"] == ("t6",)
