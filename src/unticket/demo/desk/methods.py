"""The methods that clients may call, with their arguments, as Odoo 19 offers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from unticket.demo.desk import automation, chatter, portal, reading, reports, writing
from unticket.demo.desk.call import Call, model_named
from unticket.demo.desk.refusal import forbidden, not_found, type_error, unprocessable

_REQUIRED = object()


@dataclass(frozen=True, slots=True)
class Method:
    """One method: how it is run, its arguments with their defaults, and whether it works on given records."""

    run: Callable[..., Any]
    arguments: Mapping[str, Any]
    on_records: bool = False
    open_ended: bool = False
    only: tuple[str, ...] = ()
    since: int = 0
    until: int = 99

    def offered(self, model: str, major: int) -> bool:
        """Whether this version of Odoo has the method on this model."""
        return self.since <= major <= self.until and (not self.only or model in self.only)


def invoke(call: Call, model: str, method: str, ids: Sequence[int] | None, given: Mapping[str, Any]) -> Any:
    """Run a method with named arguments. Raises the Refusal that Odoo would answer."""
    model_named(model)
    if method.startswith("_") or method == "exists":
        raise forbidden(f"Private methods (such as '{model}.{method}') cannot be called remotely.")
    entry = METHODS.get(method)
    if entry is None or not entry.offered(model, call.state.major):
        raise not_found(f"The method '{model}.{method}' does not exist")
    if ids is not None and not entry.on_records:
        raise unprocessable(f"cannot call {model}.{method} with ids")
    arguments = {name: given.get(name, default) for name, default in entry.arguments.items()}
    for name, value in arguments.items():
        if value is _REQUIRED:
            raise unprocessable(f"missing a required argument: {name!r}")
    unknown = next((name for name in given if name not in entry.arguments), None)
    if unknown is not None:
        wrong = f"got an unexpected keyword argument {unknown!r}"
        raise type_error(f"BaseModel.read() {wrong}") if entry.open_ended else unprocessable(wrong)
    if entry.on_records:
        return entry.run(call, model, list(ids or ()), **arguments)
    return entry.run(call, model, **arguments)


def named(model: str, method: str, positional: Sequence[Any], keywords: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The ids and named arguments of a call whose arguments came by position, as in JSON-RPC."""
    entry = METHODS.get(method)
    if entry is None:
        return None, dict(keywords)
    given = dict(keywords)
    values = list(positional)
    ids = None
    if entry.on_records:
        ids = values.pop(0) if values else given.pop("ids", [])
        ids = [ids] if isinstance(ids, int) else ids
    names = list(entry.arguments)
    if method == "create" and values and isinstance(values[0], dict):
        values[0] = [values[0]]
    if len(values) > len(names):
        raise type_error(f"{model}.{method}() takes {len(names) + 1} positional arguments but {len(values) + 1} were given")
    return ids, given | dict(zip(names, values, strict=False))


def _search(call: Call, name: str, **how: Any) -> list[int]:
    return reading.search(call, reading.readable(call, name), **how)


def _search_count(call: Call, name: str, domain: Any, limit: int | None) -> int:
    return len(reading.search(call, reading.readable(call, name), domain, limit=limit, order="id"))


def _read(call: Call, name: str, ids: list[int], fields: Any, load: Any) -> Any:
    return reading.read(call, reading.readable(call, name), ids, fields, load)


def _search_read(
    call: Call, name: str, *, domain: Any, fields: Any, offset: int, limit: int | None, order: str | None, load: Any
) -> Any:
    model = reading.readable(call, name)
    reading.guard_fields(call, model, fields or ())
    found = reading.search(call, model, domain, offset=offset, limit=limit, order=order)
    return reading.read(call, model, found, fields, load)


def _fields_get(call: Call, name: str, allfields: Any, attributes: Any) -> dict[str, Any]:
    model = reading.readable(call, name)
    told = {field: spec.described() for field, spec in model.fields.items() if not allfields or field in allfields}
    if attributes is None:
        return told
    return {name: {key: value for key, value in spec.items() if key in attributes} for name, spec in told.items()}


def _context_get(call: Call, _name: str) -> dict[str, Any]:
    user = call.state.table("res.users").rows[call.caller.uid]
    who = {"uid": call.caller.uid} if call.state.major >= 17 else {}
    return {"lang": user.get("lang") or "en_US", "tz": user.get("tz") or False} | who


def _has_access(call: Call, name: str, ids: list[int], operation: str) -> bool:
    model = model_named(name)
    if not call.caller.may(model.rights, operation):
        return False
    return not ids or set(ids) <= set(reading.search(call, model, [["id", "in", ids]]))


def _check_access_rights(call: Call, name: str, operation: str, raise_exception: bool) -> bool:
    model = model_named(name)
    allowed = call.caller.may(model.rights, operation)
    if not allowed and raise_exception:
        raise call.refused(model, operation)
    return allowed


METHODS: dict[str, Method] = {
    "search": Method(_search, {"domain": [], "offset": 0, "limit": None, "order": None}),
    "search_count": Method(_search_count, {"domain": [], "limit": None}),
    "search_read": Method(
        _search_read,
        {"domain": None, "fields": None, "offset": 0, "limit": None, "order": None, "load": reading.CLASSIC},
        open_ended=True,
    ),
    "read": Method(_read, {"fields": None, "load": reading.CLASSIC}, on_records=True),
    "fields_get": Method(_fields_get, {"allfields": None, "attributes": None}),
    "has_access": Method(_has_access, {"operation": _REQUIRED}, on_records=True, since=18),
    "check_access_rights": Method(_check_access_rights, {"operation": _REQUIRED, "raise_exception": True}, until=18),
    "formatted_read_group": Method(
        reports.formatted_read_group,
        {"domain": [], "groupby": (), "aggregates": (), "having": (), "offset": 0, "limit": None, "order": None},
        since=19,
    ),
    "formatted_read_grouping_sets": Method(
        reports.formatted_read_grouping_sets,
        {"domain": [], "grouping_sets": _REQUIRED, "aggregates": (), "order": None},
        since=19,
    ),
    "read_group": Method(
        reports.read_group,
        {
            "domain": _REQUIRED,
            "fields": _REQUIRED,
            "groupby": _REQUIRED,
            "offset": 0,
            "limit": None,
            "orderby": None,
            "lazy": True,
        },
    ),
    "create": Method(automation.create, {"vals_list": _REQUIRED}),
    "write": Method(writing.write, {"vals": _REQUIRED}, on_records=True),
    "unlink": Method(writing.unlink, {}, on_records=True),
    "message_post": Method(
        chatter.message_post,
        {
            "body": "",
            "subject": None,
            "message_type": "notification",
            "subtype_xmlid": None,
            "subtype_id": None,
            "body_is_html": False,
            "partner_ids": None,
            "author_id": None,
            "email_from": None,
        },
        on_records=True,
        only=("helpdesk.ticket",),
    ),
    "message_subscribe": Method(chatter.message_subscribe, {"partner_ids": ()}, on_records=True, only=("helpdesk.ticket",)),
    "activity_schedule": Method(
        chatter.activity_schedule,
        {"act_type_xmlid": "", "date_deadline": None, "summary": "", "note": "", "user_id": None},
        on_records=True,
        only=("helpdesk.ticket",),
    ),
    "action_feedback": Method(chatter.activity_done, {"feedback": ""}, on_records=True, only=("mail.activity",)),
    "message_process": Method(portal.message_process, {"model": _REQUIRED, "message": _REQUIRED}, only=("mail.thread",)),
    "context_get": Method(_context_get, {}, only=("res.users",)),
}
