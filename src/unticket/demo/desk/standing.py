"""Rows that every such desk has: Odoo's own kinds of message and activity, its modules, the closing mail's template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

STANDING_ROWS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "mail.message.subtype": (
        {"id": 1, "name": "Discussions", "internal": False, "default": True},
        {"id": 2, "name": "Note", "internal": True, "default": False},
        {"id": 3, "name": "Activities", "internal": True, "default": False},
        {"id": 4, "name": "Ticket Created", "internal": False, "default": False},
    ),
    "mail.activity.type": ({"id": 4, "name": "To-Do"},),
    "mail.template": ({"id": 9, "name": "Helpdesk Closed Ticket Notification Email"},),
    "ir.model": ({"id": 400, "model": "helpdesk.ticket"},),
    "res.company": ({"id": 1, "name": "YourCompany"},),
    "ir.module.module": (
        {"id": 1, "name": "base_automation", "shortdesc": "Automation Rules", "state": "installed"},
        {"id": 2, "name": "helpdesk", "shortdesc": "Helpdesk", "state": "uninstallable"},
        {"id": 3, "name": "helpdesk_mgmt", "shortdesc": "Helpdesk Management", "state": "installed"},
        {"id": 4, "name": "hr", "shortdesc": "Employees", "state": "installed"},
        {"id": 5, "name": "mail", "shortdesc": "Discuss", "state": "installed"},
    ),
}

SUBTYPES: Mapping[str, int] = {"mail.mt_comment": 1, "mail.mt_note": 2, "mail.mt_activities": 3}
"""The ids behind the names that `message_post` takes as subtype_xmlid."""

TICKET_CREATED = 4
NOTE = 2
COMMENT = 1
ACTIVITIES = 3
TO_DO = 4
