"""A desk in memory that behaves as real ones do: late commits, repeated pages, changes while it is read, rights that go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from unticket.history.memory import InMemoryTicketStore
from unticket.history.ports import Desk, MessagePage, TicketPage, TicketStore
from unticket.history.sync import SyncResult, sync
from unticket.model.errors import Unreachable
from unticket.model.finding import Finding
from unticket.model.ticket import Agent, Message, Requester, Stage, Tag, Ticket, Vocabulary
from unticket.storage.database import open_database
from unticket.storage.ticket_copy import TicketCopy

OVERLAP = timedelta(minutes=10)
START = datetime(2026, 2, 18, 1, 40, tzinfo=UTC)


@dataclass
class Known:
    """A ticket as the desk's own database has it."""

    number: int
    subject: str
    stage: str
    opened_at: datetime
    changed_at: datetime
    moved_at: datetime
    assignee: str | None = None
    tags: tuple[str, ...] = ()
    archived: bool = False


@dataclass
class ScriptedDesk:
    """A `TicketSource` over dictionaries that a test changes. `now` is the desk's clock, told to the second."""

    now: datetime = START
    page_size: int = 2
    known: dict[int, Known] = field(default_factory=dict)
    written: dict[int, Message] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)  # tickets that the key may not see
    stages: dict[str, Stage] = field(default_factory=dict)
    agents: dict[str, Agent] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)
    unlisted: set[str] = field(default_factory=set)  # tags that the desk no longer lists
    late: list[Known] = field(default_factory=list)  # written in transactions that are still open
    withheld: set[int] = field(default_factory=set)  # listed among the keys and never given
    shown_as: Desk = field(default_factory=lambda: Desk(kind="script", name="A scripted desk", url="https://desk.example"))
    calls: list[str] = field(default_factory=list)
    after_page: Callable[[], None] = lambda: None  # what happens at the desk while it is read
    pages_until_cut: int | None = None  # pages that are still given before the connection breaks
    number: int = 0  # of the newest ticket
    message: int = 0  # of the newest message

    def __post_init__(self) -> None:
        names = ("New", "Waiting", "Done", "Rejected")
        self.stages = {str(n): Stage(id=str(n), name=name, closed=n > 2, sequence=n) for n, name in enumerate(names, start=1)}
        self.agents = {"7": Agent(id="7", name="Ada"), "8": Agent(id="8", name="Theo")}
        self.tags = {"1": Tag(id="1", name="LMS"), "2": Tag(id="2", name="video"), "3": Tag(id="3", name="login")}

    # What its people do.

    def pass_time(self, length: timedelta) -> None:
        if any(ticket.changed_at < self.now + length - OVERLAP for ticket in self.late):
            self.commit()  # a transaction open for longer than the overlap is what no reading by time can see
        self.now += length

    def create(self, subject: str = "Video does not play", *, late: bool = False) -> int:
        self.number += 1
        moment = self.now.replace(microsecond=0)
        self._write(Known(self.number, subject, "1", moment, moment, moment), late=late)
        return self.number

    def change(self, number: int, *, late: bool = False, **changes: Any) -> None:
        moment = self.now.replace(microsecond=0)
        moved_at = moment if "stage" in changes else self.known[number].moved_at
        self._write(replace(self.known[number], changed_at=moment, moved_at=moved_at, **changes), late=late)

    def commit(self) -> None:
        for ticket in self.late:
            if ticket.number not in self.known or ticket.changed_at >= self.known[ticket.number].changed_at:
                self.known[ticket.number] = ticket
        self.late.clear()

    def delete(self, number: int) -> None:
        self.late = [ticket for ticket in self.late if ticket.number != number]
        del self.known[number]
        self.written = {n: message for n, message in self.written.items() if message.ticket_key != f"script:{number}"}

    def write(self, number: int, **changes: Any) -> None:
        self.message += 1
        whole: dict[str, Any] = {"author": "Ada", "by_agent": True, "body": f"message {self.message}"} | changes
        self.written[self.message] = Message(
            key=f"script:{self.message}", ticket_key=f"script:{number}", posted_at=self.now.replace(microsecond=0), **whole
        )

    # What it shows.

    @property
    def tickets(self) -> dict[str, Ticket]:
        return {f"script:{n}": self._ticket(known) for n, known in self.known.items() if n not in self.hidden}

    def messages(self, key: str) -> list[Message]:
        found = [message for message in self.written.values() if message.ticket_key == key and self._may_see(message)]
        return sorted(found, key=lambda message: (message.posted_at, message.key))

    def desk(self) -> Desk:
        return self.shown_as

    def vocabulary(self) -> Vocabulary:
        self._called("vocabulary")
        listed = {key: tag for key, tag in self.tags.items() if key not in self.unlisted}
        return Vocabulary(stages=dict(self.stages), agents=dict(self.agents), tags=listed)

    def count(self) -> int:
        self._called("count")
        return len(self.tickets)

    def tickets_after(self, position: str) -> Iterator[TicketPage]:
        self._called("tickets_after")
        last = int(position or 0)
        while True:
            beyond = [n for n in self._given() if n > last][: self.page_size]
            if not beyond:
                return
            last = beyond[-1]
            yield from self._page([self._ticket(self.known[n]) for n in beyond], str(last))

    def tickets_changed_since(self, moment: datetime) -> Iterator[TicketPage]:
        self._called("tickets_changed_since")
        last = (moment - OVERLAP, -1)
        while True:
            changed = sorted((self.known[n].changed_at, n) for n in self._given())
            beyond = [place for place in changed if place > last][: self.page_size]
            if not beyond:
                return
            last = beyond[-1]
            yield from self._page([self._ticket(self.known[n]) for _, n in beyond], "")

    def ticket_keys(self) -> Sequence[str]:
        self._called("ticket_keys")
        return list(self.tickets)

    def messages_after(self, position: str) -> Iterator[MessagePage]:
        self._called("messages_after")
        last = int(position or 0) - 3  # the overlap: some come again
        while True:
            beyond = [n for n, message in sorted(self.written.items()) if n > last and self._may_see(message)]
            if not beyond:
                return
            page = [self.written[n] for n in beyond[: self.page_size]]
            last = beyond[: self.page_size][-1]
            self._count_down()
            yield MessagePage(messages=page, position=str(last))
            self.after_page()

    def check(self) -> Sequence[Finding]:
        return ()

    def close(self) -> None:
        pass

    def _given(self) -> list[int]:
        return sorted(self.known.keys() - self.hidden - self.withheld)

    def _page(self, tickets: list[Ticket], position: str) -> Iterator[TicketPage]:
        self._count_down()
        yield TicketPage(tickets=tickets, position=position)
        self.after_page()

    def _count_down(self) -> None:
        if self.pages_until_cut is not None:
            if self.pages_until_cut == 0:
                self.pages_until_cut = None
                raise Unreachable("The connection was cut.", transient=True)
            self.pages_until_cut -= 1

    def _called(self, name: str) -> None:
        self.calls.append(name)

    def _write(self, ticket: Known, *, late: bool) -> None:
        if late:
            self.late.append(ticket)
        else:
            self.known[ticket.number] = ticket

    def _may_see(self, message: Message) -> bool:
        number = int(message.ticket_key.removeprefix("script:"))
        return number in self.known and number not in self.hidden

    def _ticket(self, known: Known) -> Ticket:
        stage = self.stages[known.stage]
        return Ticket(
            key=f"script:{known.number}",
            reference=f"S{known.number}",
            subject=known.subject,
            body=f"<p>{known.subject}</p>",
            stage=stage,
            assignee=self.agents[known.assignee] if known.assignee else None,
            tags=tuple(self.tags[key] for key in known.tags),
            requester=Requester(name="Cora"),
            opened_at=known.opened_at,
            changed_at=known.changed_at,
            closed_at=known.moved_at if stage.closed else None,
            archived=known.archived,
        )


@pytest.fixture
def desk() -> ScriptedDesk:
    """Five tickets, each an hour after the one before, with one reply each."""
    desk = ScriptedDesk()
    for subject in ("one", "two", "three", "four", "five"):
        number = desk.create(subject)
        desk.pass_time(timedelta(minutes=30))
        desk.write(number)
        desk.pass_time(timedelta(minutes=30))
    return desk


@pytest.fixture
def new_desk() -> Callable[[], ScriptedDesk]:
    return ScriptedDesk


@pytest.fixture
def new_store(tmp_path: Path) -> Iterator[Callable[[str], TicketStore]]:
    """Makes an empty store, "sqlite" or "in-memory"."""
    opened = []

    def make(kind: str) -> TicketStore:
        if kind == "in-memory":
            return InMemoryTicketStore()
        opened.append(open_database(f"sqlite:///copy-{len(opened)}.db", tmp_path))
        return TicketCopy(opened[-1])

    yield make
    for database in opened:
        database.close()


@pytest.fixture
def store() -> TicketStore:
    return InMemoryTicketStore()


@pytest.fixture
def run_sync() -> Callable[..., SyncResult]:
    """A sync at the desk's own time, or with `skew` between the two clocks."""

    def run(desk: ScriptedDesk, store: TicketStore, *, skew: timedelta = timedelta(), **options: Any) -> SyncResult:
        return sync(desk, store, now=desk.now + skew, **options)

    return run


@pytest.fixture
def assert_equal() -> Callable[[ScriptedDesk, TicketStore], None]:
    """The copy is what the desk shows: ticket by ticket, message by message."""

    def compare(desk: ScriptedDesk, store: TicketStore) -> None:
        assert {ticket.key: ticket for ticket in store.tickets()} == desk.tickets
        for key in desk.tickets:
            assert list(store.messages(key)) == desk.messages(key)

    return compare
