"""Killed at any instant, each is warned at most once, and nobody is left out without somebody being told."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def house(make_school: Callable[..., Any], database_url: str) -> Any:
    """A school with one person who is near, on each kind of database, in automatic mode."""
    school = make_school(database_url)
    school.add("Lan Tran", days=25)
    school.promote()
    return school


def dies(school: Any, death: str) -> None:
    process = school.process(NOW, death)
    process.communicate(timeout=240)
    assert process.returncode == -signal.SIGKILL


def test_killed_right_after_the_look_was_saved_it_goes_out_once(house: Any) -> None:
    dies(house, "keep")
    house.look(NOW + MINUTE, NOW + 2 * MINUTE, NOW + DAY)
    assert house.warned() == ["lan.tran@school.example"]
    assert house.told() == []


@pytest.mark.parametrize(("death", "arrived"), [("begin", 0), ("before mail", 0), ("after mail", 1)])
def test_killed_while_it_is_handed_over_it_is_told_of_and_never_sent_again(house: Any, death: str, arrived: int) -> None:
    dies(house, death)
    house.look(NOW + MINUTE, NOW + 2 * MINUTE, NOW + DAY)
    assert len(house.warned()) == arrived
    (told,) = house.told()
    assert "may not have reached lan.tran@school.example" in told["Subject"]


def test_killed_right_after_it_was_kept_as_sent_nobody_is_bothered(house: Any) -> None:
    dies(house, "ended")
    house.look(NOW + MINUTE, NOW + DAY)
    assert len(house.warned()) == 1
    assert house.told() == []


def test_three_at_once_warn_once(house: Any) -> None:
    together = [house.process(NOW) for _ in range(3)]
    errors = [process.communicate(timeout=240)[1] for process in together]
    assert [process.returncode for process in together] == [0, 0, 0], errors
    house.look(NOW + MINUTE)
    assert len(house.warned()) == 1
    assert house.told() == []


def test_killed_at_random_instants_nobody_is_warned_twice_or_lost_in_silence(make_school: Callable[..., Any]) -> None:
    """Processes are killed at random instants, day after day, of which each has somebody new who is near."""
    school = make_school()
    names = ("An Le", "Binh Do", "Cuc Ta", "Dung Vo", "Em Ngo")
    people = [school.add(name, days=22.5 - number) for number, name in enumerate(names)]
    school.promote()
    chance = random.Random(11)
    for day in range(len(people)):
        school.age_roster(NOW + day * DAY)
        process = school.process(NOW + (day + 1) * DAY)
        time.sleep(chance.uniform(0.8, 4.0))
        process.kill()
        process.communicate(timeout=120)
    school.look(NOW + 6 * DAY, NOW + 6 * DAY + MINUTE)
    warned, told = school.warned(), " ".join(mail["Subject"] for mail in school.told())
    assert len(warned) == len(set(warned))
    for address in people:
        assert address in warned or address in told


def test_a_worker_with_nothing_but_warnings_sends_them_and_ends_when_told(make_school: Callable[..., Any]) -> None:
    """No desk and no platform to act in is set: warnings need neither."""
    school = make_school(runbook='at = "00:00"')
    now = datetime.now(UTC)
    school.add("Lan Tran", lastaccess=int((now - 25 * DAY).timestamp()))
    school.age_roster(now)
    school.promote()
    worker = school.worker()
    try:
        waited = time.monotonic() + 150
        while not school.post.taken and time.monotonic() < waited and worker.poll() is None:
            time.sleep(0.2)
    finally:
        worker.send_signal(signal.SIGTERM)
        errors = worker.communicate(timeout=90)[1]
    assert worker.returncode == 0, errors
    assert school.warned() == ["lan.tran@school.example"]
    assert school.told() == []
