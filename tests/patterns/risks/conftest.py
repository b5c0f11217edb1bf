"""Ticket tables in a few words, and the reference week among them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from unticket.history.ticket_table import SCHEMA
from unticket.model.period import Period
from unticket.model.ticket import Agent, Tag, Vocabulary
from unticket.patterns.findings import Risk
from unticket.patterns.risks.risks import risks

ZONE = "Asia/Ho_Chi_Minh"
Row = Mapping[str, Any]

_WEEK = """
HT20289 | 18 08:40 | 30  | lms video lesson-3   | video
HT20290 | 18 13:05 | 50  | lms outage           | instability
HT20291 | 19 09:15 | 30  | lms video lesson-3   | video
HT20292 | 19 14:30 | 7   | lms login            | login
HT20293 | 20 08:10 | 70  | lms outage exam      | instability
HT20294 | 20 10:20 | 30  | lms video lesson-3   | video
HT20295 | 20 11:45 | 120 | report               | report
HT20296 | 20 15:00 | 60  | lms feature-request  | feature
"""


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


@pytest.fixture
def reference_week() -> list[dict[str, Any]]:
    """The eight tickets: all handled by Ada, all closed."""
    rows = []
    for line in _WEEK.strip().splitlines():
        key, at, minutes, tags, issue = (part.strip() for part in line.split("|"))
        opened = _local(f"2026-02-{at}")
        closed = opened.timestamp() + 60 * int(minutes)
        rows.append(
            {
                "key": key,
                "opened_at": opened,
                "closed": True,
                "closed_at": datetime.fromtimestamp(closed, UTC),
                "assignee": "ada",
                "tags": tags.split(),
                "issue": issue,
            }
        )
    return rows


@pytest.fixture
def vocabulary() -> Vocabulary:
    """Ada and Theo are people, the bot is none."""
    agents = [Agent(id="ada", name="Ada"), Agent(id="theo", name="Theo"), Agent(id="bot", name="Desk Bot", is_bot=True)]
    return Vocabulary(agents={agent.id: agent for agent in agents}, tags={"lms": Tag(id="lms", name="LMS")})


@pytest.fixture
def found(vocabulary: Vocabulary) -> Callable[..., tuple[Risk, ...]]:
    """The risks of tickets, as in the week of 16 to 22 February 2026 and looked at on the day after."""

    def find(
        rows: Iterable[Row],
        *,
        period: tuple[date, date] = (date(2026, 2, 16), date(2026, 2, 22)),
        now: datetime = datetime(2026, 2, 23, 1, tzinfo=UTC),
        notes: pl.DataFrame | None = None,
    ) -> tuple[Risk, ...]:
        rows = list(rows)
        usual = {"closed": False, "reopened": False, "archived": False, "tags": [], "changed_at": now}
        made = [{name: row.get(name, usual.get(name)) for name in SCHEMA} for row in rows]
        issues = {"key": [row["key"] for row in rows], "issue": [row.get("issue", "") for row in rows]}
        return risks(
            pl.DataFrame(made, schema=SCHEMA),
            pl.DataFrame(issues, schema={"key": pl.String, "issue": pl.String}),
            Period(first=period[0], last=period[1], timezone=ZONE),
            vocabulary=vocabulary,
            labels={"video": "Video of lesson 3"},
            now=now,
            notes=notes,
        )

    return find
