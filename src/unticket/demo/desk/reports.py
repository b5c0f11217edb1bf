"""Odoo's grouped reports: formatted_read_group of 19, its grouping sets, and read_group of 16 to 18."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from unticket.demo.desk import domain as domains
from unticket.demo.desk.aggregates import aggregate
from unticket.demo.desk.call import Call
from unticket.demo.desk.grouping import Grouping, grouping
from unticket.demo.desk.hash_order import place
from unticket.demo.desk.matching import value_test
from unticket.demo.desk.ordering import split
from unticket.demo.desk.reading import matching_rows, readable
from unticket.demo.desk.refusal import value_error
from unticket.demo.desk.table import Row


@dataclass(frozen=True, slots=True)
class Group:
    """One line of a report: its key under each grouping, its values, and the condition that picks its records."""

    keys: tuple[Any, ...]
    values: Mapping[str, Any]
    condition: domains.Node


def formatted_read_group(
    call: Call,
    name: str,
    *,
    domain: Any = None,
    groupby: Sequence[str] = (),
    aggregates: Sequence[str] = (),
    having: Any = (),
    offset: int = 0,
    limit: int | None = None,
    order: str | None = None,
) -> list[dict[str, Any]]:
    """The 19 form. Times are told as the UTC instant of the local start, with a label."""
    by, groups = _groups(call, name, domain, groupby=groupby, aggregates=aggregates, order=order)
    if having:
        groups = [group for group in groups if _passes(group, domains.read(having))]
    last = offset + limit if limit else None
    return [
        {one.specification: one.shown(key) for one, key in zip(by, group.keys, strict=True)}
        | {"__extra_domain": domains.written(group.condition)}
        | dict(group.values)
        for group in groups[offset:last]
    ]


def formatted_read_grouping_sets(
    call: Call, name: str, *, grouping_sets: Sequence[Sequence[str]], **how: Any
) -> list[list[dict[str, Any]]]:
    """Several reports in one call."""
    return [formatted_read_group(call, name, groupby=one, **how) for one in grouping_sets]


def read_group(
    call: Call,
    name: str,
    *,
    domain: Any = None,
    fields: Sequence[str] = (),
    groupby: str | Sequence[str] = (),
    offset: int = 0,
    limit: int | None = None,
    orderby: str | None = None,
    lazy: bool = True,
) -> list[dict[str, Any]]:
    """The form of 16 to 18. Times are told by a label; `__range` has the UTC instants. Lazy groups by the first alone."""
    groupby = [groupby] if isinstance(groupby, str) else list(groupby)
    now, later = (groupby[:1], groupby[1:]) if lazy else (groupby, [])
    wanted = [one for one in fields if ":" in one and "(" not in one]
    by, groups = _groups(call, name, domain, groupby=now, aggregates=["__count", *wanted], order=orderby)
    asked = domains.read(domain or [])
    counted = f"{now[0].partition(':')[0]}_count" if lazy and now else "__count"
    answer = []
    for group in groups[offset : offset + limit if limit else None]:
        line: dict[str, Any] = {}
        spans: dict[str, Any] = {}
        for one, key in zip(by, group.keys, strict=True):
            shown = one.shown(key)
            line[one.specification] = shown[1] if one.span and shown else shown
            if one.span:
                start, end = one.span(key) if key else ("", "")
                spans[one.specification] = {"from": start, "to": end} if key else False
        line[counted] = group.values["__count"]
        line |= {one.partition(":")[0]: group.values[one] for one in wanted}
        line["__domain"] = domains.written(domains.both(asked, group.condition))
        if spans:
            line["__range"] = spans
        if later:
            line["__context"] = {"group_by": later}
        answer.append(line)
    return answer


def _groups(
    call: Call, name: str, domain: Any, *, groupby: Sequence[str], aggregates: Sequence[str], order: str | None
) -> tuple[list[Grouping], list[Group]]:
    model = readable(call, name)
    by = [grouping(call, model, one) for one in groupby]
    counts = {one: aggregate(call, model, one) for one in aggregates}
    members: dict[tuple[Any, ...], list[Row]] = {} if by else {(): []}
    for row in matching_rows(call, model, domain):
        for keys in _combinations(by, row):
            members.setdefault(keys, []).append(row)
    groups = [
        Group(
            keys,
            {one: count(rows) for one, count in counts.items()},
            domains.both(*(one.condition(key) for one, key in zip(by, keys, strict=True))),
        )
        for keys, rows in members.items()
    ]
    _sort(groups, by, order)
    return by, groups


def _combinations(by: Sequence[Grouping], row: Row) -> list[tuple[Any, ...]]:
    combined: list[tuple[Any, ...]] = [()]
    for one in by:
        keys = one.keys(row)
        combined = [(*before, key) for before in combined for key in keys]
    return combined


def _sort(groups: list[Group], by: Sequence[Grouping], order: str | None) -> None:
    if not order:
        groups.sort(key=lambda group: [one.place(key) for one, key in zip(by, group.keys, strict=True)])
        return
    groups.sort(key=lambda group: place(group.keys))
    numbers = {one.specification: number for number, one in enumerate(by)}
    for term in reversed(split(order)):
        if term.name in numbers:
            number = numbers[term.name]
            spot = by[number].place
            groups.sort(key=lambda group, n=number, spot=spot: spot(group.keys[n]), reverse=term.descending)  # type: ignore[misc]
        elif groups and term.name in groups[0].values:
            groups.sort(key=lambda group, name=term.name: group.values[name], reverse=term.descending)  # type: ignore[misc]
        elif groups:
            raise value_error(f"Order term {term.name!r} is not a valid aggregate nor valid groupby")


def _passes(group: Group, having: domains.Node) -> bool:
    match having:
        case domains.Condition():
            if having.path not in group.values:
                raise value_error(f"Invalid having clause {having}")
            return value_test(having.operator, having.value, "integer")(group.values[having.path])
        case domains.Not():
            return not _passes(group, having.part)
        case domains.All():
            return all(_passes(group, part) for part in having.parts)
        case domains.AnyOf():
            return any(_passes(group, part) for part in having.parts)
