"""The reference week: eight tickets of a school's help desk in February 2026, as a real Odoo 19 answered them."""

from __future__ import annotations

import json
from datetime import datetime
from importlib import resources
from typing import Any

from unticket.demo.desk.rights import HELPDESK_USER, HR_OFFICER, INTERNAL
from unticket.demo.desk.standing import TICKET_CREATED
from unticket.demo.desk.state import Clock, DeskState

_FIRST_MESSAGE = 852


def reference_week(*, now: datetime | Clock | None = None, serie: str = "19.0") -> DeskState:
    """A desk that holds the reference week and nothing else: its rows, texts and times are those recorded.

    Two users have a key: `opsbot`, a plain helpdesk user, and `agent7`, who may also read the employees. Both keys are
    new and random, and end after 90 days. `serie` is the Odoo version to pass for.
    """
    text = resources.files("unticket.demo").joinpath("reference_week.json").read_text("utf-8")
    tables: dict[str, list[dict[str, Any]]] = json.loads(text)
    tables["mail.message"] = [
        _created(_FIRST_MESSAGE + number, ticket) for number, ticket in enumerate(tables["helpdesk.ticket"])
    ]
    state = DeskState(clock=(lambda: now) if isinstance(now, datetime) else now, serie=serie)
    state.load(tables)
    state.table("res.users.apikeys").next_id = 2
    state.settle()
    reader = state.user("agent7")["id"]
    state.groups[reader] = frozenset({INTERNAL, HELPDESK_USER, HR_OFFICER})
    state.add_key("agent7", name="hr-reader")
    return state


def _created(number: int, ticket: dict[str, Any]) -> dict[str, Any]:
    """The line that Odoo itself writes into each new ticket; nothing else was recorded of the eight."""
    return {
        "id": number,
        "date": ticket["create_date"],
        "model": "helpdesk.ticket",
        "res_id": ticket["id"],
        "author_id": [3, "Administrator"],
        "email_from": '"Administrator" <admin@lab.example>',
        "body": '<div summary="o_mail_notification"><p>Helpdesk Ticket created</p></div>',
        "message_type": "notification",
        "subtype_id": [TICKET_CREATED, "Ticket Created"],
        "is_internal": False,
    }
