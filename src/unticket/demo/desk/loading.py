"""Brings rows from the shape that Odoo answers into the shape that the desk keeps."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from unticket.demo.desk.schema import Model
from unticket.demo.desk.table import Row

_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "helpdesk.ticket": {"description": "", "priority": "1", "sequence": 10, "active": True, "company_id": 1},
}


def flat_row(model: Model, row: Mapping[str, Any], named: MutableMapping[str, dict[int, str]]) -> Row:
    """A kept row from a shown one: `[5, "Anna Agent"]` becomes 5, and the name is noted in `named` by model and id."""
    flat: Row = dict(_DEFAULTS.get(model.name, {}))
    if model.archives:
        flat["active"] = True
    for name, value in row.items():
        field = model.fields.get(name)
        if field and field.type == "many2one" and isinstance(value, list | tuple):
            named[field.relation or ""][value[0]] = value[1]
    flat |= flat_changes(model, row)
    for stamp in ("create_uid", "write_uid"):
        flat.setdefault(stamp, 2)
    flat.setdefault("create_date", flat.get("date") or "")
    flat.setdefault("write_date", flat["create_date"])
    return flat


def flat_changes(model: Model, values: Mapping[str, Any]) -> Row:
    """Some values of a row, each in the shape that the desk keeps."""
    return {name: _flat(model, name, value) for name, value in values.items()}


def _flat(model: Model, name: str, value: Any) -> Any:
    field = model.fields.get(name)
    is_reference = field is not None and field.type == "many2one" and isinstance(value, list | tuple)
    return value[0] if is_reference else value
