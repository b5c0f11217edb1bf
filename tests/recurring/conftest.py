"""A house with a copy in SQLite, whose tickets come as a test lets them come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from unticket.app import Unticket, opened
from unticket.demo.generator import generate
from unticket.model.ticket import Requester, Stage, Ticket
from unticket.patterns.find import Found
from unticket.settings import load

NEW = Stage(id="1", name="New")


def ticket_of(row: dict[str, Any]) -> Ticket:
    """A generated row as a ticket."""
    contact = row["partner_id"]
    opened_at = datetime.fromisoformat(row["create_date"]).replace(tzinfo=UTC)
    return Ticket(
        key=f"odoo:{row['id']}",
        reference=row["number"],
        subject=row["name"] or "",
        body=row["description"] or "",
        stage=NEW,
        requester=Requester(name=row["partner_name"] or "", contact_id=str(contact[0]) if contact else ""),
        opened_at=opened_at,
        changed_at=opened_at,
    )


@pytest.fixture(scope="session")
def school() -> Sequence[Ticket]:
    """400 tickets of a generated school in two languages, oldest first."""
    made = generate(seed=77, tickets=400, first_day=date(2026, 1, 5), last_day=date(2026, 3, 29))
    return sorted(map(ticket_of, made.tables["helpdesk.ticket"]), key=lambda ticket: ticket.opened_at)


@dataclass(frozen=True, slots=True)
class Desk400:
    """A folder with settings by which new tickets are placed however few there are, and the copy in it."""

    folder: Path
    environment: dict[str, str]

    @contextmanager
    def house(self) -> Iterator[Unticket]:
        with opened(load(None, self.environment, folder=self.folder)) as house:
            yield house

    def come(self, tickets: Sequence[Ticket]) -> None:
        with self.house() as house:
            house.copy.save_tickets(tickets)

    def found(self, **asked: Any) -> Found:
        """What a new process finds."""
        with self.house() as house:
            return house.recurring.found(**asked)

    def last_whole(self) -> datetime:
        """When all tickets were last grouped anew."""
        with self.house() as house:
            memory = house.recurring.remembered()
            assert memory is not None and memory.whole is not None
            return memory.whole.at

    @property
    def kept(self) -> Path:
        """What a run leaves for the next, beside the database."""
        return self.folder / ".unticket" / "patterns" / "groundwork"


@pytest.fixture
def desk(tmp_path: Path) -> Desk400:
    return Desk400(tmp_path, {"UNTICKET_PATTERNS__WHOLE_UP_TO": "0"})


@pytest.fixture
def issues() -> Callable[[Found], dict[str, str]]:
    return lambda found: dict(found.issues.iter_rows())
