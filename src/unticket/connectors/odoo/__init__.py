"""Odoo: its help desk (OCA helpdesk_mgmt, Enterprise helpdesk; 16 and later) to read and to act in, and its employees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unticket.connectors.connector import Connector, Surroundings
from unticket.connectors.odoo.employees.settings import EmployeesSettings
from unticket.connectors.odoo.settings import OdooSettings

if TYPE_CHECKING:
    from unticket.connectors.odoo.acting.desk import OdooTicketDesk
    from unticket.connectors.odoo.employees.directory import OdooEmployees
    from unticket.connectors.odoo.source import OdooHelpdesk


def _open(settings: OdooSettings, surroundings: Surroundings) -> OdooHelpdesk:
    from unticket.connectors.odoo.source import OdooHelpdesk

    return OdooHelpdesk(settings, surroundings)


def _open_to_act(settings: OdooSettings, surroundings: Surroundings) -> OdooTicketDesk:
    from unticket.connectors.odoo.acting.desk import OdooTicketDesk

    return OdooTicketDesk(settings, surroundings)


def _open_employees(settings: EmployeesSettings, surroundings: Surroundings) -> OdooEmployees:
    from unticket.connectors.odoo.employees.directory import OdooEmployees

    return OdooEmployees(settings, surroundings)


CONNECTORS: tuple[Connector, ...] = (
    Connector(kind="odoo", role="desk", settings=OdooSettings, open=_open),
    Connector(kind="odoo", role="ticket_desk", settings=OdooSettings, open=_open_to_act),
    Connector(kind="odoo", role="hr", settings=EmployeesSettings, open=_open_employees),
)
