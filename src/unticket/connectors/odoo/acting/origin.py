"""How a ticket came in, as far as Odoo shows it to the key (read in Odoo's and OCA's public source, not tried on a server)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from unticket.connectors.odoo.acting.look import Look
from unticket.connectors.odoo.edition import OCA
from unticket.connectors.odoo.errors import AccessRefused, NoSuchModel, WrongCall
from unticket.connectors.odoo.wire import Row, address, link, moment, rows, text
from unticket.runbooks.ports import Origin

# OCA's portal form sets the channel on the server: by this name in the data since 17, by the name "Web" before.
_PORTAL_CHANNEL = {"module": "helpdesk_mgmt", "name": "helpdesk_ticket_channel_web"}
_PORTAL_NAME = "Web"
# The mail gateway posts the mail in the transaction that makes the ticket: both are stamped with its beginning. A reply by
# mail within this time is taken for the making, which costs a proof and never gives one.
_TOGETHER = timedelta(minutes=1)
# What the gateway never posts; its kinds are "email" and, by version, some for automatic mail.
_NOT_BY_MAIL = frozenset({"notification", "user_notification", "comment"})
_A_DAY = timedelta(days=1)
_REMEMBERED_AS = "portal_channel"  # 0: no such name can be read
_UNREADABLE = (AccessRefused, NoSuchModel, WrongCall)
_ENGLISH = {"lang": "en_US"}  # names are translated


def origin(look: Look, row: Row, messages: Sequence[Row]) -> Origin:
    """Who made the ticket and by which way; `row` is its record, `messages` are all of its messages, as Odoo stores them.

    Who created it, its channel and the mail come with these two, so they cost no question. Who the creator is, and which
    address is theirs, may change at any time and is asked for anew. What the key cannot read stays None, and so proves nothing.
    """
    made_at = moment(row.get("create_date"))
    is_portal_user, email = _creator(look, row)
    by_mail, sender = _mail(messages, made_at) if made_at else (None, "")
    return Origin(
        creator_is_portal_user=is_portal_user,
        creator_email=email,
        channel_is_portal=_channel_is_portal(look, row),
        came_by_mail=by_mail,
        sender_email=sender,
    )


def _creator(look: Look, row: Row) -> tuple[bool | None, str]:
    """Whether the creator is a portal user, and their address.

    Portal users may change the address of their own contact (/my/account), but not the login they sign in with: only an
    address that is both is theirs. The public user, as whom open web forms write, is archived in every Odoo.
    """
    creator = link(row.get("create_uid"))
    if creator is None:
        return None, ""
    try:
        user = _one(look, "res.users", creator[0], ["share", "active", "login", "partner_id"])
        contact = link(user.get("partner_id"))
        partner = _one(look, "res.partner", contact[0], ["email"]) if contact else {}
    except _UNREADABLE:
        return None, ""
    if not isinstance(user.get("share"), bool) or not isinstance(user.get("active"), bool):
        return None, ""
    if not (user["share"] and user["active"]):
        return False, ""
    email = address(partner.get("email"))
    return True, email if email == address(user.get("login")) else ""


def _channel_is_portal(look: Look, row: Row) -> bool | None:
    if not _has_channel(look):
        return None
    channel = link(row.get(OCA.channel))
    if channel is None:
        return False
    if (portal := _portal_channel(look)) is not None:
        return channel[0] == portal
    try:
        named_so = _one(look, "helpdesk.ticket.channel", channel[0], ["name"])
    except _UNREADABLE:
        return None
    return text(named_so.get("name")) == _PORTAL_NAME


def _portal_channel(look: Look) -> int | None:
    """The channel that OCA's data names as the portal's. None: the name must do, for the key may not read such names (only
    administrators may, on some versions), or there are none, as before 17. Remembered for a day: data names do not move."""
    remembered = look.memory.recall(_REMEMBERED_AS, _A_DAY)
    if type(remembered) is int:
        return remembered or None
    domain = [[field, "=", value] for field, value in _PORTAL_CHANNEL.items()]
    try:
        answer = look.calls.call("ir.model.data", "search_read", domain=domain, fields=["res_id"], limit=1)
        found = rows(answer, "ir.model.data")
    except _UNREADABLE:
        found = []
    number = found[0].get("res_id") if found else 0
    look.memory.keep(**{_REMEMBERED_AS: number})
    return number if type(number) is int and number else None


def _mail(messages: Sequence[Row], made_at: datetime) -> tuple[bool | None, str]:
    """Whether a mail made the ticket, and its sender's address. Without a single message nothing is known: Odoo writes one
    into each new ticket, so those that are there must be hidden from the key."""
    first = [row for row in messages if (at := moment(row.get("create_date"))) and at <= made_at + _TOGETHER]
    mails = [row for row in first if row.get("message_type") not in _NOT_BY_MAIL]
    return (bool(mails) if first else None), address(mails[0].get("email_from")) if mails else ""


def _has_channel(look: Look) -> bool:
    """Enterprise has no channel: there, nothing shows that a ticket came through the portal."""
    return look.profile.edition is OCA and OCA.channel in look.profile.fields


def _one(look: Look, model: str, number: int, fields: list[str]) -> Mapping[str, Any]:
    domain = [["id", "=", number]]
    context = {"active_test": False} | _ENGLISH
    found = rows(look.calls.call(model, "search_read", domain=domain, fields=fields, context=context), model)
    return found[0] if found else {}
