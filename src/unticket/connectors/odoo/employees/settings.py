"""The settings of one Odoo as a directory of employees: a connection and a key of its own."""

from __future__ import annotations

from pydantic import Field

from unticket.connectors.odoo.settings import OdooConnection


class EmployeesSettings(OdooConnection):
    """The employees in one Odoo. The key's user needs to read them, and nothing of the help desk."""

    name: str = Field(default="hr", min_length=1, description="What this directory is called in notes and audits.")
    private_addresses: bool = Field(
        default=False, description="Know people by their private address too; some Odoos let employees change it themselves."
    )
    staff_number_field: str = Field(
        default="registration_number", description="The employee's field with the number that the LMS knows too; empty: none."
    )
    active_is_enough: bool = Field(
        default=False, description="Believe that someone is employed where the key may not read when people leave."
    )
