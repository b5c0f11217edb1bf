"""A process that syncs 400 tickets and their messages from a scripted desk until it is done or killed."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from unticket.history.ports import Desk, MessagePage, TicketPage
from unticket.history.sync import sync
from unticket.model.finding import Finding
from unticket.model.ticket import Message, Stage, Ticket, Vocabulary
from unticket.storage.database import open_database
from unticket.storage.ticket_copy import TicketCopy

STAGE = Stage(id="1", name="New")
OPENED = datetime(2026, 2, 18, 1, 40, tzinfo=UTC)
TICKETS = [
    Ticket(
        key=f"script:{number}",
        reference=f"S{number}",
        subject=f"ticket {number}",
        body="x" * 2000,
        stage=STAGE,
        opened_at=OPENED + timedelta(minutes=number),
        changed_at=OPENED + timedelta(minutes=number),
    )
    for number in range(1, 401)
]
MESSAGES = [
    Message(
        key=f"script:{number}",
        ticket_key=f"script:{number}",
        posted_at=OPENED + timedelta(minutes=number + 5),
        by_agent=True,
        body="y" * 500,
    )
    for number in range(1, 401)
]


class SlowDesk:
    """A `TicketSource` that gives twenty at a time and takes its time, so that a kill finds the sync at any point."""

    def desk(self) -> Desk:
        return Desk(kind="script", name="A slow desk", url="")

    def vocabulary(self) -> Vocabulary:
        return Vocabulary(stages={"1": STAGE})

    def count(self) -> int:
        return len(TICKETS)

    def tickets_after(self, position: str) -> Iterator[TicketPage]:
        for start in range(int(position or 0), len(TICKETS), 20):
            time.sleep(0.003)
            yield TicketPage(tickets=TICKETS[start : start + 20], position=str(start + 20))

    def tickets_changed_since(self, moment: datetime) -> Iterator[TicketPage]:
        changed = [ticket for ticket in TICKETS if ticket.changed_at >= moment - timedelta(minutes=10)]
        for start in range(0, len(changed), 20):
            yield TicketPage(tickets=changed[start : start + 20], position="")

    def ticket_keys(self) -> Sequence[str]:
        return [ticket.key for ticket in TICKETS]

    def messages_after(self, position: str) -> Iterator[MessagePage]:
        for start in range(max(0, int(position or 0) - 5), len(MESSAGES), 20):
            time.sleep(0.003)
            yield MessagePage(messages=MESSAGES[start : start + 20], position=str(start + 20))

    def check(self) -> Sequence[Finding]:
        return ()

    def close(self) -> None:
        pass


if __name__ == "__main__":
    database = open_database(sys.argv[1], Path(sys.argv[2]))
    sys.stdout.write("begins\n")
    sys.stdout.flush()
    sync(SlowDesk(), TicketCopy(database), now=datetime.now(UTC))
