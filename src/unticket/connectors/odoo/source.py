"""Odoo Helpdesk as a source of tickets: the desk, its words, its tickets and what was written on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from unticket.connectors.connector import Surroundings
from unticket.connectors.odoo.check import check
from unticket.connectors.odoo.contacts import Contacts
from unticket.connectors.odoo.edition import TICKET
from unticket.connectors.odoo.messages import Messages
from unticket.connectors.odoo.server import Server
from unticket.connectors.odoo.settings import OdooSettings
from unticket.connectors.odoo.tickets import Tickets, key
from unticket.connectors.odoo.vocabulary import Words
from unticket.connectors.odoo.wire import ARCHIVED_TOO, ids
from unticket.history.ports import Desk, MessagePage, TicketPage
from unticket.model.errors import ConnectorError, UnexpectedPayload
from unticket.model.finding import Finding
from unticket.model.ticket import Vocabulary

T = TypeVar("T")


class Reading:
    """The readers of one server, which share what they learn from each other."""

    def __init__(self, server: Server) -> None:
        settings, self.calls = server.settings, server.calls
        self.profile = server.profile
        self.words = Words(self.calls, server.memory, self.profile)
        contacts = Contacts(self.calls, server.memory)
        self.tickets = Tickets(self.calls, self.profile, self.words, contacts, settings.page_size)
        overlap = timedelta(minutes=settings.overlap_minutes)
        self.messages = Messages(self.calls, self.words, self.tickets, settings.page_size, overlap)


class OdooHelpdesk:
    """A `TicketSource`. A sync with nothing new, in this order, costs four calls: the stages, the changed tickets, the ids of
    messages, the ids of tickets. What is remembered between processes makes up the rest (see `memory`)."""

    def __init__(self, settings: OdooSettings, surroundings: Surroundings) -> None:
        self._settings = settings
        self._server = Server(settings, Path(surroundings.cache))

    def desk(self) -> Desk:
        profile = self._ask(lambda reading: reading.profile)
        return Desk(
            kind="odoo",
            name=f"Odoo {profile.version}, {profile.edition.name}",
            url=self._settings.url,
            ticket_url=self._server.ticket_page,
            database=self._settings.database,
        )

    def vocabulary(self) -> Vocabulary:
        return self._ask(lambda reading: reading.words.now())

    def count(self) -> int:
        return self._ask(lambda reading: _number(reading.calls.call(TICKET, "search_count", domain=[ARCHIVED_TOO])))

    def tickets_after(self, position: str) -> Iterator[TicketPage]:
        """By id; `position` is the last id read."""
        last = int(position) if position.isdecimal() else 0
        for tickets, reached in self._pages(lambda reading: reading.tickets.after(last)):
            yield TicketPage(tickets=tickets, position=str(reached))

    def tickets_changed_since(self, moment: datetime) -> Iterator[TicketPage]:
        """By time of writing, begun `overlap_minutes` earlier: Odoo stamps a change with the time at which its transaction
        began, so that one which took long appears behind a moment that was read already."""
        since = moment.astimezone(UTC) - timedelta(minutes=self._settings.overlap_minutes)
        for tickets, reached in self._pages(lambda reading: reading.tickets.changed_since(since)):
            yield TicketPage(tickets=tickets, position=reached.isoformat())

    def ticket_keys(self) -> Sequence[str]:
        found = self._ask(lambda reading: ids(reading.calls.call(TICKET, "search", domain=[ARCHIVED_TOO], order="id"), TICKET))
        return [key(number) for number in found]

    def messages_after(self, position: str) -> Iterator[MessagePage]:
        for messages, reached in self._pages(lambda reading: reading.messages.after(position)):
            yield MessagePage(messages=messages, position=reached)

    def check(self) -> Sequence[Finding]:
        self._learn_anew()
        return check(self._server)

    def close(self) -> None:
        self._server.close()

    @cached_property
    def _reading(self) -> Reading:
        return Reading(self._server)

    def _ask(self, question: Callable[[Reading], T]) -> T:
        try:
            return question(self._reading)
        except ConnectorError as error:
            self._forgive(error)
        return question(self._reading)

    def _pages(self, begin: Callable[[Reading], Iterator[T]]) -> Iterator[T]:
        try:
            pages = begin(self._reading)
            first = next(pages, None)
        except ConnectorError as error:
            self._forgive(error)
            pages = begin(self._reading)
            first = next(pages, None)
        if first is not None:
            yield first
            yield from pages

    def _forgive(self, error: ConnectorError) -> None:
        self._server.reconsider(error)
        self.__dict__.pop("_reading", None)

    def _learn_anew(self) -> None:
        self._server.learn_anew()
        self.__dict__.pop("_reading", None)


def _number(answer: Any) -> int:
    if type(answer) is not int:
        raise UnexpectedPayload("Odoo's count of tickets is not a number.")
    return answer
