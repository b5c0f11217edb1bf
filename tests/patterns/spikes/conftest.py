"""Tickets at given local times, and a desk on which nothing happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest

from unticket.history.ticket_table import SCHEMA

ZONE = "Asia/Ho_Chi_Minh"
Made = tuple[str, str, str]  # key, local time, issue


@pytest.fixture
def zone() -> str:
    return ZONE


@pytest.fixture
def reference_week() -> list[Made]:
    """The eight tickets as the brief's table has them: key, local time and the issue that each belongs to."""
    return [
        ("HT20289", "2026-02-18 08:40", "video"),
        ("HT20290", "2026-02-18 13:05", "instability"),
        ("HT20291", "2026-02-19 09:15", "video"),
        ("HT20292", "2026-02-19 14:30", "login"),
        ("HT20293", "2026-02-20 08:10", "instability"),
        ("HT20294", "2026-02-20 10:20", "video"),
        ("HT20295", "2026-02-20 11:45", "report"),
        ("HT20296", "2026-02-20 15:00", "feature"),
    ]


@pytest.fixture
def frames() -> Callable[[Iterable[Made]], tuple[pl.DataFrame, pl.DataFrame]]:
    """The ticket table and the issues of tickets given by key, local time and issue."""

    def make(rows: Iterable[Made]) -> tuple[pl.DataFrame, pl.DataFrame]:
        rows = list(rows)
        opened = [datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC) for _, at, _ in rows]
        tickets = pl.DataFrame(
            {"key": [key for key, _, _ in rows], "opened_at": opened, "archived": [False] * len(rows)},
            schema_overrides={"key": pl.String, "opened_at": pl.Datetime("us", "UTC"), "archived": pl.Boolean},
        )
        tickets = tickets.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in SCHEMA.items() if name not in tickets)
        told = {"key": [key for key, _, _ in rows], "issue": [issue for _, _, issue in rows]}
        return tickets.select(*SCHEMA), pl.DataFrame(told, schema={"key": pl.String, "issue": pl.String})

    return make


@pytest.fixture
def quiet() -> Callable[..., list[Made]]:
    """Tickets of issues with these daily means, Poisson, fewer at weekends, for some days from a Monday on."""

    def make(means: dict[str, float], days: int, *, first: date = date(2025, 9, 1), seed: int = 1) -> list[Made]:
        rng, rows = np.random.default_rng(seed), []
        for place in range(days):
            day = first + timedelta(days=place)
            for issue, mean in means.items():
                count = rng.poisson(mean * (0.4 if day.weekday() >= 5 else 1.24))
                at = [f"{day} {rng.integers(7, 19):02}:{rng.integers(60):02}" for _ in range(count)]
                rows += [(f"{issue}-{day}-{one}", time, issue) for one, time in enumerate(at)]
        return rows

    return make


@pytest.fixture
def burst() -> Callable[..., list[Made]]:
    """`count` further tickets of an issue on one local day, from the hour on, three minutes apart."""

    def make(issue: str, day: str, count: int, *, hour: int = 9) -> list[Made]:
        return [(f"burst-{issue}-{n}", f"{day} {hour + n * 3 // 60:02}:{n * 3 % 60:02}", issue) for n in range(count)]

    return make


@pytest.fixture
def quiet_counts() -> Callable[..., tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Counts of issues with these means, weekdays in it, with the true means: (series, days), weekdays (days), means."""

    def make(rng: np.random.Generator, means: Sequence[float], days: int, excess: float = 0.0) -> tuple[np.ndarray, ...]:
        weekdays = np.arange(days) % 7
        true = np.outer(means, np.array([1.25, 1.1, 1.05, 1.0, 0.95, 0.45, 0.3])[weekdays] * 7 / 6.1)
        rates = true
        if excess:
            size = (np.sqrt(np.asarray(means)) / excess)[:, np.newaxis]
            rates = true * rng.gamma(size, 1 / size, true.shape)
        return rng.poisson(rates), weekdays, true

    return make
