"""Turns a domain into one function of a row, compiled once per search."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from unticket.demo.desk.domain import All, AnyOf, Condition, Node, Not, read
from unticket.demo.desk.moments import SHOWN, date_value, datetime_value
from unticket.demo.desk.refusal import value_error
from unticket.demo.desk.schema import MODELS, Field, Model
from unticket.demo.desk.table import Row

if TYPE_CHECKING:
    from unticket.demo.desk.state import DeskState

Match = Callable[[Row], bool]
_TO_MANY = frozenset({"one2many", "many2many"})


def compiled(node: Node, model: Model, state: DeskState) -> Match:
    """A function that says whether a row of `model` meets the domain. Raises ValueError, as Odoo, for unknown fields."""
    match node:
        case Condition():
            return _condition(node, model, state)
        case Not():
            inside = compiled(node.part, model, state)
            return lambda row: not inside(row)
        case AnyOf():
            some = [compiled(part, model, state) for part in node.parts]
            return lambda row: any(one(row) for one in some)
        case All():
            every = [compiled(part, model, state) for part in node.parts]
            if not every:
                return _always
            if len(every) == 2:
                first, second = every
                return lambda row: first(row) and second(row)
            return lambda row: all(one(row) for one in every)


def _always(_row: Row) -> bool:
    return True


def _condition(condition: Condition, model: Model, state: DeskState) -> Match:
    name, _, rest = condition.path.partition(".")
    field = model.fields.get(name)
    if field is None:
        raise value_error(f"Invalid field {model.name}.{name} in condition {condition}")
    value_of = state.getter(model, name)
    if rest or condition.operator in {"any", "not any"}:
        return _through(condition, field, rest, value_of, state)
    if field.type in _TO_MANY:
        return _to_many(condition, field, value_of, state)
    if field.type == "many2one" and _names(condition.value):
        ids = _named(condition, field, state)
        return lambda row: value_of(row) in ids
    return _plain(condition, field, value_of)


def _through(condition: Condition, field: Field, rest: str, value_of: Callable[[Row], Any], state: DeskState) -> Match:
    """A condition on the records behind a relation: `stage_id.closed`, or the operators any and not any."""
    other = MODELS.get(field.relation or "")
    if other is None:
        raise value_error(f"Invalid field {field.name}.{rest} in condition {condition}")
    if rest:
        inner: Node = Condition(rest, condition.operator, condition.value)
        negative = False
    else:
        inner = read(condition.value)
        negative = condition.operator == "not any"
    meets = compiled(inner, other, state)
    ids = {key for key, row in state.table(other.name).rows.items() if meets(row)}
    if field.type in _TO_MANY:
        return lambda row: (not ids.isdisjoint(value_of(row))) != negative
    # A record with nothing behind the relation counts as one whose field is empty.
    empty = bool(rest) and meets({})
    return lambda row: ((value_of(row) in ids) if value_of(row) else empty) != negative


def _to_many(condition: Condition, field: Field, value_of: Callable[[Row], Any], state: DeskState) -> Match:
    operator, value = condition.operator, condition.value
    negative = operator in {"!=", "not in", "not like", "not ilike"}
    if _names(value) or operator in {"like", "ilike", "=like", "=ilike", "not like", "not ilike"}:
        ids = _named(condition, field, state, positive=True)
        return lambda row: (not ids.isdisjoint(value_of(row))) != negative
    wanted = set(value) if isinstance(value, list | tuple) else {value}
    empty = bool(wanted & {False, None}) and not wanted - {False, None}
    chosen = wanted - {False, None}
    with_empty = False in wanted or None in wanted
    if empty:
        return lambda row: (not value_of(row)) != negative
    return lambda row: (not chosen.isdisjoint(value_of(row)) or (with_empty and not value_of(row))) != negative


def _named(condition: Condition, field: Field, state: DeskState, *, positive: bool = False) -> set[Any]:
    """The ids of the related records whose display name meets the condition (and False, where "not" includes none)."""
    other = MODELS[field.relation or ""]
    operator = condition.operator
    negative = operator in {"!=", "not in", "not like", "not ilike"}
    if positive and negative:
        operator = {"!=": "=", "not in": "in", "not like": "like", "not ilike": "ilike"}[operator]
    test = value_test(operator, condition.value, "char")
    ids: set[Any] = {key for key, row in state.table(other.name).rows.items() if test(state.display(other.name, row["id"]))}
    return ids | ({False} if negative and not positive else set())


def _names(value: Any) -> bool:
    """Whether the value speaks of records by their names."""
    if isinstance(value, list | tuple):
        return any(isinstance(one, str) for one in value)
    return isinstance(value, str)


def _plain(condition: Condition, field: Field, value_of: Callable[[Row], Any]) -> Match:
    operator, value = condition.operator, condition.value
    if operator == "child_of":
        # No model here has a hierarchy: a record is its only child.
        operator, value = "in", value if isinstance(value, list | tuple) else [value]
    convert = {"datetime": lambda one: datetime_value(one, operator), "date": date_value}.get(field.type)
    if convert is not None:
        value = [convert(one) for one in value] if isinstance(value, list | tuple) else convert(value)
    test = value_test(operator, value, field.type)
    if field.type == "datetime":
        return lambda row: test((value_of(row) or "")[:SHOWN])
    return lambda row: test(value_of(row))


def value_test(operator: str, value: Any, kind: str) -> Callable[[Any], bool]:
    """A test of one field's value. Empty texts, missing values and False are the same to Odoo, as are bool and 0/1."""
    textual = kind not in {"boolean", "integer", "float", "many2one"}
    if operator in {"in", "not in"} and not isinstance(value, list | tuple):
        operator = {"in": "=", "not in": "!="}[operator]
    if operator in {"=", "!="} and isinstance(value, list | tuple):
        operator = {"=": "in", "!=": "not in"}[operator]
    wanted = _level(value, textual=textual)
    match operator:
        case "=":
            return lambda one: _level(one, textual=textual) == wanted
        case "!=":
            return lambda one: _level(one, textual=textual) != wanted
        case "in" | "not in":
            many = {_level(item, textual=textual) for item in value}
            if operator == "in":
                return lambda one: _level(one, textual=textual) in many
            return lambda one: _level(one, textual=textual) not in many
        case "<":
            return lambda one: _comparable(one, kind) and one < value
        case "<=":
            return lambda one: _comparable(one, kind) and one <= value
        case ">":
            return lambda one: _comparable(one, kind) and one > value
        case ">=":
            return lambda one: _comparable(one, kind) and one >= value
    pattern = _pattern(operator, str(value if value not in (False, None) else ""))
    if operator.startswith("not "):
        return lambda one: not (one and pattern.search(str(one)))
    return lambda one: bool(one) and pattern.search(str(one)) is not None


def _level(value: Any, *, textual: bool) -> Any:
    """One value for all that Odoo takes as nothing: false, null and, for texts, the empty text."""
    if value is None or value is False or (textual and value == ""):
        return False
    return value


def _comparable(value: Any, kind: str) -> bool:
    return value is not None and value is not False and (value != "" or kind not in {"datetime", "date"})


def _pattern(operator: str, value: str) -> re.Pattern[str]:
    """SQL's LIKE as a regular expression: % is anything, _ one letter, \\ takes the next sign as it stands.

    like and ilike look anywhere in the text.
    """
    anywhere = not operator.startswith("=")
    signs = re.findall(r"\\.|.", value, re.DOTALL)
    body = "".join({"%": ".*", "_": "."}.get(sign, re.escape(sign[-1])) for sign in signs)
    flags = re.DOTALL | (re.IGNORECASE if "ilike" in operator else 0)
    return re.compile(body if anywhere else rf"\A{body}\Z", flags)
