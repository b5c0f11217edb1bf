"""Systemic: the register's word, else that it came back after it was dealt with, else one so far."""

from unticket.patterns.evidence.systemic import systemic, times


def judged(desk, register=None, **more):
    found = systemic(desk.groups, desk.tickets, register=register or {}, **more)
    return {issue: (one.systemic, one.because, one.times) for issue, one in found.items()}


def test_in_the_reference_week_two_issues_returned_and_three_are_one_so_far(week):
    assert judged(week) == {
        "video": (True, "returned", 3),
        "outage": (True, "returned", 2),
        "login": (None, "one_so_far", 1),
        "report": (None, "one_so_far", 1),
        "feature": (None, "one_so_far", 1),
    }


def test_the_registers_word_goes_first_either_way(week):
    found = judged(week, {"login": True, "video": False})
    assert found["login"] == (True, "register", 1)
    assert found["video"] == (False, "register", 3)


def test_without_its_second_ticket_it_has_not_returned(week):
    assert judged(week.without("t5"))["outage"] == (None, "one_so_far", 1)


def test_what_comes_while_the_first_is_open_or_right_after_is_the_same_time(make):
    hours = make(
        [
            ("a", "x", "2026-02-18 01:00", 60, "r", [], []),
            ("b", "x", "2026-02-18 01:30", 600, "r", [], []),
            ("c", "x", "2026-02-18 12:00", 60, "r", [], []),
        ]
    )
    assert judged(hours)["x"] == (None, "one_so_far", 1)


def test_a_forgotten_ticket_does_not_hide_that_it_returned(make):
    rows = [("a", "x", "2026-01-05 01:00", None, "r", [], []), ("b", "x", "2026-02-18 01:00", 60, "s", [], [])]
    assert judged(make(rows))["x"] == (True, "returned", 2)


def test_the_same_person_asking_again_is_no_return(week):
    assert times(week.groups, week.tickets, repeats=["t3", "t6"])["video"] == 1
