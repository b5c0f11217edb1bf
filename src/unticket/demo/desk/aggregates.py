"""What is counted in each group: `__count`, `priority:max`, `partner_id:count_distinct` and the like."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import fmean
from typing import Any

from unticket.demo.desk.call import Call
from unticket.demo.desk.moments import SHOWN
from unticket.demo.desk.refusal import value_error
from unticket.demo.desk.schema import Model
from unticket.demo.desk.table import Row

Aggregate = Callable[[Sequence[Row]], Any]

_OVER_VALUES: dict[str, Callable[[list[Any]], Any]] = {
    "sum": sum,
    "avg": lambda values: fmean(values) if values else False,
    "min": lambda values: min(values, default=False),
    "max": lambda values: max(values, default=False),
    "count": len,
    "count_distinct": lambda values: len(set(values)),
    "array_agg": list,
    "array_agg_distinct": lambda values: sorted(set(values)),
    "bool_and": all,
    "bool_or": any,
}


def aggregate(call: Call, model: Model, specification: str) -> Aggregate:
    """The function that a group's rows go into. Raises Odoo's ValueError for what it does not know."""
    if specification == "__count":
        return len
    name, _, how = specification.partition(":")
    field = model.fields.get(name)
    if field is None:
        raise value_error(f"Invalid field {name!r} on model {model.name!r} for {specification!r}.")
    over = _OVER_VALUES.get(how)
    if over is None:
        raise value_error(f"Invalid aggregate method {how!r} for {specification!r}.")
    value_of = call.state.getter(model, name)
    numeric = field.type in {"integer", "float", "boolean"}

    def over_rows(rows: Sequence[Row]) -> Any:
        values = [value_of(row) for row in rows]
        present = values if numeric else [one for one in values if one not in (False, None, "")]
        return over([one[:SHOWN] for one in present] if field.type == "datetime" else present)

    return over_rows
