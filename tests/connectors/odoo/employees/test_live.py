"""The directory's promises on a real Odoo: set ODOO_URL, ODOO_DATABASE and ODOO_HR_API_KEY (and ODOO_HR_LOGIN). Reads only.

With ODOO_KNOWN_EMPLOYEE, a work address that is in use there, it is also looked for in another letter case.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from unticket.connectors.connector import Surroundings
from unticket.connectors.odoo import CONNECTORS
from unticket.connectors.odoo.employees.directory import OdooEmployees
from unticket.model.finding import Level

NEEDED = ("ODOO_URL", "ODOO_DATABASE", "ODOO_HR_API_KEY")
MISSING = [name for name in NEEDED if not os.environ.get(name)]
pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(bool(MISSING), reason=f"no real Odoo: {', '.join(MISSING)} not set"),
]


@pytest.fixture
def employees(tmp_path: Path) -> Iterator[OdooEmployees]:
    (connector,) = (found for found in CONNECTORS if found.role == "hr")
    settings = connector.settings(
        name="hr",
        url=os.environ["ODOO_URL"],
        database=os.environ["ODOO_DATABASE"],
        api_key=os.environ["ODOO_HR_API_KEY"],
        login=os.environ.get("ODOO_HR_LOGIN", ""),
    )
    opened = connector.open(settings, Surroundings(timezone="UTC", cache=str(tmp_path)))
    yield opened
    opened.close()


def test_check_finds_no_fault(employees: OdooEmployees) -> None:
    assert not [finding for finding in employees.check() if finding.level is Level.FAULT]


@pytest.mark.parametrize("pattern", ["%", "%@%", "_%@example.com", "nobody-at-all@example.invalid", ""])
def test_patterns_find_nobody(employees: OdooEmployees, pattern: str) -> None:
    assert list(employees.people(pattern)) == []


def test_a_known_address_is_found_in_any_case(employees: OdooEmployees) -> None:
    known = os.environ.get("ODOO_KNOWN_EMPLOYEE")
    if not known:
        pytest.skip("ODOO_KNOWN_EMPLOYEE not set")
    found = employees.people(known)
    assert found
    again = employees.people(known.upper())
    assert [(one.id, one.employment) for one in again] == [(one.id, one.employment) for one in found]
