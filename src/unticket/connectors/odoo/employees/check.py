"""What `unticket check` tells of Odoo's employees: how many are seen, whether leavers show, and what the key may do beyond."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from unticket.connectors.odoo.edition import TICKET
from unticket.connectors.odoo.employees.employee import DEPARTURE, addresses
from unticket.connectors.odoo.errors import AccessRefused
from unticket.connectors.odoo.key_expiry import key_expiry
from unticket.connectors.odoo.rights import administers, may
from unticket.connectors.odoo.wire import ARCHIVED_TOO, rows
from unticket.model.errors import ConnectorError
from unticket.model.finding import Finding, Level

if TYPE_CHECKING:
    from unticket.connectors.odoo.employees.directory import OdooEmployees

Step = Callable[["OdooEmployees"], Iterator[Finding]]


def check(directory: OdooEmployees) -> Sequence[Finding]:
    """Every finding. A step that fails is a fault of its own; without an answering server there is only that one."""
    findings: list[Finding] = []
    steps: Sequence[Step] = (_server, _people, lambda asked: key_expiry(asked.calls), _rights)
    for step in steps:
        try:
            with directory.speaking():
                findings += step(directory)
        except ConnectorError as error:
            findings.append(Finding(level=Level.FAULT, kind=f"hr_{error.code}", what=error.what, hint=error.hint))
            break
    return findings


def _server(directory: OdooEmployees) -> Iterator[Finding]:
    version = directory.version.text
    yield _finding(Level.OK, "hr_server", f"{directory.place} is version {version}; it is the directory “{directory.name}”.")


def _people(directory: OdooEmployees) -> Iterator[Finding]:
    try:
        if DEPARTURE not in directory.fields:
            raise AccessRefused(DEPARTURE)
        answer = directory.calls.call(
            "hr.employee", "search_read", domain=[ARCHIVED_TOO], fields=["active", "work_email", DEPARTURE], order="id"
        )
    except AccessRefused:
        yield _public_only(directory)
        return
    found = rows(answer, "hr.employee")
    present = [row for row in found if row.get("active")]
    leaving = sum(bool(row.get(DEPARTURE)) for row in present)
    gone = len(found) - len(present)
    told = f"{len(found)} employees visible: {len(present)} active, {gone} archived, {leaving} with a last day."
    yield _finding(
        Level.OK if found else Level.WARNING,
        "employees_visible",
        told,
        "" if found else "Every requester would be unknown: let the key's user see the employees of every company.",
    )
    if nameless := sum(not addresses(row) for row in present):
        yield _finding(
            Level.NOTE,
            "employees_without_address",
            f"{nameless} active employees have no work address: nobody finds them by mail.",
            "Fill in the work address in Odoo.",
        )
    shared = Counter(address for row in found for address in addresses(row))
    if several := sum(count > 1 for count in shared.values()):
        yield _finding(
            Level.NOTE,
            "addresses_shared",
            f"{several} addresses belong to several employees: their requests go to a person.",
            "Give each employee an address of their own.",
        )


def _public_only(directory: OdooEmployees) -> Finding:
    if directory.settings.active_is_enough:
        return _finding(
            Level.WARNING,
            "departures_unreadable",
            "The key cannot see when people leave: somebody about to leave looks employed, and active_is_enough allows it.",
            "Give its user the group “Employees / Officer”, then remove active_is_enough.",
        )
    return _finding(
        Level.FAULT,
        "departures_unreadable",
        "The key cannot see when people leave, so nobody counts as employed and every request goes to a person.",
        "Give its user the group “Employees / Officer: Manage all employees”.",
    )


def _rights(directory: OdooEmployees) -> Iterator[Finding]:
    calls, major = directory.calls, directory.version.major
    if administers(calls):
        yield _finding(
            Level.WARNING,
            "hr_rights_administrator",
            "The key's user administers this Odoo: whoever has the key has everything.",
            "Give this directory a user and key of its own, in the group “Employees / Officer” only.",
        )
        return
    if may(calls, major, TICKET, "read"):
        yield _finding(
            Level.WARNING,
            "hr_rights_desk",
            "The key may read the help desk too: one lost key then opens both.",
            "Give this directory a user of its own, without any helpdesk group.",
        )
    if may(calls, major, "hr.employee", "write"):
        yield _finding(
            Level.NOTE,
            "hr_rights_change_employees",
            "The key may change employees, as every HR officer may: Odoo has no group that only reads them.",
            "docs/connect-hr.md shows how an administrator makes one.",
        )


def _finding(level: Level, kind: str, what: str, hint: str = "") -> Finding:
    return Finding(level=level, kind=kind, what=what, hint=hint)
