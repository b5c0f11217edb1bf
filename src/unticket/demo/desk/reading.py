"""Reading from the desk: search, read, count and fields, computed from the rows each time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from unticket.demo.desk import domain as domains
from unticket.demo.desk.call import Call
from unticket.demo.desk.matching import Match, compiled
from unticket.demo.desk.moments import SHOWN, datetime_value
from unticket.demo.desk.ordering import Term, by_id, by_writing, sort_key, terms_of
from unticket.demo.desk.refusal import forbidden, value_error
from unticket.demo.desk.rights import INTERNAL
from unticket.demo.desk.schema import MODELS, Model
from unticket.demo.desk.table import Row, Table

CLASSIC = "_classic_read"
"""How Odoo shows a many2one unless asked otherwise: as [id, name]."""


def search(
    call: Call, model: Model, domain: Any, *, offset: int = 0, limit: int | None = None, order: str | None = None
) -> list[int]:
    """The ids that meet the domain, in order. Archived records stay hidden unless the domain or the context asks."""
    node = effective(call, model, domain)
    meets = compiled(node, model, call.state)
    terms = terms_of(order or model.order, model)
    last = offset + limit if limit else None
    table = call.table(model)
    candidates, in_order = _candidates(table, node, terms)
    found: Iterable[int] = _matching(table, candidates, meets)
    if not in_order:
        found = sorted(found)
        for term in reversed(terms):
            key = sort_key(call.state, model, term)
            found.sort(key=lambda one, key=key: key(table.rows[one]), reverse=term.descending)  # type: ignore[misc]
    page = list(islice(found, offset, last))
    return _without_hidden_messages(call, page) if model.name == "mail.message" else page


def _without_hidden_messages(call: Call, page: list[int]) -> list[int]:
    """Odoo drops the messages of tickets that the caller may not see *after* it has cut the page: pages come short."""
    tickets = MODELS["helpdesk.ticket"]
    rows, messages = call.table(tickets).rows, call.state.table("mail.message").rows
    if not call.caller.may(tickets.rights, "read"):
        return [key for key in page if messages[key].get("model") != tickets.name]
    visible = compiled(call.rule(tickets), tickets, call.state)
    return [key for key in page if messages[key].get("model") != tickets.name or visible(rows.get(messages[key]["res_id"], {}))]


def matching_rows(call: Call, model: Model, domain: Any) -> list[Row]:
    """The rows that meet the domain, in no order."""
    node = effective(call, model, domain)
    meets = compiled(node, model, call.state)
    table = call.table(model)
    candidates, _ = _candidates(table, node, ())
    return [table.rows[key] for key in _matching(table, candidates, meets)]


def effective(call: Call, model: Model, domain: Any) -> domains.Node:
    """The caller's domain with what Odoo adds: the record rule, and "not archived" where nothing speaks of it."""
    asked = domains.read(domain if domain is not None else [])
    parts = [asked]
    says_nothing = not any(one.path == "active" for one in domains.conditions(asked))
    if model.archives and says_nothing and call.context.get("active_test", True):
        parts.append(domains.Condition("active", "=", True))
    return domains.both(*parts, call.rule(model))


def read(
    call: Call, model: Model, ids: Sequence[int], fields: Sequence[str] | None = None, load: str | None = CLASSIC
) -> list[Row]:
    """The records that exist, in the order asked, with the fields asked (all, where none is named)."""
    names = list(fields) if fields else [name for name in model.fields if name != "id"]
    guard_fields(call, model, names)
    shown = [(name, _shown(call, model, name, named=load == CLASSIC)) for name in names if name != "id"]
    rows = call.table(model).rows
    answer = []
    for key in ids:
        row = rows.get(key)
        if row is not None:
            record = {"id": key}
            for name, take in shown:
                record[name] = take(row)
            answer.append(record)
    call.rows += len(answer)
    return answer


def guard_fields(call: Call, model: Model, names: Iterable[str]) -> None:
    """Raises ValueError for a field that is not there, AccessError for one that the caller may not see."""
    for name in names:
        if name not in model.fields:
            raise value_error(f"Invalid field {name!r} on {model.name!r}")
    if model.name == "hr.employee" and not call.caller.may(model.rights, "read"):
        public = MODELS["hr.employee.public"].fields
        private = [name for name in names if name not in public]
        if private:
            raise forbidden(
                f"The fields “{','.join(private)}”, which you are trying to read, "
                "are not available for employee public profiles."
            )


def readable(call: Call, name: str) -> Model:
    """The model to read; to a user outside HR an employee shows the public profile only, as in Odoo."""
    if name == "hr.employee" and INTERNAL in call.caller.groups:
        return MODELS[name]
    return call.model(name, "read")


def _shown(call: Call, model: Model, name: str, *, named: bool) -> Callable[[Row], Any]:
    """How one field is shown: times in whole seconds, references with their names, nothing as false."""
    value_of = call.state.getter(model, name)
    field = model.fields[name]
    if field.type == "datetime":
        return lambda row: (value_of(row) or "")[:SHOWN] or False
    if field.type == "many2one" and named:
        relation = field.relation or ""
        names: dict[int, list[Any]] = {}

        def reference(row: Row) -> Any:
            key = value_of(row)
            if not key:
                return False
            if key not in names:
                names[key] = [key, call.state.display(relation, key)] if relation in MODELS else [key, ""]
            return names[key]

        return reference
    return value_of


def _matching(table: Table, candidates: Iterable[int], meets: Match) -> Iterator[int]:
    rows = table.rows
    return (key for key in candidates if meets(rows[key]))


def _candidates(table: Table, node: domains.Node, terms: Sequence[Term]) -> tuple[Iterable[int], bool]:
    """The ids worth looking at, and whether they come in the order asked: a page must cost a page, not the table."""
    low, high, chosen, since = None, None, None, ""
    for one in domains.required(node):
        if one.path == "id" and isinstance(one.value, int):
            match one.operator:
                case ">":
                    low = max(low or 0, one.value + 1)
                case ">=":
                    low = max(low or 0, one.value)
                case "<":
                    high = one.value - 1 if high is None else min(high, one.value - 1)
                case "<=":
                    high = one.value if high is None else min(high, one.value)
                case "=":
                    chosen = {one.value} & (chosen if chosen is not None else {one.value})
        elif one.path == "id" and one.operator == "in" and isinstance(one.value, list | tuple):
            wanted = set(one.value)
            chosen = wanted if chosen is None else chosen & wanted
        elif one.path == "write_date" and one.operator in {">", ">=", "="} and isinstance(one.value, str):
            since = max(since, datetime_value(one.value))
    if chosen is not None:
        return sorted(key for key in chosen if key in table.rows), by_id(terms, descending=False)
    if by_writing(terms):
        return table.written_since(since), True
    if since and not by_id(terms, descending=False):
        return table.written_since(since), False
    backwards = by_id(terms, descending=True)
    return table.between(low, high, backwards=backwards), backwards or by_id(terms, descending=False)
