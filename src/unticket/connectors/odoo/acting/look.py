"""One look at the desk: what is read through it is as of now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from unticket.connectors.odoo.contacts import Contacts
from unticket.connectors.odoo.memory import Memory
from unticket.connectors.odoo.messages import Messages
from unticket.connectors.odoo.passing import PassingMemory
from unticket.connectors.odoo.server import Server
from unticket.connectors.odoo.tickets import Tickets
from unticket.connectors.odoo.vocabulary import Words


class _Forgetful(Memory):
    """Remembers nothing: an address may have been changed a minute ago."""

    def __init__(self) -> None:
        super().__init__(Path())

    def recall(self, name: str, younger_than: timedelta) -> Any:  # noqa: ARG002
        return None

    def keep(self, **values: Any) -> None:
        """Nothing."""


class _NotAsked(Contacts):
    """Knows no address: for looks at which nobody's address counts."""

    def addresses(self, contacts: Iterable[int]) -> dict[int, str]:
        return dict.fromkeys(contacts, "")


class Look:
    """Readers made for one question and thrown away after it.

    Tickets, messages and addresses are asked for each time; `asker` False leaves addresses out. Stages are as old as `passing`
    allows. Names of teams, tags and agents may be as old as `Words` says, but one that is not known yet, such as an agent of
    today, is asked for by the first ticket or message that names it.
    """

    def __init__(self, server: Server, passing: PassingMemory, *, asker: bool = True) -> None:
        settings = server.settings
        self.calls, self.profile, self.memory = server.calls, server.profile, server.memory
        self.words = Words(self.calls, server.memory, self.profile, passing)
        contacts = (Contacts if asker else _NotAsked)(self.calls, _Forgetful())
        self.tickets = Tickets(self.calls, self.profile, self.words, contacts, settings.page_size, and_also=("create_uid",))
        overlap = timedelta(minutes=settings.overlap_minutes)
        self.messages = Messages(self.calls, self.words, self.tickets, settings.page_size, overlap)
