"""Small desks as frames: tickets and their texts, read as the product reads them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files

import polars as pl
import pytest

from unticket.demo.generator.desk import generate
from unticket.history.ticket_table import SCHEMA
from unticket.model.ticket import Requester, Stage, Ticket
from unticket.patterns.text.reading import read_texts

Said = tuple[str, str]  # subject, body
Frames = tuple[pl.DataFrame, pl.DataFrame]
FIRST = datetime(2026, 2, 18, 1, 40, tzinfo=UTC)


def frames(said: Iterable[Said], *, first: datetime = FIRST, prefix: str = "odoo:") -> Frames:
    """The ticket and the text table of tickets opened three hours apart, with keys 1, 2, …"""
    tickets = [
        Ticket(
            key=f"{prefix}{number}",
            reference=f"HT{number}",
            subject=subject,
            body=body,
            stage=Stage(id="1", name="New"),
            requester=Requester(name="Cora"),
            opened_at=first + timedelta(hours=3 * number),
            changed_at=first + timedelta(hours=3 * number),
        )
        for number, (subject, body) in enumerate(said, 1)
    ]
    columns = {"key": [each.key for each in tickets], "opened_at": [each.opened_at for each in tickets]}
    table = pl.DataFrame(columns, schema={name: SCHEMA[name] for name in columns})
    return table, read_texts(tickets)


@pytest.fixture
def desk() -> Callable[..., Frames]:
    return frames


@pytest.fixture
def week() -> list[Said]:
    """Subject and body of the reference week's eight tickets, in their order."""
    rows = json.loads((files("unticket.demo") / "reference_week.json").read_text(encoding="utf-8"))["helpdesk.ticket"]
    return [(row["name"], row["description"]) for row in sorted(rows, key=lambda row: row["id"])]


@pytest.fixture(scope="session")
def school() -> tuple[pl.DataFrame, pl.DataFrame, dict[str, str]]:
    """A generated desk of 400 tickets in two languages, with the true cause of each."""
    made = generate(seed=77, tickets=400, first_day=date(2026, 1, 5), last_day=date(2026, 3, 29))
    rows = made.tables["helpdesk.ticket"]
    table, texts = frames((row["name"] or "", row["description"] or "") for row in rows)
    return table, texts, {key: made.truth.tickets[row["id"]].cause for key, row in zip(table["key"], rows, strict=True)}


def parts(issues: pl.DataFrame) -> set[frozenset[int]]:
    """The grouping itself, by the numbers in the keys, whatever the issues are called."""
    numbers = issues.with_columns(pl.col("key").str.extract(r"(\d+)$").cast(pl.Int64).alias("number")).filter(
        pl.col("issue") != ""
    )
    return {frozenset(each) for each in numbers.group_by("issue").agg("number")["number"]}


@pytest.fixture(name="parts")
def parts_of() -> Callable[[pl.DataFrame], set[frozenset[int]]]:
    return parts
