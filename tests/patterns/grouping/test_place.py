"""New tickets are placed one by one as a run over all of them would place them."""

from __future__ import annotations

import polars as pl

from unticket.patterns.grouping.group import group
from unticket.patterns.grouping.memory import as_ids
from unticket.patterns.grouping.place import place


def test_placed_one_by_one_or_all_at_night_the_groups_are_the_same(school) -> None:
    tickets, texts, _ = school
    early = tickets.head(300)
    memory = group(early, texts).memory
    for row in range(300, 400, 10):
        memory = place(memory, texts.slice(row, 10)).memory
    nightly = group(tickets, texts, memory=memory)
    placed = as_ids(memory.tickets)
    assert (
        nightly.issues.join(placed, on="key", suffix="_placed")
        .select((pl.col("issue") == pl.col("issue_placed")).mean())
        .item()
        >= 0.97
    )


def test_a_ticket_like_no_other_begins_an_issue_and_the_next_one_like_it_joins(desk, week) -> None:
    lift = ("Lift stuck", "<p>The lift in house B is stuck.</p>")
    again = ("The lift is stuck again", "<p>Lift of house B stuck.</p>")
    tickets, texts = desk([*week, lift, again])
    memory = group(tickets.head(8), texts).memory
    first = place(memory, texts.slice(8, 1))
    second = place(first.memory, texts.slice(9, 1))
    assert (first.issues["issue"][0], second.issues["issue"][0]) == ("P6", "P6")
    assert "Lift" in first.memory.labels[6].text


def test_placing_touches_no_other_ticket(desk, week) -> None:
    tickets, texts = desk(week)
    memory = group(tickets.head(7), texts).memory
    after = place(memory, texts.tail(1)).memory
    assert after.tickets.head(7).equals(memory.tickets)


def test_a_ticket_that_says_nothing_is_placed_nowhere(desk, week) -> None:
    memory = group(*desk(week)).memory
    placed = place(memory, desk([("", "")])[1])
    assert placed.issues["issue"].to_list() == [""]
    assert placed.memory.next_number == memory.next_number
