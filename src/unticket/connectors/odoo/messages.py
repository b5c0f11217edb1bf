"""Notes, replies and system lines on tickets: who answered whom, and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

import orjson

from unticket.connectors.https_trouble import AnswerTooLarge
from unticket.connectors.odoo.edition import TICKET
from unticket.connectors.odoo.read_ahead import read_ahead
from unticket.connectors.odoo.tickets import Tickets, key
from unticket.connectors.odoo.transport.calls import Calls
from unticket.connectors.odoo.vocabulary import Words
from unticket.connectors.odoo.wire import Row, ids, link, moment, rows, text, written
from unticket.model.errors import UnexpectedPayload
from unticket.model.ticket import Agent, Message

_MODEL = "mail.message"
_FIELDS = ["res_id", "date", "create_date", "author_id", "email_from", "body", "message_type", "subtype_id", "is_internal"]
# What Odoo writes by itself; "comment", "email" and "email_outgoing" are written by people.
_AUTOMATIC = frozenset({"notification", "user_notification", "auto_comment", "out_of_office"})
_MOST_RECENT = 2000


@dataclass(slots=True)
class Position:
    """How far messages were read.

    Ids are given when a message is written, but seen when its transaction ends: a lower one may turn up after a higher one.
    So everything up to `settled` is done with, and beyond it the ids already read are `recent`, with their times.
    """

    settled: int = 0
    recent: dict[int, str] = field(default_factory=dict)  # id → create_date, as Odoo writes it

    @classmethod
    def read(cls, position: str) -> Position:
        """What `str` wrote; the start for "" and for anything else (reading again harms nothing)."""
        try:
            told = orjson.loads(position)
            return cls(int(told["settled"]), {int(number): str(at) for number, at in told["recent"].items()})
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError):
            return cls()

    def advance(self, page: list[dict[str, Any]], overlap: timedelta, unread: Sequence[int]) -> None:
        """`page` was read, `unread` were not. What is older than two overlaps before the newest is settled: a transaction
        that lasts one overlap may take its id as late as that after its beginning, which is what `create_date` tells."""
        self.recent |= {row["id"]: text(row.get("create_date")) for row in page}
        newest = moment(max(self.recent.values(), default=""))
        if newest is None:
            return
        border = written(newest - 2 * overlap)
        old = [number for number, at in self.recent.items() if at < border]
        # A burst larger than that (an import) is settled early rather than remembered whole.
        old += sorted(self.recent)[:-_MOST_RECENT]
        settled = max([self.settled, *old])
        self.settled = min(settled, min(unread) - 1) if unread else settled
        self.recent = {number: at for number, at in self.recent.items() if number > self.settled}

    def __str__(self) -> str:
        return orjson.dumps(
            {"settled": self.settled, "recent": {str(number): at for number, at in sorted(self.recent.items())}}
        ).decode()


class Messages:
    """Reads messages: their ids first, then those not read before.

    By ids, because Odoo drops what the key may not see *after* it has applied a limit: a short page is not the last one.
    And a sync with nothing new then costs one call with a short answer.
    """

    def __init__(self, calls: Calls, words: Words, tickets: Tickets, page_size: int, overlap: timedelta) -> None:
        self._calls, self._words, self._tickets = calls, words, tickets
        self._page_size, self._overlap = page_size, overlap

    def after(self, start: str) -> Iterator[tuple[list[Message], str]]:
        """Pages of messages not yet read at position `start`, by id, each with the position to go on from."""
        position = Position.read(start)
        domain = [["model", "=", TICKET], ["id", ">", position.settled]]
        found = ids(self._calls.call(_MODEL, "search", domain=domain, order="id"), _MODEL)
        unread = [number for number in found if number not in position.recent]
        for page, rest in read_ahead(self._pages(unread)):
            position.advance(page, self._overlap, rest)
            yield self._messages([row for row in page if row.get("res_id")]), str(position)

    def records_of(self, ticket: int) -> list[dict[str, Any]]:
        """Every message on one ticket as Odoo stores it, oldest first: in one answer, or in pages where that is too large."""
        domain = [["model", "=", TICKET], ["res_id", "=", ticket]]
        try:
            answer = self._calls.call(_MODEL, "search_read", domain=domain, fields=_FIELDS, order="id")
        except AnswerTooLarge:
            return self._records(domain)
        return rows(answer, _MODEL)

    def written_since(self, since: datetime) -> list[Message]:
        """Every message that was written at or after `since`, whatever the date on it."""
        return self.told(self._records([["model", "=", TICKET], ["create_date", ">=", written(since)]]))

    def told(self, records: list[dict[str, Any]]) -> list[Message]:
        """The messages of these records, oldest first."""
        messages = self._messages([row for row in records if row.get("res_id")])
        return sorted(messages, key=lambda message: message.posted_at)  # stable: within a second by id

    def _records(self, domain: list[Any]) -> list[dict[str, Any]]:
        found = ids(self._calls.call(_MODEL, "search", domain=domain, order="id"), _MODEL)
        return [row for page, _ in self._pages(found) for row in page]

    def _pages(self, unread: list[int]) -> Iterator[tuple[list[dict[str, Any]], list[int]]]:
        """The records of `unread`, each page with the ids that come after it: what is too large comes in smaller pages."""
        size = self._page_size
        while unread:
            some, rest = unread[:size], unread[size:]
            try:
                answer = self._calls.call(_MODEL, "search_read", domain=[["id", "in", some]], fields=_FIELDS, order="id")
            except AnswerTooLarge:
                if size == 1:
                    raise
                size = max(1, size // 4)
                continue
            yield rows(answer, _MODEL), rest
            unread, size = rest, min(self._page_size, size + size // 4 + 1)

    def _messages(self, page: list[dict[str, Any]]) -> list[Message]:
        authors = {row["id"]: self._words.author(row.get("author_id")) for row in page}
        answers = [row["res_id"] for row in page if authors[row["id"]] and not _is_automatic(row)]
        requesters = self._tickets.contacts_of(answers) if answers else {}
        return [self._message(row, authors[row["id"]], requesters.get(row["res_id"], 0)) for row in page]

    def _message(self, row: Row, agent: Agent | None, requester: int) -> Message:
        posted_at = moment(row.get("date")) or moment(row.get("create_date"))
        if posted_at is None:
            raise UnexpectedPayload(f"Odoo sent message {row['id']} without its date.")
        author = link(row.get("author_id"))
        return Message(
            key=key(row["id"]),
            ticket_key=key(row["res_id"]),
            posted_at=posted_at,
            author=author[1] if author else parseaddr(text(row.get("email_from")))[0],
            # Staff who ask the desk for help write as requesters, though they are users like the agents.
            by_agent=agent is not None and not (author and author[0] == requester),
            # Notes posted by the API do not set `is_internal`; their subtype tells.
            internal=bool(row.get("is_internal")) or self._words.is_note(row.get("subtype_id")),
            automatic=_is_automatic(row) or (agent is not None and agent.is_bot),
            body=text(row.get("body")),
        )


def _is_automatic(row: Row) -> bool:
    return row.get("message_type") in _AUTOMATIC
