"""Keeps the local copy in step with the desk: everything once, then only what changed, and what is gone."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from unticket.history import bookmarks as at
from unticket.history.ahead import read_ahead
from unticket.history.ports import Desk, Progress, TicketSource, TicketStore
from unticket.model.errors import Conflict
from unticket.model.ticket import Ticket, Vocabulary

# What the desk may lose between two syncs without a question. Beyond both, the key has more likely lost rights.
LOST_TICKETS = 10
LOST_SHARE = 0.2

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_FORGOTTEN_AT_ONCE = 5000


class SyncKind(StrEnum):
    """FULL read every ticket, INCREMENTAL only what changed."""

    FULL = "full"
    INCREMENTAL = "incremental"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncResult:
    """What a sync did. Times are UTC."""

    kind: SyncKind
    read: int  # tickets that the desk sent, repetitions included
    changed: int  # tickets that are new or different in the copy
    deleted: int  # tickets that the copy forgot
    messages: int  # messages that are new or different in the copy
    started_at: datetime
    ended_at: datetime


def sync(
    source: TicketSource,
    store: TicketStore,
    *,
    now: datetime,
    progress: Progress | None = None,
    full: bool = False,
    accept_loss: bool = False,
) -> SyncResult:
    """Bring `store` up to what `source` shows now.

    Stopped at any instant, the next call goes on where this one was; syncing twice changes nothing. `full` reads every
    ticket and message again. `accept_loss` lets the copy shrink however much; together with `full` it forgets the copy
    and reads it anew, also from another desk. `now` is the present instant (UTC).

    Raises `Conflict` when another sync is under way, when the copy is of another desk, or when the desk suddenly shows
    far fewer tickets; `ConnectorError` or `StorageError` when the desk or the database fails. What was saved until then
    stays saved.
    """
    with store.only_sync():
        return _Sync(source, store, now, progress or _Silence()).run(full=full, accept_loss=accept_loss)


class _Sync:
    """One sync, while it is under way."""

    def __init__(self, source: TicketSource, store: TicketStore, now: datetime, progress: Progress) -> None:
        self._source = source
        self._store = store
        self._started_at = now
        self._began = time.monotonic()
        self._progress = progress
        self._held = store.keys()  # the keys in the copy, kept up to date
        self._newest_seen = at.from_text(store.bookmark(at.NEWEST_SEEN))
        self._kind = SyncKind.INCREMENTAL
        self._read = self._changed = self._deleted = self._messages = 0

    def run(self, *, full: bool, accept_loss: bool) -> SyncResult:
        self._recognise_desk(anew=full and accept_loss)
        self._read_vocabulary()
        if full:
            self._store.save_tickets((), **self._nothing_read())
        self._read_tickets_and_messages()
        self._reconcile(accept_loss=accept_loss)
        ended_at = self._now()
        self._store.save_tickets((), **{at.SYNCED_AT: at.to_text(ended_at)})
        return SyncResult(
            kind=self._kind,
            read=self._read,
            changed=self._changed,
            deleted=self._deleted,
            messages=self._messages,
            started_at=self._started_at,
            ended_at=ended_at,
        )

    def _now(self) -> datetime:
        """The present by the caller's clock; setting the machine's clock meanwhile does not move it."""
        return self._started_at + timedelta(seconds=time.monotonic() - self._began)

    def _recognise_desk(self, *, anew: bool) -> None:
        shown, kept = self._source.desk(), self._store.desk()
        other = kept if kept and _identity(kept) != _identity(shown) else None
        if other and self._held and not anew:
            raise Conflict(
                f"The copy is of another desk: {_named(other)}, not {_named(shown)}.",
                "Give this desk a database_url of its own. If it is the same desk at a new address, "
                "unticket sync --full --accept-loss reads it anew.",
            )
        if other or anew:
            # First the mark, then the forgetting: stopped in between, the next sync still knows that it must read all.
            self._store.save_tickets((), **self._nothing_read())
            self._forget(self._held)
        if shown != kept:
            self._store.save_desk(shown)

    def _read_vocabulary(self) -> None:
        before, now = self._store.vocabulary(), self._source.vocabulary()
        # Where a stage turned from open to closed or back, the desk tells other times of closing of tickets that did not
        # change. The names and the mark in one transaction: stopped here, the next sync still knows that it must read all.
        self._store.save_vocabulary(now, **(self._nothing_read() if _stages_turned(before, now) else {}))

    def _nothing_read(self) -> dict[str, str]:
        """The bookmarks of a copy whose full reading begins now. What it holds stays, and is held against the desk."""
        return {
            at.FULL_READ: "",
            at.FULL_READ_BEGAN_AT: at.to_text(self._now()),
            at.FULL_READ_COUNT: "",
            at.FULL_READ_DONE: "",
            at.MESSAGES: "",
            at.NOT_GIVEN: "",
        }

    def _read_tickets_and_messages(self) -> None:
        if self._store.bookmark(at.FULL_READ_DONE) != "yes":
            self._read_every_ticket()
        self._read_changes()
        self._read_messages()

    def _read_every_ticket(self) -> None:
        self._kind = SyncKind.FULL
        position, seen = self._store.bookmark(at.FULL_READ), int(self._store.bookmark(at.FULL_READ_COUNT) or 0)
        began_at = at.from_text(self._store.bookmark(at.FULL_READ_BEGAN_AT))
        if began_at is None:
            began_at = self._now()
            self._store.save_tickets((), **{at.FULL_READ_BEGAN_AT: at.to_text(began_at)})
        self._progress.begin("tickets", self._source.count())
        self._progress.advance(seen)
        with read_ahead(self._source.tickets_after(position)) as pages:
            for page in pages:
                seen += len(page.tickets)
                self._save(page.tickets, {at.FULL_READ: page.position, at.FULL_READ_COUNT: str(seen)})
        # Tickets that changed behind the reader are found by their time of change, which the desk's clock gives and ours
        # may not agree with. So: the newest time that the desk showed, less the time that the reading took.
        took = max(self._now() - began_at, timedelta())
        since = self._newest_seen - took if self._newest_seen else None
        done = {at.FULL_READ_DONE: "yes", at.FULL_READ_BEGAN_AT: "", at.CHANGED_UNTIL: at.to_text(since)}
        self._store.save_tickets((), **done)

    def _read_changes(self) -> None:
        since = at.from_text(self._store.bookmark(at.CHANGED_UNTIL)) or _BEGINNING
        until = since
        self._progress.begin("changes", None)
        with read_ahead(self._source.tickets_changed_since(since)) as pages:
            for page in pages:
                # A ticket that was there before and is new to us came into view; what was written on it lies behind the
                # bookmark of the messages.
                came_into_view = any(t.key not in self._held and t.opened_at < since for t in page.tickets)
                until = max(until, self._newest_of(page.tickets) or until)
                marks = {at.CHANGED_UNTIL: at.to_text(until)} if until > since else {}
                self._save(page.tickets, marks | ({at.MESSAGES: ""} if came_into_view else {}))
        if self._newest_seen and self._newest_seen > until:
            self._store.save_tickets((), **{at.CHANGED_UNTIL: at.to_text(self._newest_seen)})

    def _save(self, tickets: Sequence[Ticket], bookmarks: dict[str, str]) -> None:
        newest = self._newest_of(tickets)
        if newest and (self._newest_seen is None or newest > self._newest_seen):
            self._newest_seen = newest
            bookmarks[at.NEWEST_SEEN] = at.to_text(newest)
        self._changed += self._store.save_tickets(tickets, **bookmarks)
        self._held.update(ticket.key for ticket in tickets)
        self._read += len(tickets)
        self._progress.advance(len(tickets))

    def _newest_of(self, tickets: Sequence[Ticket]) -> datetime | None:
        """The latest time of change that can be believed: one in our future would hide all changes before it."""
        now = self._now()
        return max((ticket.changed_at for ticket in tickets if ticket.changed_at <= now), default=None)

    def _read_messages(self) -> None:
        self._progress.begin("messages", None)
        with read_ahead(self._source.messages_after(self._store.bookmark(at.MESSAGES))) as pages:
            for page in pages:
                self._messages += self._store.save_messages(page.messages, **{at.MESSAGES: page.position})
                self._progress.advance(len(page.messages))

    def _reconcile(self, *, accept_loss: bool) -> None:
        """Forget what the desk no longer has, and fetch what it has and the copy lacks."""
        shown = set(self._source.ticket_keys())  # asked after all saving: whatever was saved and is not there, is gone
        gone, lacking = self._held - shown, shown - self._held
        if gone and not accept_loss:
            self._refuse_great_loss(len(gone), len(shown))
        self._forget(gone)
        if self._is_new(lacking):
            self._read_changes()  # most often it was written since we read the changes
            self._read_messages()
        lacking -= self._held
        if self._is_new(lacking):
            self._store.save_tickets((), **self._nothing_read())
            self._read_tickets_and_messages()
            never_given = (lacking - self._held) & set(self._source.ticket_keys())
            self._store.save_tickets((), **{at.NOT_GIVEN: _digest(never_given)})

    def _is_new(self, lacking: Collection[str]) -> bool:
        """Whether it is worth looking for these: not where a full reading did not find just them before."""
        return bool(lacking) and _digest(lacking) != self._store.bookmark(at.NOT_GIVEN)

    def _refuse_great_loss(self, gone: int, shown: int) -> None:
        if shown and (gone <= LOST_TICKETS or gone <= LOST_SHARE * len(self._held)):
            return
        raise Conflict(
            f"The desk shows {shown:,} tickets; {gone:,} of the {len(self._held):,} in the copy are not among them. "
            "None was forgotten.",
            "If the key lost rights, give them back and sync again (unticket check tells what it sees). "
            "If those tickets are really gone: unticket sync --accept-loss",
        )

    def _forget(self, keys: Collection[str]) -> None:
        ordered = sorted(keys)
        for start in range(0, len(ordered), _FORGOTTEN_AT_ONCE):
            some = ordered[start : start + _FORGOTTEN_AT_ONCE]
            self._deleted += self._store.delete(some)
            self._held.difference_update(some)


class _Silence:
    """Progress that nobody watches."""

    def begin(self, work: str, total: int | None) -> None:
        pass

    def advance(self, count: int) -> None:
        pass


def _identity(desk: Desk) -> tuple[str, str, str]:
    return desk.kind, desk.url.rstrip("/").lower(), desk.database


def _named(desk: Desk) -> str:
    place = ", ".join(part for part in (desk.url, desk.database) if part)
    return f"{desk.name} ({place})" if place else desk.name


def _stages_turned(before: Vocabulary, now: Vocabulary) -> bool:
    return any(key in before.stages and before.stages[key].closed != stage.closed for key, stage in now.stages.items())


def _digest(keys: Collection[str]) -> str:
    return hashlib.blake2b("\n".join(sorted(keys)).encode(), digest_size=16).hexdigest() if keys else ""
