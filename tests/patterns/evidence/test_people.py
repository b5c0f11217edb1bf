"""People: what tickets state, at least the largest, at most the sum, with their quotes; else who wrote."""

from unticket.patterns.evidence.people import people


def told(desk, **more):
    return people(desk.groups, desk.tickets, desk.texts, **more)


def test_the_reference_week_states_14_and_65_people_and_one_who_wrote(week):
    found = told(week)
    assert {issue: (one.stated, one.at_least, one.open_ended, one.requesters) for issue, one in found.items()} == {
        "video": (14, 6, True, 3),
        "outage": (65, 50, True, 2),
        "login": (0, 0, False, 1),
        "report": (0, 0, False, 1),
        "feature": (0, 0, False, 1),
    }
    assert [(quote.ticket, quote.text) for quote in found["video"].quotes] == [
        ("t1", "5 students affected"),
        ("t3", "6 students in class B"),
        ("t6", "3 students"),
    ]


def test_the_order_of_rows_tells_nothing(week):
    assert told(week.shuffled()) == told(week)


def test_without_a_ticket_its_people_are_gone(week):
    found = told(week.without("t3"))
    assert (found["video"].stated, found["video"].at_least, found["video"].requesters) == (8, 5, 2)


def test_another_number_in_a_text_is_another_figure(week):
    found = told(week.changed("t3", stated=[{"count": 40, "open_ended": False, "quote": "40 students"}]))
    assert (found["video"].stated, found["video"].at_least) == (48, 40)


def test_one_stated_number_is_not_open_ended_unless_it_says_so(week):
    alone = told(week.without("t5"))["outage"]
    assert (alone.stated, alone.open_ended) == (15, False)
    assert told(week.without("t2"))["outage"].open_ended


def test_a_number_that_one_ticket_says_twice_counts_once_and_two_numbers_add_up(week):
    twice = [
        {"count": 5, "open_ended": False, "quote": "5 students"},
        {"count": 5, "open_ended": True, "quote": "5+ students"},
        {"count": 2, "open_ended": False, "quote": "2 teachers"},
    ]
    found = told(week.without("t3", "t6").changed("t1", stated=twice))["video"]
    assert (found.stated, found.at_least, found.open_ended, len(found.quotes)) == (7, 5, True, 2)


def test_what_the_same_person_asks_again_is_not_added(week):
    assert told(week, repeats=["t6"])["video"].stated == 11


def test_requesters_count_once_and_an_unknown_one_is_still_somebody(week):
    same = week.changed("t3", requester="class-a")
    assert told(same)["video"].requesters == 2
    assert told(week.changed("t4", requester=None))["login"].requesters == 1


def test_the_size_of_a_class_is_known_where_the_text_names_it(week):
    named = week.changed("t1", entities=["class 10a", "lesson 3"])
    assert told(named, sizes={"class 10a": 32})["video"].known == 32
    assert told(week, sizes={"class 10a": 32})["video"].known is None
