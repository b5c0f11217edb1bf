"""An issue keeps its number, name and owner while tickets come and go."""

from __future__ import annotations

import polars as pl

from unticket.patterns.grouping.feedback import Feedback
from unticket.patterns.grouping.group import group
from unticket.patterns.grouping.memory import number_of
from unticket.patterns.grouping.place import place

PRINTER = ("Printer in room 12 does not print", "<p>The printer shows a paper jam and does not print.</p>")
WIFI = ("Wifi does not connect", "<p>The wireless network in the library cannot be reached.</p>")


def test_numbers_are_given_in_the_order_in_which_issues_were_first_seen(desk, week) -> None:
    found = group(*desk(week))
    assert found.issues["issue"].to_list() == ["P1", "P2", "P1", "P3", "P2", "P1", "P4", "P5"]


def test_a_second_run_over_the_same_tickets_changes_nothing(desk, school) -> None:
    tickets, texts, _ = school
    first = group(tickets, texts)
    again = group(tickets, texts, memory=first.memory)
    moved = again.issues.join(first.issues, on="key", suffix="_before").filter(pl.col("issue") != pl.col("issue_before"))
    assert moved.height <= 0.01 * tickets.height
    assert {again.labels[issue].text == first.labels[issue].text for issue in set(first.issues["issue"]) - {""}} == {True}


def test_new_tickets_join_the_old_issues_and_begin_new_numbers(desk, week) -> None:
    first = group(*desk(week))
    stuck = ("Lesson 3 video stuck", "<p>The video of lesson 3 keeps buffering.</p>")
    later = group(*desk([*week, PRINTER, stuck]), memory=first.memory)
    issues = dict(later.issues.iter_rows())
    assert {key: issues[key] for key in first.issues["key"]} == dict(first.issues.iter_rows())
    assert issues["odoo:10"] == "P1"
    assert issues["odoo:9"] == "P6"


def test_a_number_is_never_used_again_even_when_its_tickets_are_gone(desk, week) -> None:
    tickets, texts = desk([*week, PRINTER])
    first = group(tickets, texts)
    gone = tickets.filter(pl.col("key") != "odoo:9")
    second = group(gone, texts, memory=first.memory)
    other = desk([*week, ("x", ""), WIFI])
    third = group(other[0].filter(pl.col("key") != "odoo:9"), other[1], memory=second.memory)
    assert dict(third.issues.iter_rows())["odoo:10"] == "P7"


def test_an_issue_whose_tickets_were_all_replaced_is_known_by_what_it_is_about(desk, week) -> None:
    first = group(*desk([*week, PRINTER, PRINTER]))
    assert dict(first.issues.iter_rows())["odoo:9"] == "P6"
    jam = ("The printer does not print", "<p>A paper jam again, nothing is printed in room 12.</p>")
    tickets, texts = desk([*week, PRINTER, PRINTER, jam])
    left = tickets.filter(~pl.col("key").is_in(["odoo:9", "odoo:10"]))
    later = group(left, texts, memory=first.memory, feedback=Feedback(owners={"P6": "Ada"}))
    assert dict(later.issues.iter_rows())["odoo:11"] == "P6"
    assert later.labels["P6"].owner == "Ada"


def test_the_desk_may_grow_tenfold_and_its_issues_keep_their_numbers(desk, school) -> None:
    tickets, texts, _ = school
    early = tickets.head(120)
    first = group(early, texts)
    later = group(tickets, texts, memory=first.memory)
    was, now = (dict(found.issues.iter_rows()) for found in (first, later))
    kept = sum(was[key] == now[key] for key in was)
    assert kept >= 0.7 * len(was)
    assert max(number_of(issue) or 0 for issue in set(now.values())) >= max(
        number_of(issue) or 0 for issue in set(was.values())
    )


def test_placing_the_same_ticket_twice_leaves_it_once(desk, week) -> None:
    tickets, texts = desk(week)
    memory = group(tickets.head(7), texts).memory
    memory = place(place(memory, texts.tail(1)).memory, texts.tail(1)).memory
    assert memory.tickets["key"].is_duplicated().sum() == 0
