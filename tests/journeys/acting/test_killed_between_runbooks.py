"""Workers killed while a ticket goes from one runbook to the next: none is lost, each has one taker, no letter goes twice."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from unticket.runbooks.plan import Mode
from unticket.storage.acting_records import ActingRecords
from unticket.storage.audit_key import audit_key
from unticket.storage.database import open_database

WORKER = Path(__file__).with_name("two_runbooks_process.py")
WISH = "Suggestion: a dark mode for the video page"  # the world's login runbook knows videos as another matter
MOMENTS = (
    "login:odoo:{n}:1",  # the first offer
    "feature_request:odoo:{n}:1",  # the second, by the run that has passed
    "mail p{n}@school.example thanks",
    "note odoo:{n}:note:1",
    "move odoo:{n} 2",
)
DEATHS = [(when, moment) for moment in MOMENTS for when in ("before", "after")]


class After:
    """What stands when all is over."""

    def __init__(self, world: Any, records: ActingRecords, codes: list[int]) -> None:
        self.world, self.records, self.codes = world, records, codes


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory, world_module: Any) -> Iterator[After]:
    """Each worker ends what the one before it left, is offered one wish, and dies at it; the last one ends them all."""
    folder = tmp_path_factory.mktemp("house")
    database = open_database("sqlite:///unticket.db", folder)
    records = ActingRecords(
        database,
        audit_key(folder / "audit.key"),
        instance=folder / "unticket.instance",
        folder=folder,
        clock=lambda: datetime.now(UTC),
    )
    for runbook in ("login", "feature_request"):
        for mode in (Mode.SUPERVISED, Mode.AUTOMATIC):
            records.promotions.change(runbook, mode, by="Theo", why="", evidence={}, now=datetime.now(UTC))
    codes = []
    for number, (when, moment) in enumerate(DEATHS, 1):
        world = world_module.World(folder / "world.json")
        key = world.add_ticket(number, subject=WISH, email=f"p{number}@school.example")
        records.looks.note([key], datetime.now(UTC))
        codes.append(_worker(folder, number, when, moment.format(n=number)))
    codes.append(_worker(folder, len(DEATHS), "never", "-"))
    yield After(world_module.World(folder / "world.json"), records, codes)
    database.close()


def _worker(folder: Path, tickets: int, when: str, what: str) -> int:
    arguments = [sys.executable, str(WORKER), str(folder), str(tickets), when, what]
    return subprocess.run(arguments, timeout=240, check=False).returncode


def test_every_worker_died_where_it_should_and_the_last_one_ended_well(after: After) -> None:
    assert after.codes == [-9] * len(DEATHS) + [0]


def test_no_ticket_is_lost_and_each_has_one_taker(after: After) -> None:
    for number in range(1, len(DEATHS) + 1):
        runs = after.records.runs.newest(10, ticket_key=f"odoo:{number}")
        assert [run.runbook for run in runs if run.has_taken] == ["feature_request"], DEATHS[number - 1]
        assert [run.runbook for run in runs if run.passed] == ["login"], DEATHS[number - 1]


def test_no_effect_happened_twice_and_a_letter_in_doubt_is_not_repeated(after: After) -> None:
    effects = after.world.effects()
    assert len(effects) == len(set(effects))
    for number, (when, moment) in enumerate(DEATHS, 1):
        outcome = str(after.records.runs.run(f"feature_request:odoo:{number}:1").outcome)
        in_doubt = moment.startswith("mail")
        assert outcome == ("doubtful" if in_doubt else "routed"), (when, moment)
        sent = effects.count(f"mail p{number}@school.example thanks")
        assert sent == (0 if in_doubt and when == "before" else 1), (when, moment)


def test_the_audit_is_whole(after: After) -> None:
    assert list(after.records.audit.faults((after.records.audit.head(),))) == []
