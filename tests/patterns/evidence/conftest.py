"""A small desk: the eight tickets of a school's week, grouped by what is wrong, and helpers to change one thing of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from unticket.history.ticket_table import SCHEMA
from unticket.patterns.text.table import SCHEMA as TEXTS

WEEK = (
    #  key   issue     opened (UTC)       minutes requester  stated                       impact
    ("t1", "video", "2026-02-18 01:40", 30, "class-a", [(5, False, "5 students affected")], []),
    ("t2", "outage", "2026-02-18 06:05", 50, "coordinator", [(15, False, "about 15 students")], []),
    ("t3", "video", "2026-02-19 02:15", 30, "class-b", [(6, False, "6 students in class B")], []),
    ("t4", "login", "2026-02-19 07:30", 7, "teacher", [], []),
    ("t5", "outage", "2026-02-20 01:10", 70, "exam-office", [(50, True, "50+ students")], [("exam", "down during the exam")]),
    ("t6", "video", "2026-02-20 03:20", 30, "parent", [(3, False, "3 students")], [("parents", "My children")]),
    ("t7", "report", "2026-02-20 04:45", 120, "director", [], [("deadline", "before 3 pm")]),
    ("t8", "feature", "2026-02-20 08:00", 60, "executive", [], [("parents", "to parents")]),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass(frozen=True)
class SmallDesk:
    """Frames of a desk, each of which a test may change."""

    groups: pl.DataFrame
    tickets: pl.DataFrame
    texts: pl.DataFrame

    def without(self, *keys: str) -> SmallDesk:
        kept = ~pl.col("key").is_in(keys)
        return SmallDesk(self.groups.filter(kept), self.tickets.filter(kept), self.texts.filter(kept))

    def changed(self, key: str, **values: Any) -> SmallDesk:
        """The desk with other values in the ticket table or the text table."""
        frames = {"tickets": self.tickets, "texts": self.texts}
        for name, value in values.items():
            table = "tickets" if name in SCHEMA else "texts"
            schema = SCHEMA if name in SCHEMA else TEXTS
            other = [value if one == key else old for one, old in frames[table].select("key", name).iter_rows()]
            frames[table] = frames[table].with_columns(pl.Series(name, other, schema[name], strict=False))
        return replace(self, **frames)

    def shuffled(self) -> SmallDesk:
        return SmallDesk(*(frame.sample(fraction=1, shuffle=True, seed=3) for frame in (self.groups, self.tickets, self.texts)))


def desk(rows: Sequence[Sequence[Any]]) -> SmallDesk:
    tickets, texts = [], []
    for key, _, opened, minutes, requester, stated, impact in rows:
        begun = at(opened)
        over = None if minutes is None else begun + timedelta(minutes=minutes)
        tickets.append(
            {
                "key": key,
                "opened_at": begun,
                "assigned_at": begun,
                "closed_at": over,
                "closed": over is not None,
                "requester": requester,
            }
        )
        texts.append({
            "key": key,
            "stated": [{"count": count, "open_ended": more, "quote": quote} for count, more, quote in stated],
            "impact": [{"kind": kind, "quote": quote} for kind, quote in impact],
        })  # fmt: skip
    return SmallDesk(
        pl.DataFrame([(row[0], row[1]) for row in rows], schema={"key": pl.String, "issue": pl.String}, orient="row"),
        framed(tickets, SCHEMA),
        framed(texts, TEXTS),
    )


def framed(rows: Sequence[Mapping[str, Any]], schema: pl.Schema) -> pl.DataFrame:
    empty = {name: [] if isinstance(kind, pl.List) else None for name, kind in schema.items()}
    return pl.DataFrame([{**empty, **row} for row in rows], schema=schema)


@pytest.fixture
def week() -> SmallDesk:
    return desk(WEEK)


@pytest.fixture
def make() -> Callable[..., SmallDesk]:
    """A desk from rows like those of WEEK."""
    return desk
