"""A small desk whose tickets are written down with what the reader would find in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zlib import crc32

import polars as pl
import pytest

from unticket.history.ticket_table import SCHEMA as TICKETS
from unticket.patterns.likeness.likeness import Likeness
from unticket.patterns.text.table import SCHEMA as TEXTS

MONDAY = datetime(2026, 2, 16, tzinfo=UTC)


@dataclass(frozen=True)
class Said:
    """One ticket: when, by whom, in which words, naming what."""

    key: str
    hour: float  # since Monday 00:00
    text: str
    concepts: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    by: str | None = None
    language: str = "en"
    open_for: float = 1.0  # hours
    team: str | None = "1"
    tags: tuple[str, ...] = ()

    def moved(self, hours: float) -> Said:
        return replace(self, hour=self.hour + hours)


@dataclass(frozen=True)
class Desk:
    """Its two frames."""

    tickets: pl.DataFrame
    texts: pl.DataFrame
    likeness: Likeness = field(compare=False)


def _ticket(one: Said) -> dict[str, Any]:
    opened = MONDAY + timedelta(hours=one.hour)
    return {
        **dict.fromkeys(TICKETS),
        "key": one.key,
        "reference": one.key,
        "subject": one.text,
        "stage": "4",
        "closed": True,
        "team": one.team,
        "tags": list(one.tags),
        "requester": f"who wrote {one.key}" if one.by is None else one.by or None,
        "opened_at": opened,
        "changed_at": opened,
        "closed_at": opened + timedelta(hours=one.open_for),
        "reopened": False,
        "archived": False,
    }


def _text(one: Said) -> dict[str, Any]:
    words = one.text.lower().split()
    return {
        "key": one.key,
        "subject": one.text,
        "shown": one.text,
        "language": one.language,
        "subject_words": words[:4],
        "words": words,
        "concepts": list(one.concepts),
        "entities": list(one.things),
        "stated": [],
        "impact": [],
        "digest": crc32(one.text.encode()),
    }


@pytest.fixture(scope="session")
def desk() -> Callable[[Sequence[Said]], Desk]:
    def made(said: Sequence[Said]) -> Desk:
        texts = pl.DataFrame([_text(one) for one in said], schema=TEXTS)
        return Desk(pl.DataFrame([_ticket(one) for one in said], schema=TICKETS), texts, Likeness.fit(texts))

    return made


_SINCE = 8.0
QUIET = (
    ("printer jam on the second floor", ("printer", "jam"), ()),
    ("please send the attendance list of april", ("report",), ()),
    ("my password does not work", ("password",), ()),
    ("the projector shows no picture", ("projector", "no_picture"), ("room 12",)),
    ("change of address for the invoice", ("invoice",), ()),
    ("course enrolment is missing", ("enrolment",), ()),
    ("the timetable shows a wrong room", ("timetable", "wrong"), ("room 7",)),
)


@pytest.fixture(scope="session")
def quiet() -> Callable[[int], list[Said]]:
    """Tickets of several weeks that have nothing to do with one another: every day one of each kind, far from the next."""

    def made(days: int) -> list[Said]:
        found = []
        for day in range(-days, days):
            for number, (text, concepts, things) in enumerate(QUIET):
                if (day + number) % 4 == 0:
                    found.append(
                        Said(f"q{day}.{number}", 24 * day + _SINCE + number, f"{text} nr{day}{number}", concepts, things)
                    )
        return found

    return made


@pytest.fixture(scope="session")
def video() -> list[Said]:
    """Three people whom one thing hit, on three days, and nobody of them knows of the others."""
    concepts = ("video", "playback")
    return [
        Said(
            "v1",
            32.7,
            "video in lesson 3 does not play students cannot play the video it loads forever",
            concepts,
            ("lesson 3",),
        ),
        Said("v2", 57.3, "lesson 3 video keeps buffering same as yesterday cannot watch it", concepts, ("lesson 3",)),
        Said("v3", 82.3, "video lesson 3 not playing at home my children cannot play the video", concepts, ("lesson 3",)),
    ]


@pytest.fixture(scope="session")
def said() -> type[Said]:
    return Said
