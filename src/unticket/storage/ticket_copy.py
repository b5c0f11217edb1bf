"""The local copy of the desk, in the operational database."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import orjson
from sqlalchemy import Connection, and_, delete, func, insert, not_, select, text, update

from unticket.history import bookmarks as names
from unticket.history.ports import Desk, SyncState, TableChanges
from unticket.model.errors import Conflict
from unticket.model.ticket import Agent, Message, Stage, Tag, Team, Ticket, Vocabulary
from unticket.storage.database import Database
from unticket.storage.locks import lock_number
from unticket.storage.table_reading import changes_since
from unticket.storage.tables import BOOKMARKS, CHANGES, GONE_TICKETS, MESSAGES, STAGES, TICKETS, WORDS
from unticket.storage.ticket_rows import (
    MESSAGE_COLUMNS,
    TICKET_COLUMNS,
    message_from,
    message_rows,
    ticket_from,
    ticket_rows,
    words_of,
)
from unticket.storage.upsert import some_at_once, upsert

_BATCH = 2000  # tickets read at once


class TicketCopy:
    """Implements `history.ports.TicketStore` over a `Database`. What fails there is a `StorageError`.

    Every saving that changes a row of the ticket table gets the next change number and writes it into the rows it
    touched, so that a cache of the table reads only what it lacks. A saving that changes nothing leaves no trace.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def only_sync(self) -> Iterator[None]:
        with self._database.alone("sync") as got:
            if not got:
                raise Conflict(
                    f"Another sync is reading into {self._database.place}.", "Wait until it is done, then sync again."
                )
            yield

    def bookmark(self, name: str) -> str:
        with self._database.reading() as connection:
            return _bookmark(connection, name)

    def save_tickets(self, tickets: Sequence[Ticket], /, **bookmarks: str) -> int:
        rows = ticket_rows(tickets)
        with self._saving(bookmarks) as (connection, change):
            numbered = [(*row, change) for row in rows]
            columns = (*TICKET_COLUMNS, "change")
            changed = upsert(connection, TICKETS, columns, numbered, differs_by=["digest"], newer_by="changed_at")
            if changed:
                _save_words(connection, words_of(tickets), differs=False)
                keys = [row[0] for row in rows]
                for some in some_at_once(keys):
                    connection.execute(delete(GONE_TICKETS).where(GONE_TICKETS.c.key.in_(some)))
                _find_first_responses(connection, keys, change)
        return changed

    def save_messages(self, messages: Sequence[Message], /, **bookmarks: str) -> int:
        rows = message_rows(messages)
        with self._saving(bookmarks) as (connection, change):
            changed = upsert(connection, MESSAGES, MESSAGE_COLUMNS, rows, differs_by=["digest"])
            if changed:
                _find_first_responses(connection, sorted({message.ticket_key for message in messages}), change)
        return changed

    def save_vocabulary(self, vocabulary: Vocabulary, /, **bookmarks: str) -> None:
        with self._saving(bookmarks) as (connection, change):
            before = {row.id: row.closed for row in connection.execute(select(STAGES.c.id, STAGES.c.closed))}
            _save_words(connection, vocabulary, differs=True)
            turned = [key for key, stage in vocabulary.stages.items() if before.get(key, stage.closed) != stage.closed]
            for some in some_at_once(turned):  # whether a ticket is closed follows its stage
                connection.execute(update(TICKETS).where(TICKETS.c.stage_id.in_(some)).values(change=change))

    def vocabulary(self) -> Vocabulary:
        with self._database.reading() as connection:
            return _vocabulary(connection)

    def keys(self) -> set[str]:
        with self._database.reading() as connection:
            return set(connection.scalars(select(TICKETS.c.key)))

    def delete(self, keys: Sequence[str], /, **bookmarks: str) -> int:
        gone = 0
        with self._saving(bookmarks) as (connection, change):
            for some in some_at_once(keys):
                there = list(connection.scalars(select(TICKETS.c.key).where(TICKETS.c.key.in_(some))))
                connection.execute(delete(MESSAGES).where(MESSAGES.c.ticket_key.in_(some)))
                connection.execute(delete(TICKETS).where(TICKETS.c.key.in_(there)))
                rows = [(key, change) for key in there]
                upsert(connection, GONE_TICKETS, ("key", "change"), rows, differs_by=["change"])
                gone += len(there)
        return gone

    def state(self) -> SyncState:
        with self._database.reading() as connection:
            marks = {row.name: row.value for row in connection.execute(select(BOOKMARKS.c.name, BOOKMARKS.c.value))}
            return SyncState(
                full_read_done=marks.get(names.FULL_READ_DONE) == "yes",
                changed_until=names.from_text(marks.get(names.CHANGED_UNTIL, "")),
                synced_at=names.from_text(marks.get(names.SYNCED_AT, "")),
                tickets=connection.scalar(select(func.count()).select_from(TICKETS)) or 0,
                newest_change_at=connection.scalar(select(func.max(TICKETS.c.changed_at))),
            )

    def desk(self) -> Desk | None:
        kept = self.bookmark(names.DESK)
        return Desk(**orjson.loads(kept)) if kept else None

    def save_desk(self, desk: Desk) -> None:
        with self._saving({names.DESK: orjson.dumps(asdict(desk)).decode()}):
            pass

    def tickets(self, keys: Sequence[str] | None = None) -> Iterator[Ticket]:
        asked = None if keys is None else sorted(set(keys))
        with self._database.reading() as connection:
            words = _vocabulary(connection)
            statement = select(TICKETS).order_by(TICKETS.c.key)
            parts = [statement] if asked is None else [statement.where(TICKETS.c.key.in_(s)) for s in some_at_once(asked)]
            for part in parts:
                found = connection.execution_options(stream_results=True, yield_per=_BATCH).execute(part)
                for row in found.mappings():
                    yield ticket_from(row, words)

    def stage_seconds(self) -> Iterator[tuple[str, Mapping[str, int]]]:
        """The seconds that each ticket stood in each stage, by the stage's id, where the desk counts them."""
        statement = select(TICKETS.c.key, TICKETS.c.stage_seconds)
        with self._database.reading() as connection:
            found = connection.execution_options(stream_results=True, yield_per=_BATCH).execute(statement)
            yield from ((row.key, row.stage_seconds) for row in found if row.stage_seconds)

    def messages(self, ticket_key: str) -> Sequence[Message]:
        with self._database.reading() as connection:
            asked = select(MESSAGES).where(MESSAGES.c.ticket_key == ticket_key)
            found = connection.execute(asked.order_by(MESSAGES.c.posted_at, MESSAGES.c.key))
            return [message_from(row) for row in found.mappings()]

    def messages_of(self, ticket_keys: Sequence[str]) -> Mapping[str, Sequence[Message]]:
        """What was written on each of several tickets, oldest first; tickets without any are missing."""
        found: dict[str, list[Message]] = {}
        with self._database.reading() as connection:
            for some in some_at_once(sorted(set(ticket_keys))):
                asked = select(MESSAGES).where(MESSAGES.c.ticket_key.in_(some))
                for row in connection.execute(asked.order_by(MESSAGES.c.posted_at, MESSAGES.c.key)).mappings():
                    found.setdefault(row["ticket_key"], []).append(message_from(row))
        return found

    @contextmanager
    def table_changes(self, position: str) -> Iterator[TableChanges]:
        with self._database.reading() as connection:
            yield changes_since(connection, position)

    @contextmanager
    def _saving(self, bookmarks: Mapping[str, str]) -> Iterator[tuple[Connection, int]]:
        """One transaction with its bookmarks, and the change number that rows changed in it carry."""
        with self._database.writing() as connection:
            if self._database.dialect == "postgresql":
                # One saving after the other, so that no smaller number appears after a larger one was read.
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": lock_number("saving")})
            change = (connection.scalar(select(func.max(CHANGES.c.number))) or 0) + 1
            yield connection, change
            if _was_used(connection, change):
                connection.execute(insert(CHANGES).values(number=change, token=secrets.token_hex(8)))
            upsert(connection, BOOKMARKS, ("name", "value"), list(bookmarks.items()), differs_by=["value"])


def _was_used(connection: Connection, change: int) -> bool:
    tickets = select(TICKETS.c.key).where(TICKETS.c.change == change).exists()
    gone = select(GONE_TICKETS.c.key).where(GONE_TICKETS.c.change == change).exists()
    return bool(connection.scalar(select(tickets | gone)))


def _bookmark(connection: Connection, name: str) -> str:
    return connection.scalar(select(BOOKMARKS.c.value).where(BOOKMARKS.c.name == name)) or ""


def _find_first_responses(connection: Connection, keys: Sequence[str], change: int) -> None:
    """Set `first_response_at` of these tickets by the messages that are there."""
    answers = and_(
        MESSAGES.c.ticket_key == TICKETS.c.key,
        MESSAGES.c.by_agent,
        not_(MESSAGES.c.internal),
        not_(MESSAGES.c.automatic),
        MESSAGES.c.posted_at >= TICKETS.c.opened_at,
    )
    first = select(func.min(MESSAGES.c.posted_at)).where(answers).correlate(TICKETS).scalar_subquery()
    for some in some_at_once(keys):
        connection.execute(
            update(TICKETS)
            .where(TICKETS.c.key.in_(some), TICKETS.c.first_response_at.is_distinct_from(first))
            .values(first_response_at=first, change=change)
        )


def _save_words(connection: Connection, words: Vocabulary, *, differs: bool) -> None:
    """Keep `words`; those that are there take the new names only with `differs`."""
    for kind, table in WORDS.items():
        columns = [str(column.name) for column in table.c]
        rows = [tuple(getattr(word, column) for column in columns) for word in getattr(words, kind).values()]
        upsert(connection, table, columns, rows, differs_by=columns[1:] if differs else ())


def _vocabulary(connection: Connection) -> Vocabulary:
    def read(kind: str, word: Any) -> dict[str, Any]:
        found = connection.execute(select(WORDS[kind]).order_by(WORDS[kind].c.id))
        return {row["id"]: word(**row) for row in found.mappings()}

    return Vocabulary(
        stages=read("stages", Stage), teams=read("teams", Team), agents=read("agents", Agent), tags=read("tags", Tag)
    )
