"""Notes, texts and groups of small desks, made in one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from unticket.patterns.text.table import NOTES, SCHEMA


def _framed(rows: Sequence[Mapping[str, Any]], schema: pl.Schema) -> pl.DataFrame:
    empty = {name: [] if isinstance(kind, pl.List) else None for name, kind in schema.items()}
    return pl.DataFrame([{**empty, **row} for row in rows], schema=schema)


@pytest.fixture
def grouped() -> Callable[..., pl.DataFrame]:
    """Groups from issue="key key key"."""

    def made(**issues: str) -> pl.DataFrame:
        rows = [(key, issue) for issue, keys in issues.items() for key in keys.split()]
        return pl.DataFrame(rows, schema={"key": pl.String, "issue": pl.String}, orient="row")

    return made


@pytest.fixture
def said() -> Callable[..., pl.DataFrame]:
    """Texts from key="words of the ticket @concept @concept"."""

    def made(**tickets: str) -> pl.DataFrame:
        rows = [
            {
                "key": key,
                "words": [word for word in text.split() if not word.startswith("@")],
                "concepts": [word[1:] for word in text.split() if word.startswith("@")],
            }
            for key, text in tickets.items()
        ]
        return _framed(rows, SCHEMA)

    return made


@pytest.fixture
def wrote() -> Callable[..., pl.DataFrame]:
    """Notes of agents from (ticket, text) pairs, a minute apart."""

    def made(*notes: tuple[str, str], by_agent: bool = True) -> pl.DataFrame:
        start = datetime(2026, 2, 18, tzinfo=UTC)
        rows = [
            {
                "ticket": ticket,
                "posted_at": start + timedelta(minutes=place),
                "author": "Ada",
                "by_agent": by_agent,
                "internal": True,
                "text": text,
            }
            for place, (ticket, text) in enumerate(notes)
        ]
        return _framed(rows, NOTES)

    return made
