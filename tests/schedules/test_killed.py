"""Killed at any instant, a schedule sends each report at most once, and none is missing without somebody being told."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

BEFORE = datetime(2026, 2, 18, 5, tzinfo=UTC)
DUE = datetime(2026, 2, 19, 0, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ADA, THEO = "ada@school.example", "theo@school.example"


def dies(house: Any, death: str) -> None:
    process = house.process(DUE, death)
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("death", ["note", "frozen"])
def test_killed_before_the_mail_is_begun_it_goes_out_once(
    make_house: Callable[..., Any], database_url: str, death: str
) -> None:
    house = make_house(database_url=database_url)
    house.look(BEFORE)
    dies(house, death)
    house.look(DUE + MINUTE, DUE + 2 * MINUTE)
    assert (len(house.mails_to(ADA)), len(house.mails_to(THEO))) == (1, 0)


@pytest.mark.parametrize(("death", "arrived"), [("begin", 0), ("before mail", 0), ("after mail", 1)])
def test_killed_while_the_mail_is_handed_over_it_is_told_of_and_never_sent_again(
    make_house: Callable[..., Any], database_url: str, death: str, arrived: int
) -> None:
    house = make_house(database_url=database_url)
    house.look(BEFORE)
    dies(house, death)
    house.look(DUE + MINUTE, DUE + 2 * MINUTE, DUE + 60 * MINUTE)
    assert len(house.mails_to(ADA)) == arrived
    (told,) = house.mails_to(THEO)
    assert "may not have reached ada@school.example" in told["Subject"]


def test_killed_right_after_it_was_kept_as_sent_nobody_is_bothered(make_house: Callable[..., Any], database_url: str) -> None:
    house = make_house(database_url=database_url)
    house.look(BEFORE)
    dies(house, "ended")
    house.look(DUE + MINUTE, DUE + 2 * MINUTE)
    assert (len(house.mails_to(ADA)), len(house.mails_to(THEO))) == (1, 0)


def test_killed_at_any_instant_each_report_arrives_at_most_once_and_none_is_lost_in_silence(house: Any) -> None:
    """Processes are killed at random instants of a day's look, day after day; the last one is let be."""
    house.look(BEFORE)
    chance = random.Random(7)
    days = 6
    for day in range(days):
        process = house.process(DUE + timedelta(days=day))
        time.sleep(chance.uniform(0.8, 3.5))
        process.kill()
        process.communicate(timeout=60)
        house.look(DUE + timedelta(days=day) + MINUTE)
    subjects = [mail["Subject"] for mail in house.mails_to(ADA)]
    assert len(subjects) == len(set(subjects)), "none came twice"
    told = " ".join(mail["Subject"] for mail in house.mails_to(THEO))
    for day in range(days):
        period = datetime(2026, 2, 18, tzinfo=UTC) + timedelta(days=day)
        came = any(f" {period.day} {period:%B} {period.year}" in subject for subject in subjects)
        assert came or f"{period:%Y-%m-%d}" in told


def test_two_at_once_send_one(make_house: Callable[..., Any], database_url: str) -> None:
    house = make_house(database_url=database_url)
    house.look(BEFORE)
    pair = [house.process(DUE) for _ in range(3)]
    errors = [process.communicate(timeout=180)[1] for process in pair]
    assert [process.returncode for process in pair] == [0, 0, 0], errors
    house.look(DUE + MINUTE)
    assert (len(house.mails_to(ADA)), len(house.mails_to(THEO))) == (1, 0)


def test_a_worker_with_nothing_but_schedules_sends_what_is_due_and_ends_when_told(house: Any) -> None:
    """No register of people and no learning platform is set: reports need neither."""
    house.look(datetime.now(UTC) - timedelta(days=3))
    worker = house.process("worker")
    try:
        waited = time.monotonic() + 120
        while len(house.post.taken) < 2 and time.monotonic() < waited and worker.poll() is None:
            time.sleep(0.2)
    finally:
        worker.send_signal(signal.SIGTERM)
        errors = worker.communicate(timeout=60)[1]
    assert worker.returncode == 0, errors
    assert (len(house.mails_to(ADA)), len(house.mails_to(THEO))) == (1, 1), "the newest, and word of those before"
