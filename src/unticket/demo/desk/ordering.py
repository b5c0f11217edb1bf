"""Odoo's order clauses: `priority desc, id`, references by their own model's order, nothing last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from unticket.demo.desk.refusal import value_error
from unticket.demo.desk.schema import MODELS, Model
from unticket.demo.desk.table import Row

if TYPE_CHECKING:
    from unticket.demo.desk.state import DeskState


@dataclass(frozen=True, slots=True)
class Term:
    """One part of an order clause."""

    name: str
    descending: bool


def terms_of(order: str, model: Model) -> tuple[Term, ...]:
    """The parts of an order clause over a model's fields. Raises Odoo's ValueError for an unknown field."""
    terms = split(order)
    for term in terms:
        if term.name.partition(".")[0] not in model.fields:
            raise value_error(f"Invalid field {term.name!r} on {model.name!r}")
    return terms


def split(order: str) -> tuple[Term, ...]:
    terms = []
    for part in order.split(","):
        words = part.split()
        if not words:
            continue
        if len(words) > 2 or (len(words) == 2 and words[1].lower() not in {"asc", "desc"}):
            raise value_error(f"Invalid order clause {order!r}")
        terms.append(Term(words[0], descending=len(words) == 2 and words[1].lower() == "desc"))
    return tuple(terms)


def by_id(terms: Sequence[Term], *, descending: bool) -> bool:
    return len(terms) == 1 and terms[0] == Term("id", descending)


def by_writing(terms: Sequence[Term]) -> bool:
    return tuple(terms) in {(Term("write_date", False),), (Term("write_date", False), Term("id", False))}


def sort_key(state: DeskState, model: Model, term: Term) -> Callable[[Row], Any]:
    """The key of one row under one term; what is missing sorts after everything (and so first when descending)."""
    field = model.fields[term.name]
    value_of = state.getter(model, term.name)
    other = MODELS.get(field.relation or "")
    if field.type == "many2one" and other is not None:
        place = record_key(state, other)
        return lambda row: place(value_of(row))
    if field.type in {"integer", "float", "boolean"}:
        return lambda row: (0, value_of(row) or 0)
    return lambda row: text_key(value_of(row))


def record_key(state: DeskState, model: Model) -> Callable[[Any], Any]:
    """Where a record of this model stands among the others, by its id; False stands after all of them."""
    terms = [term for term in terms_of(model.order, model) if model.fields[term.name].type != "many2one"]
    keys = [(sort_key(state, model, term), term.descending) for term in terms]
    rows = dict(state.table(model.table or model.name).rows)
    ids = sorted(rows)
    for key, descending in reversed(keys):
        ids.sort(key=lambda one, key=key: key(rows[one]), reverse=descending)  # type: ignore[misc]
    place = {one: (0, number) for number, one in enumerate(ids)}
    return lambda one: place.get(one, (1, 0))


def text_key(value: Any) -> Any:
    """Texts as a database sorts them for people: letters first, case only to part equals."""
    if value is None or value is False:
        return (1, "", "")
    text = str(value)
    return (0, text.casefold(), text)
