"""Schedules: each tick once over all workers, the newest alone after a sleep."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from unticket.engine.engine import Engine
from unticket.engine.schedule import Schedule, tick
from unticket.model.errors import ConfigurationError, Conflict

Process = Callable[..., Any]


def ticks(folder: Path) -> list[datetime]:
    file = folder / "ticks"
    return [datetime.fromisoformat(line.split()[0]) for line in file.read_text().splitlines()] if file.exists() else []


def every(cron: str, calls: list[datetime], timezone: str = "UTC") -> Schedule:
    return Schedule(name="poll", cron=cron, timezone=timezone, function=calls.append)


def test_two_workers_do_each_tick_once(
    postgresql_url: str, process: Process, until: Callable[..., Any], tmp_path: Path
) -> None:
    for _worker in range(2):
        process(postgresql_url, "--tick").ready()
    until(lambda: len(ticks(tmp_path)) >= 4)
    seen = ticks(tmp_path)
    assert len(seen) == len(set(seen))


def test_a_worker_that_slept_does_the_newest_missed_tick_alone(
    sqlite_url: str, process: Process, until: Callable[..., Any], tmp_path: Path
) -> None:
    worker = process(sqlite_url, "--tick").ready()
    until(lambda: ticks(tmp_path))
    worker.signal(signal.SIGSTOP)
    asleep_from = datetime.now(UTC)
    time.sleep(4)
    asleep_until = datetime.now(UTC)
    worker.signal(signal.SIGCONT)
    until(lambda: ticks(tmp_path)[-1] > asleep_until)
    missed = [due for due in ticks(tmp_path) if asleep_from < due < asleep_until]
    assert len(missed) <= 1


def test_a_tick_is_dropped_once_the_next_one_is_due() -> None:
    calls: list[datetime] = []
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    yearly = every(f"{now.minute} {now.hour} {now.day} {now.month} *", calls)
    assert tick(yearly, now.isoformat())["outcome"] == "done"
    assert tick(yearly, (now - timedelta(days=366)).isoformat())["outcome"].startswith("dropped")
    assert calls == [now]


def test_the_next_tick_is_found_in_the_schedule_s_own_zone() -> None:
    """In Warsaw the clock jumps from 02:00 to 03:00 on 29 March 2026: the day from 9 to 9 is 23 hours long."""
    daily = every("0 9 * * *", [], "Europe/Warsaw")
    due = datetime(2026, 3, 28, 8, tzinfo=UTC)
    assert daily.is_stale(due, due + timedelta(hours=23))
    assert not daily.is_stale(due, due + timedelta(hours=22, minutes=59))


def test_wrong_times_and_zones_are_refused_by_name() -> None:
    with pytest.raises(ConfigurationError, match="'poll' has the times '61 \\* \\* \\* \\*'"):
        every("61 * * * *", [])
    with pytest.raises(ConfigurationError, match="no time zone 'Mars'"):
        every("* * * * *", [], "Mars")


def test_a_schedule_that_the_code_no_longer_has_ends(sqlite_url: str) -> None:
    for schedules in (("poll", "sweep"), ("sweep",)):
        engine = Engine(sqlite_url)
        for name in schedules:
            engine.schedule(name, "*/5 * * * *", "UTC", lambda _due: None)
        with pytest.raises(Conflict, match="taken"):
            engine.schedule("sweep", "*/5 * * * *", "UTC", lambda _due: None)
        engine.launch()
        assert [known["schedule_name"] for known in engine._client.list_schedules()] == sorted(schedules)
        engine.close()
