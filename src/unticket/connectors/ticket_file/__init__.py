"""Ticket files: Odoo's own CSV and XLSX exports, and any other table of tickets, for desks that offer no API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unticket.connectors.connector import Connector, Surroundings
from unticket.connectors.ticket_file.settings import TicketFileSettings

if TYPE_CHECKING:
    from unticket.history.ports import TicketSource


def _open(settings: TicketFileSettings, surroundings: Surroundings) -> TicketSource:
    from unticket.connectors.ticket_file.ticket_file import TicketFile

    return TicketFile(settings, surroundings)


CONNECTORS = (Connector(kind="ticket_file", role="desk", settings=TicketFileSettings, open=_open),)
