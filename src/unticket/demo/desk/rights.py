"""Who may do what on the desk: Odoo's groups, and which of them each model asks for."""

from __future__ import annotations

from dataclasses import dataclass, field

from unticket.demo.desk.refusal import Refusal, forbidden

INTERNAL = "Role / User"
PORTAL = "Role / Portal"
SETTINGS = "Role / Administrator"
HELPDESK_PERSONAL = "Helpdesk Access Levels/User: Personal tickets"
HELPDESK_TEAM = "Helpdesk Access Levels/User: Team tickets"
HELPDESK_USER = "Helpdesk Access Levels/Helpdesk User"
HELPDESK_MANAGER = "Helpdesk Access Levels/Helpdesk Manager"
HR_OFFICER = "Employees/Officer: Manage all employees"
CONTACTS = "Contact/Creation"

ANY_HELPDESK = (HELPDESK_PERSONAL, HELPDESK_TEAM, HELPDESK_USER, HELPDESK_MANAGER)
ADMINISTRATOR = frozenset({INTERNAL, SETTINGS, HELPDESK_USER, HELPDESK_MANAGER, HR_OFFICER, CONTACTS})

_VERBS = {"read": "access", "write": "modify", "create": "create", "unlink": "delete"}


@dataclass(frozen=True, slots=True)
class Rights:
    """The groups that may read, write, create and unlink a model's records; no group means nobody."""

    read: tuple[str, ...] = (INTERNAL,)
    write: tuple[str, ...] = (SETTINGS,)
    create: tuple[str, ...] = (SETTINGS,)
    unlink: tuple[str, ...] = (SETTINGS,)

    def groups(self, operation: str) -> tuple[str, ...]:
        return {"read": self.read, "write": self.write, "create": self.create, "unlink": self.unlink}[operation]


@dataclass(frozen=True, slots=True)
class Caller:
    """The user behind a key, for one call."""

    uid: int
    groups: frozenset[str] = field(default_factory=frozenset)

    def may(self, rights: Rights, operation: str) -> bool:
        return not self.groups.isdisjoint(rights.groups(operation))


def access_refused(model: str, title: str, operation: str, rights: Rights) -> Refusal:
    """Odoo's AccessError for a model as a whole."""
    groups = rights.groups(operation)
    who = (
        "This operation is allowed for the following groups:\n" + "\n".join(f"\t- {group}" for group in groups)
        if groups
        else "No group currently allows this operation."
    )
    return forbidden(
        f"You are not allowed to {_VERBS[operation]} '{title}' ({model}) records.\n\n{who}\n\n"
        "Contact your administrator to request access if necessary."
    )
