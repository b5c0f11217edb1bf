"""Workers killed between the ledger's "begun" and "done", at every kind of effect: counted at the peers, nothing is doubled."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from unticket.runbooks.plan import Mode
from unticket.storage.acting_records import ActingRecords
from unticket.storage.audit_key import audit_key
from unticket.storage.database import open_database

WORKER = Path(__file__).with_name("worker_process.py")


@dataclass(frozen=True)
class Death:
    """A worker dies at this effect on a ticket of this kind."""

    number: int
    kind: str  # of the ticket: "off", "on", "terminated"
    when: str
    effect: str  # with {n} for the ticket's number

    @property
    def at(self) -> str:
        return self.effect.format(n=self.number)

    def __str__(self) -> str:
        return f"{self.when} {self.effect.replace('{n}', 'n').replace('@school.example', '')} ({self.kind})"


EFFECTS = {
    "off": (
        "mail p{n}@school.example acknowledged",
        "reactivate {n}",
        "note odoo:{n}:note:1",
        "tag odoo:{n}",
        "move odoo:{n} 4",
        "mail p{n}@school.example reactivated",
    ),
    "on": ("reset_password {n}",),
    "terminated": ("assign odoo:{n}", "schedule odoo:{n}:schedule:1"),
}
EVERY = [(kind, when, effect) for kind, effects in EFFECTS.items() for effect in effects for when in ("before", "after")]
DEATHS = [Death(number, *each) for number, each in enumerate(EVERY, 1)]
SOME = [death for death in DEATHS if death.effect.partition(" ")[0] in ("reactivate", "reset_password", "note")]


class After:
    """What stands at the peers and in the records when all runs have ended."""

    def __init__(self, world: Any, records: ActingRecords, codes: list[int]) -> None:
        self.world = world
        self.records = records
        self.codes = codes

    def count(self, effect: str) -> int:
        return int(self.world.effects().count(effect))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def after(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, world_module) -> Iterator[After]:
    """Each worker ends the runs that the one before it left, begins the next ticket, and dies; the last one ends them all."""
    folder = tmp_path_factory.mktemp("house")
    sqlite = request.param == "sqlite"
    url = "sqlite:///unticket.db" if sqlite else new_database(request.getfixturevalue("postgresql_server"))
    database = open_database(url, folder)
    key = audit_key(folder / "audit.key")
    records = ActingRecords(
        database, key, instance=folder / "unticket.instance", folder=folder, clock=lambda: datetime.now(UTC)
    )
    for mode in (Mode.SUPERVISED, Mode.AUTOMATIC):
        records.promotions.change("login", mode, by="Theo", why="", evidence={}, now=datetime.now(UTC))
    deaths = DEATHS if sqlite else SOME
    codes = []
    for number, death in enumerate(deaths, 1):
        world = world_module.World(folder / "world.json")
        email = f"p{death.number}@school.example"
        world.employ(email, "terminated" if death.kind == "terminated" else "active")
        world.add_account(str(death.number), email, enabled=death.kind == "on")
        records.looks.note([world.add_ticket(death.number, email=email)], datetime.now(UTC))
        codes.append(worker(url, folder, number, death.when, death.at))
    codes.append(worker(url, folder, len(deaths), "never", "-"))
    yield After(world_module.World(folder / "world.json"), records, codes)
    database.close()


def worker(url: str, folder: Path, tickets: int, when: str, effect: str) -> int:
    arguments = [sys.executable, str(WORKER), url, str(folder), str(tickets), when, effect]
    return subprocess.run(arguments, timeout=120, check=False).returncode


def new_database(server: str) -> str:
    name = f"killed_{uuid.uuid4().hex[:12]}"
    admin = create_engine(
        make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def deaths_of(after: After) -> list[Death]:
    return DEATHS if len(after.codes) == len(DEATHS) + 1 else SOME


def test_every_worker_died_where_it_should_and_the_last_one_ended_well(after: After) -> None:
    assert after.codes == [-9] * (len(after.codes) - 1) + [0]


def test_no_effect_happened_twice(after: After) -> None:
    effects = after.world.effects()
    assert len(effects) == len(set(effects))


def test_every_ticket_ended_as_the_table_says_or_as_a_doubtful_one(after: After) -> None:
    expected = {"off": "resolved", "on": "waiting", "terminated": "escalated"}
    for death in deaths_of(after):
        outcome = after.records.runs.run(f"login:odoo:{death.number}:1").outcome
        in_doubt = death.effect.startswith(("reset_password", "mail p{n}@school.example reactivated"))
        assert outcome == ("doubtful" if in_doubt else expected[death.kind]), str(death)


def test_what_can_be_read_back_happened_exactly_once(after: After) -> None:
    for death in deaths_of(after):
        if not death.effect.startswith(("mail", "reset_password")):
            assert after.count(death.at) == 1, str(death)


def test_what_cannot_be_read_back_was_not_repeated_and_is_counted_as_doubtful(after: After) -> None:
    for death in deaths_of(after):
        if death.effect.startswith(("mail", "reset_password")):
            assert after.count(death.at) == (1 if death.when == "after" else 0), str(death)
            states = [e.state for e in after.records.ledger.of_run(f"login:odoo:{death.number}:1")]
            assert states.count("doubtful") == 1, str(death)


def test_no_terminated_person_was_touched(after: After) -> None:
    for death in deaths_of(after):
        if death.kind == "terminated":
            assert not after.world.state["accounts"][str(death.number)]["enabled"]
            assert after.count(f"reset_password {death.number}") == 0


def test_the_audit_is_whole(after: After) -> None:
    assert list(after.records.audit.faults((after.records.audit.head(),))) == []
