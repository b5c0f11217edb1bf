"""Ticket tables made of rows as the desk gives them, and the reference week among them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from unticket.history.ports import Desk
from unticket.history.ticket_table import SCHEMA, TicketTable
from unticket.model.period import Period
from unticket.model.ticket import Agent, Stage, Tag, Team, Vocabulary

ZONE = "Asia/Ho_Chi_Minh"
WEEK = Period.week("2026-W08", ZONE)
NOW = datetime(2026, 2, 23, 1, tzinfo=UTC)
DESK = Desk(kind="odoo", name="Odoo 19.0", url="https://desk.example", ticket_url="https://desk.example/odoo/{id}")
DATA = Path(__file__).parents[1] / "data"

Rows = list[dict[str, Any]]


def instant(text: Any) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None


def table_of(rows: Iterable[Mapping[str, Any]], vocabulary: Vocabulary, *, synced_at: datetime | None = NOW) -> TicketTable:
    """Rows in the shape in which Odoo gives them, as the ticket table."""
    made = [
        {
            "key": f"odoo:{row['id']}",
            "reference": row["number"],
            "subject": row["name"],
            "stage": str(row["stage_id"][0]),
            "closed": row["closed"],
            "team": str(row["team_id"][0]) if row.get("team_id") else None,
            "assignee": str(row["user_id"][0]) if row["user_id"] else None,
            "tags": [str(tag) for tag in row["tag_ids"]],
            "opened_at": instant(row["create_date"]),
            "changed_at": instant(row["write_date"]),
            "assigned_at": instant(row["assigned_date"]),
            "first_response_at": instant(row.get("first_response")),
            "closed_at": instant(row["closed_date"]) if row["closed"] else None,
            "reopened": bool(row["closed_date"]) and not row["closed"],
            "archived": not row["active"],
        }
        for row in rows
    ]
    frame = pl.DataFrame([{name: row.get(name) for name in SCHEMA} for row in made], schema=SCHEMA)
    return TicketTable(tickets=frame.sort("opened_at").lazy(), vocabulary=vocabulary, desk=DESK, synced_at=synced_at)


def vocabulary_of(stages: Rows, tags: Rows, users: Rows, teams: Mapping[str, str] | None = None) -> Vocabulary:
    return Vocabulary(
        stages={
            str(s["id"]): Stage(id=str(s["id"]), name=s["name"], closed=s["closed"], sequence=s["sequence"]) for s in stages
        },
        tags={str(t["id"]): Tag(id=str(t["id"]), name=t["name"]) for t in tags},
        agents={str(u["id"]): Agent(id=str(u["id"]), name=u["name"]) for u in users},
        teams={id_: Team(id=id_, name=name) for id_, name in (teams or {}).items()},
    )


@pytest.fixture(scope="session")
def native() -> dict[str, Any]:
    """600 tickets and the real server's own grouped counts of them in four time zones."""
    loaded: dict[str, Any] = json.loads((DATA / "native_reports.json").read_text("utf-8"))
    return loaded


@pytest.fixture
def vocabulary(native: dict[str, Any]) -> Vocabulary:
    return vocabulary_of(native["stages"], native["tags"], native["users"], {"4": "LMS Support", "1": "IT Support"})


@pytest.fixture
def week() -> Rows:
    """The eight tickets of the reference week, as the real server gave them."""
    recorded = json.loads((Path(__file__).parents[1] / "data" / "reference_week.json").read_text("utf-8"))
    rows: Rows = recorded["response"]["body"]
    return rows


@pytest.fixture
def table(vocabulary: Vocabulary) -> Callable[..., TicketTable]:
    return lambda rows, **more: table_of(rows, more.pop("vocabulary", vocabulary), **more)
