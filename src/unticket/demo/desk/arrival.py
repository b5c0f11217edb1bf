"""How tickets reach the desk: by the portal, an open web form or mail, each with the traces that it leaves in Odoo."""

from __future__ import annotations

from email.utils import parseaddr
from html import escape
from typing import Any

from unticket.demo.desk import chatter, transaction, writing
from unticket.demo.desk.call import Call
from unticket.demo.desk.moments import kept
from unticket.demo.desk.rights import ADMINISTRATOR, Caller
from unticket.demo.desk.state import DeskState
from unticket.demo.desk.writing import TICKET

CHANNELS = ("Web", "Email", "Phone", "Other")
_OF_THE_PORTAL = "helpdesk_ticket_channel_web"


def by_portal(state: DeskState, login: str, subject: str, text: str, **values: Any) -> int:
    """A ticket that the user with this login wrote while signed in. The form sets the channel and works with all rights, but
    the creator stays that user. `values` are what some versions of the form let the user type. Returns the ticket's id."""
    user = state.user(login)
    contact = state.table("res.partner").rows[user["partner_id"]]
    told = {
        "channel_id": channel(state, "Web"),
        "partner_id": contact["id"],
        "partner_name": contact.get("name"),
        "partner_email": contact.get("email"),
    }
    return _made(state, user["id"], {"name": subject, "description": _paragraph(text), "user_id": False} | told | values)


def by_form(state: DeskState, name: str, email: str, subject: str, text: str) -> int:
    """A ticket from an open form on the web site: anybody may type any name and address. Odoo's public user makes it."""
    told = {"partner_name": name, "partner_email": email, "user_id": False, "channel_id": channel(state, "Web")}
    return _made(state, _public_user(state), {"name": subject, "description": _paragraph(text)} | told)


def by_mail(state: DeskState, sender: str, subject: str, text: str, **values: Any) -> int:
    """A ticket from a mail whose From header is `sender`; nothing checks that it is true.

    Like the gateway, it makes the ticket as the user who has that address, where there is one. (OCA's automatic assignment
    to whoever makes a ticket is switched off on this desk.)
    """
    contact = _contact_with(state, sender)
    known = state.table("res.partner").rows[contact] if contact else {}
    told = {
        "partner_id": contact or False,
        "partner_name": known.get("name") or parseaddr(sender)[0],
        "partner_email": known.get("email") or sender,
    }
    body = f"<pre>{escape(text, quote=False)}</pre>"

    def made(call: Call) -> int:
        fields = {"name": subject, "description": body, "user_id": False, "channel_id": channel(state, "Email")}
        (key,) = writing.create(call, TICKET, vals_list=[fields | told | values])
        chatter.mailed(call, key, sender=sender, author=contact or False, body=body)
        return key

    return _run(state, _user_with(state, sender), made)


def reply_by_mail(state: DeskState, ticket: int, sender: str, text: str) -> int:
    """A mail that answers one of the ticket's, as forgeable as any. Neither the stage nor the ticket's time changes."""
    body, contact = f"<pre>{escape(text, quote=False)}</pre>", _contact_with(state, sender)

    def said(call: Call) -> int:
        return chatter.mailed(call, ticket, sender=sender, author=contact or False, body=body)

    return _run(state, _user_with(state, sender), said)


def channel(state: DeskState, name: str) -> int:
    """The channel of that name; OCA's own are made where they are missing, with the name in the data of the portal's."""
    for key, row in state.table("helpdesk.ticket.channel").rows.items():
        if row.get("name") == name:
            return key
    key = state.add("helpdesk.ticket.channel", name=name, sequence=10)
    if name == "Web":
        told = {"module": "helpdesk_mgmt", "name": _OF_THE_PORTAL, "model": "helpdesk.ticket.channel", "res_id": key}
        state.add("ir.model.data", **told)
    return key


def _made(state: DeskState, uid: int, values: dict[str, Any]) -> int:
    return _run(state, uid, lambda call: writing.create(call, TICKET, vals_list=[values])[0])


def _run(state: DeskState, uid: int, work: Any) -> int:
    """With every right (Odoo's `sudo`), as the user `uid`."""
    result, _ = transaction.run(state, Caller(uid, ADMINISTRATOR), {}, kept(state.clock()), work)
    return int(result)


def _contact_with(state: DeskState, sender: str) -> int:
    address = parseaddr(sender)[1].lower()
    for key, row in state.table("res.partner").rows.items():
        if address and str(row.get("email") or "").lower() == address:
            return key
    return 0


def _user_with(state: DeskState, sender: str) -> int:
    """The gateway's choice: the user with the sender's address, else the one whose work the gateway is."""
    contact = _contact_with(state, sender)
    users = state.table("res.users").rows
    own = [key for key, row in users.items() if contact and row.get("partner_id") == contact and row.get("active")]
    return own[0] if own else int(state.user("admin")["id"])


def _public_user(state: DeskState) -> int:
    try:
        return int(state.user("public")["id"])
    except KeyError:
        return state.add_user("Public user", "public", share=True, email=False, active=False)


def _paragraph(text: str) -> str:
    return f"<p>{escape(text, quote=False)}</p>"
