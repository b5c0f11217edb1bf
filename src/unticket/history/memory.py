"""A ticket store without a database: for tests, and for whoever needs the history of one process only."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import uuid4

import polars as pl

from unticket.history import bookmarks as names
from unticket.history.ports import Desk, SyncState, TableChanges
from unticket.history.storable import storable_message, storable_ticket
from unticket.history.ticket_table import SCHEMA
from unticket.model.errors import Conflict
from unticket.model.ticket import Message, Stage, Ticket, Vocabulary

W = TypeVar("W")


class InMemoryTicketStore:
    """Implements `history.ports.TicketStore`."""

    def __init__(self) -> None:
        self._tickets: dict[str, Ticket] = {}
        self._messages: dict[str, Message] = {}
        self._vocabulary = Vocabulary()
        self._desk: Desk | None = None
        self._bookmarks: dict[str, str] = {}
        self._changed_in: dict[str, int] = {}  # key of a ticket, there or gone → number of its last change
        self._change = 0
        self._token = uuid4().hex
        self._syncing = threading.Lock()

    @contextmanager
    def only_sync(self) -> Iterator[None]:
        if not self._syncing.acquire(blocking=False):
            raise Conflict("Another sync is reading into this copy.", "Wait until it is done, then sync again.")
        try:
            yield
        finally:
            self._syncing.release()

    def bookmark(self, name: str) -> str:
        return self._bookmarks.get(name, "")

    def save_tickets(self, tickets: Sequence[Ticket], /, **bookmarks: str) -> int:
        newest: dict[str, Ticket] = {}
        for ticket in tickets:
            before = newest.get(ticket.key) or self._tickets.get(ticket.key)
            if before is None or ticket.changed_at >= before.changed_at:
                newest[ticket.key] = storable_ticket(ticket)
        changed = [ticket for key, ticket in newest.items() if not _same(self._tickets.get(key), ticket)]
        self._learn_words(changed)
        self._tickets |= {ticket.key: ticket for ticket in changed}
        self._note([ticket.key for ticket in changed])
        self._bookmarks |= bookmarks
        return len(changed)

    def save_messages(self, messages: Sequence[Message], /, **bookmarks: str) -> int:
        last = {message.key: storable_message(message) for message in messages}
        changed = [message for key, message in last.items() if self._messages.get(key) != message]
        touched = {message.ticket_key for message in messages} & self._tickets.keys()
        before = {key: self._first_response_at(self._tickets[key]) for key in touched}
        self._messages |= {message.key: message for message in changed}
        self._note([key for key in touched if self._first_response_at(self._tickets[key]) != before[key]])
        self._bookmarks |= bookmarks
        return len(changed)

    def save_vocabulary(self, vocabulary: Vocabulary, /, **bookmarks: str) -> None:
        before = self._vocabulary.stages
        turned = {key for key, stage in vocabulary.stages.items() if key in before and before[key].closed != stage.closed}
        self._vocabulary = _merged(self._vocabulary, vocabulary)
        self._note([ticket.key for ticket in self._tickets.values() if ticket.stage.id in turned])
        self._bookmarks |= bookmarks

    def vocabulary(self) -> Vocabulary:
        return self._vocabulary

    def keys(self) -> set[str]:
        return set(self._tickets)

    def delete(self, keys: Sequence[str], /, **bookmarks: str) -> int:
        gone = self._tickets.keys() & set(keys)
        self._tickets = {key: ticket for key, ticket in self._tickets.items() if key not in gone}
        self._messages = {key: message for key, message in self._messages.items() if message.ticket_key not in set(keys)}
        self._note(list(gone))
        self._bookmarks |= bookmarks
        return len(gone)

    def state(self) -> SyncState:
        return SyncState(
            full_read_done=self.bookmark(names.FULL_READ_DONE) == "yes",
            changed_until=names.from_text(self.bookmark(names.CHANGED_UNTIL)),
            synced_at=names.from_text(self.bookmark(names.SYNCED_AT)),
            tickets=len(self._tickets),
            newest_change_at=max((ticket.changed_at for ticket in self._tickets.values()), default=None),
        )

    def desk(self) -> Desk | None:
        return self._desk

    def save_desk(self, desk: Desk) -> None:
        self._desk = desk

    def tickets(self, keys: Sequence[str] | None = None) -> Iterator[Ticket]:
        for key in sorted(self._tickets.keys() if keys is None else self._tickets.keys() & set(keys)):
            yield self._named(self._tickets[key])

    def messages(self, ticket_key: str) -> Sequence[Message]:
        found = [message for message in self._messages.values() if message.ticket_key == ticket_key]
        return sorted(found, key=lambda message: (message.posted_at, message.key))

    @contextmanager
    def table_changes(self, position: str) -> Iterator[TableChanges]:
        number, _, token = position.partition(":")
        since = int(number) if token == self._token else 0
        changed = {key for key, change in self._changed_in.items() if change > since}
        rows = [self._row(ticket) for key, ticket in self._tickets.items() if key in changed]
        frame = pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("opened_at", maintain_order=True)
        yield TableChanges(
            position=f"{self._change}:{self._token}" if self._change else "",
            whole=not since,
            gone=sorted(changed - self._tickets.keys()) if since else (),
            rows=iter([frame]),
        )

    def _note(self, keys: Sequence[str]) -> None:
        if keys:
            self._change += 1
            self._changed_in |= dict.fromkeys(keys, self._change)

    def _learn_words(self, tickets: Sequence[Ticket]) -> None:
        seen = Vocabulary(
            stages={ticket.stage.id: ticket.stage for ticket in tickets},
            teams={ticket.team.id: ticket.team for ticket in tickets if ticket.team},
            agents={ticket.assignee.id: ticket.assignee for ticket in tickets if ticket.assignee},
            tags={tag.id: tag for ticket in tickets for tag in ticket.tags},
        )
        self._vocabulary = _merged(seen, self._vocabulary)

    def _named(self, ticket: Ticket) -> Ticket:
        """`ticket` with the names of now."""
        words = self._vocabulary
        return replace(
            ticket,
            stage=words.stages[ticket.stage.id],
            team=ticket.team and words.teams[ticket.team.id],
            assignee=ticket.assignee and words.agents[ticket.assignee.id],
            tags=tuple(words.tags[tag.id] for tag in ticket.tags),
        )

    def _first_response_at(self, ticket: Ticket) -> datetime | None:
        answers = (
            message.posted_at
            for message in self.messages(ticket.key)
            if message.by_agent and not message.internal and not message.automatic and message.posted_at >= ticket.opened_at
        )
        return next(answers, None)

    def _row(self, ticket: Ticket) -> tuple[Any, ...]:
        asker = ticket.requester
        closed = self._vocabulary.stages[ticket.stage.id].closed
        row = {
            "key": ticket.key,
            "reference": ticket.reference,
            "subject": ticket.subject,
            "stage": ticket.stage.id,
            "closed": closed,
            "team": ticket.team.id if ticket.team else None,
            "assignee": ticket.assignee.id if ticket.assignee else None,
            "tags": [tag.id for tag in ticket.tags],
            "priority": ticket.priority,
            "requester": asker.contact_id or asker.email or asker.name or None,
            "requester_name": asker.name or None,
            "requester_email": asker.email or None,
            "category": ticket.category or None,
            "channel": ticket.channel or None,
            "opened_at": ticket.opened_at,
            "changed_at": ticket.changed_at,
            "assigned_at": ticket.assigned_at,
            "first_response_at": self._first_response_at(ticket),
            "closed_at": ticket.closed_at if closed else None,
            "reopened": ticket.was_closed_before,
            "archived": ticket.archived,
            "time_spent_minutes": ticket.time_spent_minutes,
        }
        return tuple(row[name] for name in SCHEMA)


def _same(before: Ticket | None, after: Ticket) -> bool:
    """Whether the desk said the same of the ticket: its words are compared by id, as names belong to the vocabulary."""
    return before is not None and _by_id(before) == _by_id(after)


def _by_id(ticket: Ticket) -> Ticket:
    return replace(
        ticket,
        stage=Stage(id=ticket.stage.id, name=""),
        team=ticket.team and replace(ticket.team, name=""),
        assignee=ticket.assignee and replace(ticket.assignee, name="", is_bot=False),
        tags=tuple(replace(tag, name="") for tag in ticket.tags),
    )


def _merged(old: Vocabulary, new: Vocabulary) -> Vocabulary:
    def both(before: Mapping[str, W], after: Mapping[str, W]) -> dict[str, W]:
        return dict(sorted({**before, **after}.items()))

    return Vocabulary(
        stages=both(old.stages, new.stages),
        teams=both(old.teams, new.teams),
        agents=both(old.agents, new.agents),
        tags=both(old.tags, new.tags),
    )
