"""What the key may do beyond reading, found out without doing it."""

from __future__ import annotations

from collections.abc import Iterator

from unticket.connectors.odoo.edition import TICKET
from unticket.connectors.odoo.errors import AccessRefused, NoSuchModel
from unticket.connectors.odoo.server import Server
from unticket.connectors.odoo.transport.calls import Calls
from unticket.model.errors import ConnectorError
from unticket.model.finding import Finding, Level

_ACCESS_ASKED_SINCE = 18  # `has_access`; before, `check_access_rights`
_NOTHING_MORE = "Give Unticket a user of its own in the group “Helpdesk / User” and no other."


def rights(server: Server) -> Iterator[Finding]:
    """One finding for each right that reading does not need. What cannot be told is said to be unknown."""
    calls, major, edition = server.calls, server.profile.major, server.profile.edition
    if administers(calls):
        yield _too_much("rights_administrator", "The key's user administers this Odoo: whoever has the key has everything.")
        return
    asked = {
        "rights_change_tickets": may(calls, major, TICKET, "write"),
        "rights_delete_tickets": may(calls, major, TICKET, "unlink"),
        "rights_change_desk": may(calls, major, edition.stage, "write"),
        "rights_read_employees": may(calls, major, "hr.employee", "read"),
    }
    if asked["rights_delete_tickets"]:
        yield _too_much("rights_delete_tickets", "The key may delete tickets.")
    if asked["rights_change_desk"]:
        yield _too_much("rights_change_desk", "The key may change stages, teams and tags: its user manages the help desk.")
    if asked["rights_read_employees"]:
        yield _too_much("rights_read_employees", "The key may read what Employees keeps of everybody.")
    if asked["rights_change_tickets"]:
        yield Finding(
            level=Level.NOTE,
            kind="rights_change_tickets",
            what="The key may change tickets, as every helpdesk user may.",
            hint="Nothing is changed until a runbook is promoted.",
        )
    if all(answer is None for answer in asked.values()):
        yield Finding(
            level=Level.NOTE,
            kind="rights_unknown",
            what="What the key may change cannot be told by this server.",
            hint="In Odoo, look at the groups of its user: “Helpdesk / User” is enough.",
        )


def administers(calls: Calls) -> bool:
    """Seen on Odoo 19: only administrators may read `ir.model`."""
    try:
        calls.call("ir.model", "search", domain=[], limit=1)
    except ConnectorError:
        return False
    return True


def may(calls: Calls, major: int, model: str, operation: str) -> bool | None:
    """Odoo's own word on a right; None where it cannot be asked. Taken from Odoo's source, not tried on a server."""
    try:
        if major >= _ACCESS_ASKED_SINCE:
            return calls.call(model, "has_access", operation=operation) is True
        return calls.call(model, "check_access_rights", operation=operation, raise_exception=False) is True
    except (AccessRefused, NoSuchModel):
        return False
    except ConnectorError as error:
        if error.transient:
            raise
        return None


def _too_much(kind: str, what: str) -> Finding:
    return Finding(level=Level.WARNING, kind=kind, what=what, hint=_NOTHING_MORE)
