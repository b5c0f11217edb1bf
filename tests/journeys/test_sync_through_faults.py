"""A sync over real HTTP while everything goes wrong and people keep working: when it ends, the copy equals the desk.

`UNTICKET_TEST_TICKETS=20000` makes the desk as large as the promise; the usual run takes a smaller one.
"""

from __future__ import annotations

import os
import random
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from unticket.connectors.connector import Surroundings
from unticket.connectors.odoo import CONNECTORS
from unticket.demo.desk.faults import (
    BrokenJson,
    CutBeforeAnswer,
    CutInBody,
    Faults,
    LateCommit,
    MaintenancePage,
    NoAnswer,
    Slow,
    SlowBody,
    TooManyRequests,
    Unavailable,
)
from unticket.demo.desk.serve import RunningDesk, serve
from unticket.demo.desk.state import DeskState
from unticket.demo.generator import generate
from unticket.history.cache import ticket_table
from unticket.history.ports import TicketSource
from unticket.history.sync import sync
from unticket.model.errors import ConnectorError
from unticket.storage.database import open_database
from unticket.storage.ticket_copy import TicketCopy

TICKET, MESSAGE = "helpdesk.ticket", "mail.message"
TICKETS = int(os.environ.get("UNTICKET_TEST_TICKETS", "1000"))
PAGE = 1000 if TICKETS > 5000 else 50
ATTEMPTS = 200  # a sync that a person, or a timer, starts again and again


def faults(people: Callable[[DeskState], None]) -> Faults:
    """Every fault there is, often enough that no sync gets through without several of each."""
    plan = Faults(seed=7)
    for fault in (
        NoAnswer(),
        CutBeforeAnswer(),
        CutInBody(0.5),
        TooManyRequests(0),
        TooManyRequests(None),
        Unavailable(502),
        Unavailable(503, retry_after=0),
        Unavailable(504),
        Slow(0.05),
        SlowBody(pieces=5, pause=0.01),
        BrokenJson(),
        MaintenancePage(),
    ):
        plan.sometimes(0.025, fault, method="search_read").sometimes(0.01, fault, method="search")
    plan.every(1, LateCommit(0.2), model=TICKET, method="write")
    return plan.between(people, model=TICKET, method="search_read").between(people, model=MESSAGE, method="search_read")


class People:
    """Whoever works at the desk between two pages: new tickets, changes, closings, archivings, deletions and replies."""

    def __init__(self) -> None:
        self.chance = random.Random(11)
        self.done: Counter[str] = Counter()
        self.at_work = True

    def __call__(self, state: DeskState) -> None:
        if self.at_work:
            deed = self.chance.choice([self.create, self.change, self.close, self.archive, self.delete, self.reply])
            self.done[deed.__name__] += 1
            deed(state)

    def create(self, state: DeskState) -> None:
        number = max(state.table(TICKET).rows) + 1
        state.add(TICKET, name=f"new while it is read {number}", number=f"HT{number:05}", stage_id=1, tag_ids=[1, 2])

    def change(self, state: DeskState) -> None:
        state.change(TICKET, self.one(state), name="changed while it is read 🎬", priority="3", tag_ids=[3])

    def close(self, state: DeskState) -> None:
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        state.change(TICKET, self.one(state), stage_id=4, closed_date=now, last_stage_update=now)

    def archive(self, state: DeskState) -> None:
        state.change(TICKET, self.one(state), active=False)

    def delete(self, state: DeskState) -> None:
        state.delete(TICKET, self.one(state))

    def reply(self, state: DeskState) -> None:
        now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
        some = next(iter(state.table(MESSAGE).rows.values()))
        state.add(MESSAGE, **{name: value for name, value in some.items() if name != "id"} | {
            "res_id": self.one(state), "date": now, "create_date": now, "body": "<p>written while it is read</p>"
        })  # fmt: skip

    def one(self, state: DeskState) -> int:
        return self.chance.choice(sorted(state.table(TICKET).rows))


@contextmanager
def agent_at_work(desk: RunningDesk, write_to_desk: Callable[..., Any]) -> Iterator[list[int]]:
    """Somebody who writes over HTTP all the while, each time in a transaction that ends after others have read."""
    written: list[int] = []
    over = threading.Event()

    def work() -> None:
        chance = random.Random(13)
        while not over.wait(0.02):
            with desk.state.lock:
                number = chance.choice(sorted(desk.state.table(TICKET).rows))
            try:
                write_to_desk(desk, TICKET, "write", ids=[number], vals={"name": f"begun early, seen late {len(written)}"})
            except Exception:  # noqa: BLE001 - deleted meanwhile
                continue
            written.append(number)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield written
    finally:
        over.set()
        thread.join()


@dataclass
class Attempts:
    source: TicketSource
    copy: TicketCopy
    failures: Counter[str]

    def until_one_ends(self) -> None:
        for _ in range(ATTEMPTS):
            try:
                sync(self.source, self.copy, now=datetime.now(UTC))
            except ConnectorError as error:
                self.failures[error.code] += 1
            else:
                return
        pytest.fail(f"no sync came through: {self.failures}")


def source(desk: RunningDesk, folder: Path, **settings: Any) -> TicketSource:
    (connector,) = (found for found in CONNECTORS if found.role == "desk")
    chosen = connector.settings(
        kind="odoo", url=desk.url, database=desk.database, api_key=desk.api_key, page_size=PAGE, **settings
    )
    opened: TicketSource = connector.open(chosen, Surroundings(timezone="Asia/Ho_Chi_Minh", cache=str(folder / "cache")))
    return opened


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_after_a_sync_through_every_fault_the_copy_equals_the_desk(tmp_path: Path, write_to_desk: Callable[..., Any]) -> None:
    generated = generate(seed=3, tickets=TICKETS, first_day=date(2025, 9, 1), last_day=date(2026, 6, 30))
    state, people = DeskState.from_tables(generated.tables), People()
    database = open_database("sqlite:///unticket.db", tmp_path)
    copy, plan = TicketCopy(database), faults(people)
    with serve(state, faults=plan) as desk:
        hasty = source(desk, tmp_path, time_out_seconds=0.5, deadline_seconds=3, retries=2, retry_pause_seconds=0.01)
        attempts = Attempts(hasty, copy, Counter())
        with agent_at_work(desk, write_to_desk) as written:
            attempts.until_one_ends()
            attempts.until_one_ends()
        people.at_work = False
        attempts.until_one_ends()  # the faults go on; only the people went home
        hasty.close()

        assert len(people.done) == 6, "the people did everything that people do"
        assert len(written) > 10
        assert attempts.failures, "several syncs broke off"
        assert_same_as_rows(copy, state)
        assert_same_as_a_calm_reading(copy, desk, tmp_path)

    rows = ticket_table(copy, tmp_path / "cache").tickets.collect()
    assert set(rows["key"]) == copy.keys()
    assert rows["first_response_at"].null_count() < rows.height
    database.close()


def assert_same_as_rows(copy: TicketCopy, state: DeskState) -> None:
    """Against the desk's own rows, without the connector in between."""
    rows = state.table(TICKET).rows
    kept = {int(ticket.key.removeprefix("odoo:")): ticket for ticket in copy.tickets()}
    assert kept.keys() == rows.keys()
    for number, row in rows.items():
        ticket = kept[number]
        told = (ticket.subject, ticket.body, ticket.stage.id, not ticket.archived, {tag.id for tag in ticket.tags})
        tags = {str(tag) for tag in row.get("tag_ids") or ()}
        assert told == (row["name"], row.get("description") or "", str(row["stage_id"]), row["active"], tags)
        assert ticket.changed_at == moment(row["write_date"])
        assert ticket.opened_at == moment(row["create_date"])
    written = Counter(f"odoo:{row['res_id']}" for row in state.table(MESSAGE).rows.values() if row.get("model") == TICKET)
    assert {key: len(copy.messages(key)) for key in map("odoo:{}".format, rows)} == {
        key: written[key] for key in map("odoo:{}".format, rows)
    }


def assert_same_as_a_calm_reading(copy: TicketCopy, desk: RunningDesk, folder: Path) -> None:
    """Against everything that the connector reads of a ticket and a message, here without any fault."""
    with serve(desk.state) as calm:
        fresh = source(calm, folder / "calm")
        tickets = {ticket.key: ticket for page in fresh.tickets_after("") for ticket in page.tickets}
        messages = {message.key: message for page in fresh.messages_after("") for message in page.messages}
        fresh.close()
    assert {ticket.key: ticket for ticket in copy.tickets()} == tickets
    assert {message.key: message for key in tickets for message in copy.messages(key)} == messages


def moment(text: str) -> datetime:
    return datetime.fromisoformat(re.sub(r"\.\d+$", "", text)).replace(tzinfo=UTC)
