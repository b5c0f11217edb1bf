"""Past tickets are replayed without any effect: what would have been settled, what agents did, and what a plan may claim."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from unticket.app.acting_runbooks import RUNBOOKS
from unticket.model.ticket import Message, Tag, Ticket
from unticket.runbooks.request.backtest import Agents, Answer, Difference, RequestBacktest
from unticket.settings import Settings, validated

REPORT = {"name": "attendance", "title": "Attendance", "words": ["attendance"], "holds": "Absences.", "comes": "daily"}
SETTINGS = validated(
    Settings,
    {
        "runbooks": {
            "feature_request": {"product_tag": "wish"},
            "report_request": {"domains": "school.example", "reports": [REPORT]},
        }
    },
    "here",
)


class Past:
    """Past tickets in memory, each with what agents wrote."""

    def __init__(self) -> None:
        self.rows: dict[str, Ticket] = {}
        self.said: dict[str, list[Message]] = {}

    def tickets(self, keys: Sequence[str] | None = None) -> Iterator[Ticket]:
        return (ticket for key, ticket in self.rows.items() if keys is None or key in keys)

    def messages_of(self, ticket_keys: Sequence[str]) -> Mapping[str, Sequence[Message]]:
        return {key: self.said[key] for key in ticket_keys if key in self.said}


@pytest.fixture
def replayed(view: Callable[..., Any]) -> Callable[..., RequestBacktest]:
    """Tickets as (text, agents' words, tags) replayed by a runbook."""

    def replay(runbook: str, *written: tuple[str, str, tuple[str, ...]], email: str = "cora@school.example") -> RequestBacktest:
        past = Past()
        for number, (text, said, tags) in enumerate(written, 1):
            key = f"odoo:{number}"
            asked: Ticket = view(text, email=email).ticket
            past.rows[key] = replace(asked, key=key, tags=tuple(Tag(id=tag, name=tag) for tag in tags))
            if said:
                word = Message(
                    key=f"m{number}", ticket_key=key, posted_at=asked.opened_at, by_agent=True, internal=True, body=said
                )
                past.said[key] = [word]
        opened = next(iter(past.rows.values())).opened_at
        day = timedelta(days=1)
        return RUNBOOKS[runbook](SETTINGS).replay(past, since=opened - day, until=opened + day, today=None, progress=None)  # type: ignore[return-value]

    return replay


def test_wishes_are_settled_where_they_can_be_thanked_and_agents_are_asked_for_their_word(replayed: Any) -> None:
    found = replayed(
        "feature_request",
        ("Suggestion: a dark mode for the app", "Passed to the product list, no date.", ()),
        ("Đề xuất thêm chế độ tối cho app", "", ("Wish",)),
        ("Suggestion: a dark mode for the app", "Gave the pupil a new mouse.", ()),
        ("Suggestion: fix the login page", "Thank you for your suggestion", ("wish",)),
        ("The lunch was cold", "", ()),
    )
    assert found.answers == {Answer.SETTLED: 3, Answer.LEFT: 2}
    assert found.agents == {Agents.SUCH_A_REQUEST: 3, Agents.OTHER: 1, Agents.SILENT: 1}
    assert (found.found.count, found.found.of) == (2, 3) and (found.right.count, found.right.of) == (2, 3)
    assert found.differences == {Difference.NO_SUCH_REQUEST: 1, Difference.MISSED: 1}
    assert (found.claim.count, found.claim.of, found.settled) == (3, 5, ("odoo:1", "odoo:2", "odoo:3"))
    assert found.right.low < found.right.share < found.right.high


def test_of_reports_it_is_said_that_who_asked_was_taken_as_shown(replayed: Any) -> None:
    found = replayed(
        "report_request",
        ("Please send me the attendance report", "Report sent as xlsx.", ()),
        ("We need the library figures", "Figures sent.", ()),
    )
    assert found.proof_assumed and found.rows == {"tell_where_shown": 1, "no_report": 1}
    assert found.differences == {Difference.MORE_CAREFUL: 1}


def test_strangers_of_the_past_are_no_more_allowed_than_those_of_today(replayed: Any) -> None:
    found = replayed("report_request", ("Please send me the attendance report", "", ()), email="otto@elsewhere.example")
    assert found.rows == {"outside": 1} and found.claim.count == 0


def test_a_machines_mail_of_the_past_counts_as_left(replayed: Any) -> None:
    found = replayed("report_request", ("Automatic reply: Please send me the attendance report", "", ()))
    assert found.answers == {Answer.LEFT: 1}
