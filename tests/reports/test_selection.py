"""A figure's command lists exactly the tickets that the figure counts."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from unticket.doors.cli.export import selected
from unticket.history.ticket_table import TicketTable
from unticket.model.errors import NotFound
from unticket.model.period import Period
from unticket.model.ticket import Tag, Vocabulary
from unticket.reports.report import Row, Tickets
from unticket.reports.selection import chosen, found_word, shown_word
from unticket.reports.weekly import weekly

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def figures(row: Row) -> Iterator[tuple[str, object, Tickets]]:
    """Each figure of a row that counts tickets, with the tickets behind it."""
    yield "count", row.count, row.tickets
    for name, tickets in row.behind.items():
        yield name, row.values[name], tickets


@pytest.mark.parametrize("zone", ["UTC", "Europe/Warsaw", "Asia/Ho_Chi_Minh"])
@pytest.mark.parametrize("week", ["2025-W43", "2026-W12", "2026-W13"])
def test_every_figure_of_every_report_is_listed_by_its_command(
    native: dict[str, Any], table: Callable[..., TicketTable], zone: str, week: str
) -> None:
    everything = table(native["rows"])
    made = weekly(everything, Period.week(week, zone), now=NOW, team="IT Support")
    followed: set[str] = set()
    for report in made.reports:
        for row in (*report.rows, report.totals):
            for figure, value, tickets in figures(row):
                listed = selected(everything, shlex.split(tickets.command), zone).frame(everything).collect()
                assert listed.height == value == tickets.total, (report.name, row.label, figure)
                assert sorted(listed["key"])[:200] == sorted(tickets.keys)
                followed.add(figure)
    assert followed >= {"count", "open", "closed", "resolved", "backlog_size"}


def test_a_word_is_found_by_name_in_any_case_by_id_and_with_its_neighbours_named(vocabulary: Vocabulary) -> None:
    assert found_word(vocabulary.tags, "lms", "tag") == "13"
    assert found_word(vocabulary.tags, "13", "tag") == "13"
    with pytest.raises(NotFound) as refused:
        chosen(vocabulary, tag="vidoe")
    assert "video" in refused.value.hint


def test_a_name_that_could_be_misread_is_shown_as_its_id() -> None:
    tags = {id_: Tag(id=id_, name=name) for id_, name in (("1", "same"), ("2", "same"), ("3", "--all"), ("4", ""), ("5", "1"))}
    assert {shown_word(tags, id_) for id_ in tags} >= {"1", "2", "3", "4"}
    for id_ in ("1", "2", "3", "4"):
        assert shown_word(tags, id_) == id_
    assert found_word(tags, shown_word(tags, "5"), "tag") == "5"
