"""What records are grouped by: the keys of each record, and each group's name, condition and place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from unticket.demo.desk import domain as domains
from unticket.demo.desk.calendar_groups import LABELS, Calendar
from unticket.demo.desk.call import Call
from unticket.demo.desk.ordering import record_key, text_key
from unticket.demo.desk.refusal import value_error
from unticket.demo.desk.schema import MODELS, Field, Model
from unticket.demo.desk.table import Row


@dataclass(frozen=True, slots=True)
class Grouping:
    """One `groupby` entry. A record has several keys where the field holds several records, and False where none."""

    specification: str
    keys: Callable[[Row], Sequence[Any]]
    shown: Callable[[Any], Any]
    condition: Callable[[Any], domains.Node]
    place: Callable[[Any], Any]
    span: Callable[[Any], tuple[str, str]] | None = None


def grouping(call: Call, model: Model, specification: str) -> Grouping:
    """The grouping that `stage_id`, `tag_ids`, `stage_id.closed` or `create_date:day` means."""
    path, _, granularity = specification.partition(":")
    name, _, rest = path.partition(".")
    field = model.fields.get(name)
    if field is None:
        raise value_error(f"Invalid field {name!r} on model {model.name!r}")
    if rest:
        return _through(call, model, field, rest, specification)
    if field.type in {"datetime", "date"}:
        return _calendar(call, model, field, granularity or "month", specification)
    value_of = call.state.getter(model, name)
    if field.type in {"many2one", "many2many", "one2many"}:
        return _reference(call, field, value_of, specification)
    return Grouping(
        specification,
        lambda row: (_plain(value_of(row)),),
        lambda key: key,
        lambda key: domains.Condition(name, "=", key),
        _number_key if field.type in {"boolean", "integer", "float"} else text_key,
    )


def _reference(call: Call, field: Field, value_of: Callable[[Row], Any], specification: str) -> Grouping:
    other = MODELS[field.relation or ""]
    many = field.type != "many2one"
    return Grouping(
        specification,
        (lambda row: value_of(row) or (False,)) if many else (lambda row: (value_of(row) or False,)),
        lambda key: [key, call.state.display(other.name, key)] if key else False,
        lambda key: domains.Condition(field.name, "=", key),
        record_key(call.state, other),
    )


def _through(call: Call, model: Model, field: Field, rest: str, specification: str) -> Grouping:
    other = MODELS.get(field.relation or "")
    if other is None or field.type != "many2one":
        raise value_error(f"Invalid field {specification!r} on model {model.name!r}")
    inner = grouping(call, other, rest)
    value_of = call.state.getter(model, field.name)
    rows = call.state.table(other.table or other.name).rows
    path = specification.partition(":")[0]
    return Grouping(
        specification,
        lambda row: inner.keys(rows[value_of(row)]) if value_of(row) else (False,),
        inner.shown,
        lambda key: domains.Condition(path, "=", key),
        inner.place,
    )


def _calendar(call: Call, model: Model, field: Field, granularity: str, specification: str) -> Grouping:
    if granularity not in LABELS:
        raise value_error(f"Granularity specification isn't correct: {granularity!r}")
    user = call.state.table("res.users").rows.get(call.caller.uid, {})
    language = str(call.context.get("lang") or user.get("lang") or "en_US")
    calendar = Calendar(granularity, call.timezone if field.type == "datetime" else "UTC", language)
    value_of = call.state.getter(model, field.name)
    kept = 19 if field.type == "datetime" else 10

    def keys(row: Row) -> Sequence[Any]:
        moment = value_of(row)
        return (calendar.key(moment)[:kept],) if moment else (False,)

    def condition(key: Any) -> domains.Node:
        if not key:
            return domains.Condition(field.name, "=", False)
        return domains.both(
            domains.Condition(field.name, ">=", key), domains.Condition(field.name, "<", calendar.end(key)[:kept])
        )

    return Grouping(
        specification,
        keys,
        lambda key: [key, calendar.label(key)] if key else False,
        condition,
        text_key,
        lambda key: (key, calendar.end(key)[:kept]),
    )


def _plain(value: Any) -> Any:
    return False if value is None or value == "" else value


def _number_key(value: Any) -> Any:
    return (0, value or 0)
