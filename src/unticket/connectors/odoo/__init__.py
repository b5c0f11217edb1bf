"""Odoo Helpdesk as the desk: OCA helpdesk_mgmt and Enterprise helpdesk, Odoo 16 and later, read through the external API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unticket.connectors.connector import Connector, Surroundings
from unticket.connectors.odoo.settings import OdooSettings

if TYPE_CHECKING:
    from unticket.connectors.odoo.source import OdooHelpdesk


def _open(settings: OdooSettings, surroundings: Surroundings) -> OdooHelpdesk:
    from unticket.connectors.odoo.source import OdooHelpdesk

    return OdooHelpdesk(settings, surroundings)


CONNECTORS: tuple[Connector, ...] = (Connector(kind="odoo", role="desk", settings=OdooSettings, open=_open),)
