"""Changing the desk's records, with what Odoo and OCA's helpdesk do beside: stamps, assignments, closing mails, traces."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from unticket.demo.desk import chatter
from unticket.demo.desk import domain as domains
from unticket.demo.desk.call import Call
from unticket.demo.desk.computed import stage_seconds
from unticket.demo.desk.matching import compiled
from unticket.demo.desk.refusal import forbidden, missing
from unticket.demo.desk.schema import Model, table_of
from unticket.demo.desk.table import Row
from unticket.demo.desk.values import checked, guard_required
from unticket.demo.desk.webhook import WebhookRule

TICKET = "helpdesk.ticket"


def create(call: Call, name: str, *, vals_list: Sequence[Mapping[str, Any]]) -> list[int]:
    """New records, all or none. A ticket without `user_id` goes to whoever calls: OCA assigns it so by default."""
    model = call.model(name, "create")
    rows = [_new(call, model, values) for values in vals_list]
    for row in rows:
        guard_required(model, row)
    ids = []
    for row in rows:
        key = call.state.keep(table_of(model), row)
        ids.append(key)
        if name == TICKET:
            row["number"] = row.get("number") or f"HT{key:05d}"
            if not (call.context.get("tracking_disable") or call.context.get("mail_create_nolog")):
                chatter.created(call, key)
            _tell_webhooks(call, key, created=True)
    return ids


def write(call: Call, name: str, ids: list[int], *, vals: Mapping[str, Any]) -> bool:
    """Change records, all or none. Each write moves write_date, even one that changes nothing."""
    model = call.model(name, "write")
    table = call.table(model)
    for key in ids:
        _guard(call, model, key)
    changes = {key: checked(call, model, vals, table.rows[key]) for key in ids}
    for key, values in changes.items():
        guard_required(model, table.rows[key] | values)
    for key, values in changes.items():
        row = table.rows[key]
        before = {field: row.get(field) for field in ("stage_id", "user_id")}
        if name == TICKET:
            _ticket_changes(call, row, values)
        table.change(key, values | {"write_date": call.started, "write_uid": call.caller.uid})
        if name == TICKET:
            _after_ticket_change(call, row, before)
    return True


def unlink(call: Call, name: str, ids: list[int]) -> bool:
    """Delete records, all or none. Nothing is left behind to tell of them."""
    model = call.model(name, "unlink")
    for key in ids:
        _guard(call, model, key)
    for key in ids:
        call.state.delete(table_of(model), key)
    return True


def _new(call: Call, model: Model, given: Mapping[str, Any]) -> Row:
    values = checked(call, model, given, {})
    row: Row = {"active": True} if model.archives else {}
    if model.name == TICKET:
        row |= _ticket_defaults(call, values)
    row |= values
    stamps = {"create_date": call.started, "write_date": call.started}
    return row | stamps | {"create_uid": call.caller.uid, "write_uid": call.caller.uid}


def _ticket_defaults(call: Call, values: Row) -> Row:
    partner = call.state.table("res.partner").rows.get(values.get("partner_id") or 0, {})
    user = values.get("user_id", call.caller.uid)
    return {
        "priority": "1",
        "sequence": 10,
        "company_id": 1,
        "stage_id": call.state.first_stage(),
        "user_id": user,
        # OCA stamps only an assignment that was given; its own default leaves the time empty.
        "assigned_date": call.started if values.get("user_id") else False,
        # Made in a closed stage, a ticket has no closing time.
        "last_stage_update": call.started,
        "partner_name": partner.get("name") or False,
        "partner_email": partner.get("email") or False,
        "message_partner_ids": _follower(call, call.caller.uid) + (_follower(call, user) if user != call.caller.uid else []),
    }


def _ticket_changes(call: Call, row: Row, values: Row) -> None:
    """Adds to the values what OCA's write adds: each given stage or assignee stamps again; reopening clears nothing."""
    state = call.state
    if values.get("team_id"):
        members = state.table("helpdesk.ticket.team").rows[values["team_id"]].get("user_ids") or []
        if values.get("user_id", row.get("user_id")) not in members:
            values["user_id"] = False
    if values.get("stage_id"):
        values["_stage_seconds"] = stage_seconds(state)(row)
        values["last_stage_update"] = call.started
        if state.table("helpdesk.ticket.stage").rows[values["stage_id"]].get("closed"):
            values["closed_date"] = call.started
    if values.get("user_id"):
        values["assigned_date"] = call.started
        followers = row.get("message_partner_ids") or []
        new = [one for one in _follower(call, values["user_id"]) if one not in followers]
        values["message_partner_ids"] = [*followers, *new]


def _after_ticket_change(call: Call, row: Row, before: Row) -> None:
    moved = row.get("stage_id") != before["stage_id"]
    if call.tracked:
        if moved or row.get("user_id") != before["user_id"]:
            chatter.traced(call, row["id"])
        if moved:
            chatter.mail_of_stage(call, row)
    if moved:
        _tell_webhooks(call, row["id"], created=False)


def _follower(call: Call, uid: int | bool) -> list[int]:
    partner = call.state.table("res.users").rows.get(uid or 0, {}).get("partner_id")
    return [partner] if partner else []


def _guard(call: Call, model: Model, key: int) -> None:
    """Raises MissingError for a record that is gone, AccessError for one outside the caller's record rule."""
    row = call.table(model).rows.get(key)
    if row is None:
        raise missing(model.name, key, call.caller.uid)
    rule = call.rule(model)
    if rule != domains.All() and not compiled(rule, model, call.state)(row):
        raise forbidden(
            f"Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, {_caller_name(call)} "
            f"doesn't have 'write' access to:\n- {model.title} ({model.name})\n\n"
            "If you really, really need access, perhaps you can win over your friendly administrator with a batch of "
            "freshly baked cookies."
        )


def _caller_name(call: Call) -> str:
    return f"{call.state.display('res.users', call.caller.uid)} (id={call.caller.uid})"


def _tell_webhooks(call: Call, key: int, *, created: bool) -> None:
    """Have each rule that fits send its record's values after the commit, in the order of the records."""
    for rule in call.state.rules:
        if created or rule.on_stage:
            call.after_commit.append(_sending(call, rule, key))


def _sending(call: Call, rule: WebhookRule, key: int) -> Callable[[], None]:
    row = call.state.table(TICKET).rows[key]
    values = {"id": key}
    for field in rule.fields:
        values[field] = call.state.getter(call.model(TICKET, "read"), field)(row)
    body = rule.body(TICKET, values)

    def send() -> None:
        rule.send(body)

    return send
