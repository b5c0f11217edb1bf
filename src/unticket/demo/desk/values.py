"""Checks the values of a write and brings them into the shape that the desk keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from unticket.demo.desk.call import Call
from unticket.demo.desk.moments import date_value, datetime_value
from unticket.demo.desk.refusal import invalid, missing, value_error
from unticket.demo.desk.sanitised import sanitised
from unticket.demo.desk.schema import MODELS, Field, Model
from unticket.demo.desk.table import Row

Commands = Sequence[Any]


def checked(call: Call, model: Model, given: Mapping[str, Any], present: Row) -> Row:
    """The kept form of the values given. `present` is the row they change (empty for a new one).

    Raises Odoo's ValueError for an unknown field, MissingError for a reference to a record that is not there.
    """
    kept: Row = {}
    for name, value in given.items():
        field = model.fields.get(name)
        if field is None:
            raise value_error(f"Invalid field {name!r} in {model.name!r}")
        if name in {"id", "create_date", "create_uid", "write_date", "write_uid"}:
            continue
        kept[name] = _kept(call, field, value, present.get(name))
    return kept


def guard_required(model: Model, row: Row) -> None:
    """Raises Odoo's ValidationError for the first required field without a value. An empty description will do."""
    for field in model.fields.values():
        value = row.get(field.name)
        if field.required and (value is None or value is False or (value == "" and field.name != "description")):
            raise invalid(
                f"The operation cannot be completed: Missing required value for the field '{field.string}' ({field.name}).\n"
                f"Model: '{model.title}' ({model.name})\n"
                "- create/update: a mandatory field is not set\n"
                "- delete: another model requires the record being deleted, you can archive it instead\n"
            )


def _kept(call: Call, field: Field, value: Any, present: Any) -> Any:
    match field.type:
        case "many2one":
            if value:
                _guard_exists(call, field, int(value))
            return int(value) if value else False
        case "many2many" | "one2many":
            return _commanded(call, field, value or [], list(present or ()))
        case "datetime":
            return f"{datetime_value(value)}.000000" if value else False
        case "date":
            return date_value(value) or False
        case "html":
            return sanitised(value) if value else value
        case "boolean":
            return bool(value)
        case "selection" if isinstance(value, int) and not isinstance(value, bool):
            raise value_error(f"Wrong value for {field.name}: {value!r}")
    return value


def _commanded(call: Call, field: Field, commands: Commands, ids: list[int]) -> list[int]:
    """The ids after the commands: [4, id] adds, [3, id] removes, [5] empties, [6, 0, ids] replaces."""
    for command in commands:
        if isinstance(command, int):
            command = [4, command]  # noqa: PLW2901 - a bare id is a link
        match list(command):
            case [4, int() as one, *_]:
                _guard_exists(call, field, one)
                ids += [one] if one not in ids else []
            case [2 | 3, int() as one, *_]:
                ids = [other for other in ids if other != one]
            case [5, *_]:
                ids = []
            case [6, _, list() as many]:
                for one in many:
                    _guard_exists(call, field, one)
                ids = list(dict.fromkeys(many))
            case _:
                raise value_error(f"Wrong value for {field.name}: {commands!r}")
    return sorted(ids)


def _guard_exists(call: Call, field: Field, key: int) -> None:
    other = MODELS.get(field.relation or "")
    if other is not None and key not in call.table(other).rows:
        raise missing(other.name, key, call.caller.uid)
