"""What is said on a ticket: notes, replies, traces and activities, and whom Odoo would mail about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from unticket.demo.desk.call import Call
from unticket.demo.desk.refusal import missing, value_error
from unticket.demo.desk.sanitised import paragraph, sanitised
from unticket.demo.desk.standing import ACTIVITIES, COMMENT, NOTE, SUBTYPES, TICKET_CREATED, TO_DO
from unticket.demo.desk.state import SentMail
from unticket.demo.desk.table import Row

TICKET = "helpdesk.ticket"
PLAIN_SINCE = 17
"""Before, every body was taken for rich text."""


def message_post(
    call: Call,
    name: str,
    ids: Sequence[int],
    *,
    body: str = "",
    subject: str | None = None,
    message_type: str = "notification",
    subtype_xmlid: str | None = None,
    subtype_id: int | None = None,
    body_is_html: bool = False,
    partner_ids: Sequence[int] | None = None,
    author_id: int | None = None,
    email_from: str | None = None,
) -> list[int]:
    """One message on one ticket; the ticket's write_date stays. Plain text is escaped and keeps its line breaks.

    Followers are mailed a comment. People named in `partner_ids` are mailed even a note: Odoo's own leak.
    """
    ticket = _only(call, name, ids)
    subtype = subtype_id or (SUBTYPES.get(subtype_xmlid) if subtype_xmlid else NOTE)
    if subtype is None:
        raise value_error(f"External ID not found in the system: {subtype_xmlid}")
    author = author_id or call.state.table("res.users").rows[call.caller.uid]["partner_id"]
    shown = sanitised(body) if body_is_html or call.state.major < PLAIN_SINCE else paragraph(body)
    key = _said(
        call,
        ticket["id"],
        author_id=author,
        email_from=email_from or _address(call, author),
        subject=subject or False,
        body=shown if body else "",
        message_type=message_type,
        subtype_id=subtype,
        partner_ids=list(partner_ids or ()),
    )
    if subtype == COMMENT and message_type != "notification":
        followers = [one for one in ticket.get("message_partner_ids") or () if one != author]
        _mail(call, ticket["id"], [*followers, *(partner_ids or ())], shown, "comment")
    else:
        _mail(call, ticket["id"], partner_ids or (), shown, "recipient of a note")
    return [key]


def message_subscribe(call: Call, name: str, ids: Sequence[int], *, partner_ids: Sequence[int] = ()) -> bool:
    """Make contacts followers; write_date stays."""
    for key in ids:
        ticket = _only(call, name, [key])
        ticket["message_partner_ids"] = list(dict.fromkeys([*(ticket.get("message_partner_ids") or ()), *partner_ids]))
    return True


def activity_schedule(
    call: Call,
    name: str,
    ids: Sequence[int],
    *,
    act_type_xmlid: str = "",
    date_deadline: str | None = None,
    summary: str = "",
    note: str = "",
    user_id: int | None = None,
) -> list[int]:
    """One activity a ticket. Its assignee is mailed when somebody else, unless mail_activity_quick_update."""
    if act_type_xmlid not in {"", "mail.mail_activity_data_todo"}:
        raise value_error(f"External ID not found in the system: {act_type_xmlid}")
    assignee = user_id or call.caller.uid
    keys = []
    for one in ids:
        _only(call, name, [one])
        activity = {
            "res_model": name,
            "res_id": one,
            "activity_type_id": TO_DO,
            "summary": summary or False,
            "note": sanitised(note) if note else False,
            "user_id": assignee,
            "date_deadline": date_deadline or call.started[:10],
            "active": True,
            **_stamps(call),
        }
        keys.append(call.state.keep("mail.activity", activity))
        if assignee != call.caller.uid and not call.context.get("mail_activity_quick_update"):
            partner = call.state.table("res.users").rows[assignee]["partner_id"]
            _mail(call, one, [partner], summary, "activity")
    return keys


def mailed(call: Call, ticket: int, *, sender: str, author: int | bool, body: str) -> int:
    """A mail from outside, as the gateway posts it: nothing in it but the From header tells who sent it."""
    return _said(
        call,
        ticket,
        author_id=author,
        email_from=sender,
        body=sanitised(body),
        message_type="email",
        subtype_id=COMMENT,
    )


def activity_done(call: Call, name: str, ids: Sequence[int], *, feedback: str = "") -> int | bool:
    """The activity is archived, and the ticket gets a line that quotes its note."""
    last: int | bool = False
    for key in ids:
        row = call.table(call.model(name, "write")).rows.get(key)
        if row is None:
            raise missing(name, key, call.caller.uid)
        author = call.state.table("res.users").rows[call.caller.uid]["partner_id"]
        last = _said(
            call,
            row["res_id"],
            author_id=author,
            email_from=_address(call, author),
            body=f"<p>To-Do done: {row['summary'] or ''}</p><div>Original note:<div>{row['note'] or ''}</div></div>{feedback}",
            message_type="notification",
            subtype_id=ACTIVITIES,
        )
        call.state.change(name, key, active=False)
    return last


def created(call: Call, ticket: int) -> None:
    """The line that Odoo writes into a new ticket."""
    author = call.state.table("res.users").rows[call.caller.uid]["partner_id"]
    _said(
        call,
        ticket,
        author_id=author,
        email_from=_address(call, author),
        body='<div summary="o_mail_notification"><p>Helpdesk Ticket created</p></div>',
        message_type="notification",
        subtype_id=TICKET_CREATED,
    )


def traced(call: Call, ticket: int) -> None:
    """The empty line that carries a tracked change; its values are the administrator's to read."""
    author = call.state.table("res.users").rows[call.caller.uid]["partner_id"]
    _said(
        call,
        ticket,
        author_id=author,
        email_from=_address(call, author),
        body="",
        message_type="notification",
        subtype_id=NOTE,
    )


def mail_of_stage(call: Call, ticket: Row) -> None:
    """The mail that a stage with a template sends to the contact, or to the bare address where there is no contact."""
    stage = call.state.table("helpdesk.ticket.stage").rows[ticket["stage_id"]]
    if not stage.get("mail_template_id"):
        return
    partner = call.state.table("res.partner").rows.get(ticket.get("partner_id") or 0)
    to = partner.get("email") if partner else ticket.get("partner_email")
    if to:
        text = f"The ticket {ticket['number']} has been closed."
        call.state.mails.append(SentMail(ticket["id"], str(to), text, "stage"))


def _only(call: Call, name: str, ids: Sequence[int]) -> Row:
    model = call.model(name, "write")
    if len(ids) != 1:
        raise value_error(f"Expected singleton: {name}({', '.join(map(str, ids))})")
    row = call.table(model).rows.get(ids[0])
    if row is None:
        raise missing(name, ids[0], call.caller.uid)
    return row


def _said(call: Call, ticket: int, **values: Any) -> int:
    message: Row = {
        "date": call.started,
        "model": TICKET,
        "res_id": ticket,
        "is_internal": False,
        **values,
        **_stamps(call),
    }
    return call.state.keep("mail.message", message)


def _stamps(call: Call) -> Row:
    uid = call.caller.uid
    return {"create_date": call.started, "write_date": call.started, "create_uid": uid, "write_uid": uid}


def _address(call: Call, partner: int) -> str:
    row = call.state.table("res.partner").rows.get(partner, {})
    return f'"{row.get("name")}" <{row.get("email")}>'


def _mail(call: Call, ticket: int, partners: Sequence[int], body: str, because: str) -> None:
    rows = call.state.table("res.partner").rows
    for one in dict.fromkeys(partners):
        if one in rows and rows[one].get("email"):
            call.state.mails.append(SentMail(ticket, str(rows[one]["email"]), body, because))
