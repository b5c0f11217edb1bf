"""What the history needs from outside: a place where tickets come from, and a place to keep the copy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from unticket.model.finding import Finding
from unticket.model.ticket import Message, Ticket, Vocabulary

if TYPE_CHECKING:  # a connector implements these ports without loading a frame library
    import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Which desk the copy is of."""

    kind: str  # "odoo"
    name: str  # "Odoo 19.0, helpdesk_mgmt (OCA)"
    url: str  # where a person opens it, or empty
    ticket_url: str = ""  # the page of one ticket, with {id} in it, or empty
    database: str = ""  # which of several at that url, where the product has such a thing


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketPage:
    """Some tickets, and the position to go on from when they are safely stored."""

    tickets: Sequence[Ticket]
    position: str  # opaque; the source's own


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePage:
    """Some messages, and the position to go on from when they are safely stored."""

    messages: Sequence[Message]
    position: str


class TicketSource(Protocol):
    """Where tickets come from. Every method raises `ConnectorError` and nothing else."""

    def desk(self) -> Desk:
        """Which desk this is; may ask the server once and remember."""

    def vocabulary(self) -> Vocabulary:
        """All stages, teams, agents and tags, with their names of now."""

    def count(self) -> int:
        """How many tickets the key can see, archived ones included."""

    def tickets_after(self, position: str) -> Iterator[TicketPage]:
        """Every ticket beyond `position` ("" is the start), archived ones too, in an order that new tickets do not disturb."""

    def tickets_changed_since(self, moment: datetime) -> Iterator[TicketPage]:
        """Each ticket changed at or after `moment` (UTC), oldest change first. May yield the same ticket twice."""

    def ticket_keys(self) -> Sequence[str]:
        """The keys of all tickets that exist now, archived ones included."""

    def messages_after(self, position: str) -> Iterator[MessagePage]:
        """Every message on tickets beyond `position` ("" is the start), overlap included: the same one may come twice."""

    def check(self) -> Sequence[Finding]:
        """What the key can see and do, when it expires, and what is missing. A refusal is a finding here, not an error."""

    def close(self) -> None:
        """Give back connections and files."""


class Progress(Protocol):
    """Told how long work goes on. A door shows it as a bar with a count and an end time."""

    def begin(self, work: str, total: int | None) -> None:
        """`work` ("tickets", "messages", …) begins, `total` items long (None: unknown); what went before is done."""

    def advance(self, count: int) -> None:
        """`count` more items are done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncState:
    """How far the copy has come. Times are UTC."""

    full_read_done: bool
    changed_until: datetime | None  # every change before this moment is in the copy
    synced_at: datetime | None  # when the last sync ended
    tickets: int
    newest_change_at: datetime | None = None  # the latest `changed_at` in the copy


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChanges:
    """What a cache of the ticket table must take in to be up to date. Read `rows` before the reading is closed."""

    position: str  # opaque; where the next reading begins
    whole: bool  # the position was unknown to this copy (or ""): `rows` is all there is, what you had is void
    gone: Sequence[str]  # keys of tickets that are no more
    rows: Iterator[pl.DataFrame]  # of a ticket table: new and changed tickets in batches; when `whole`, by `opened_at`


class TicketStore(Protocol):
    """Where the copy is kept. Each `save_…` is one transaction: all of it, with its bookmark, or nothing."""

    def only_sync(self) -> AbstractContextManager[None]:
        """Holds off every other sync of this copy, in any process. Raises `Conflict` when one is under way."""

    def bookmark(self, name: str) -> str:
        """The value last saved under `name`, or ""."""

    def save_tickets(self, tickets: Sequence[Ticket], /, **bookmarks: str) -> int:
        """Insert or update by key (an older `changed_at` never overwrites a newer); returns how many rows changed.

        A row that is the same as before is no change. Characters that a database cannot keep become U+FFFD.
        """

    def save_messages(self, messages: Sequence[Message], /, **bookmarks: str) -> int:
        """Insert or update by key; returns how many rows changed. A message may come before its ticket."""

    def save_vocabulary(self, vocabulary: Vocabulary, /, **bookmarks: str) -> None:
        """Make the names those of now. Words that the desk no longer lists stay, for the tickets that still carry them."""

    def vocabulary(self) -> Vocabulary:
        """The names as last saved."""

    def keys(self) -> set[str]:
        """The keys of all tickets in the copy."""

    def delete(self, keys: Sequence[str], /, **bookmarks: str) -> int:
        """Forget these tickets and their messages: the desk no longer has them. Returns how many tickets there were."""

    def state(self) -> SyncState:
        """How far the copy has come."""

    def desk(self) -> Desk | None:
        """The desk that this is the copy of; None before the first sync."""

    def save_desk(self, desk: Desk) -> None:
        """Remember whose copy this is."""

    def tickets(self, keys: Sequence[str] | None = None) -> Iterator[Ticket]:
        """The tickets of the copy with their bodies and the names of now, in order of key. `keys` None: all of them."""

    def messages(self, ticket_key: str) -> Sequence[Message]:
        """What was written on one ticket, oldest first."""

    def table_changes(self, position: str) -> AbstractContextManager[TableChanges]:
        """What became different in the ticket table since `position` ("" is the start), as one consistent reading."""
