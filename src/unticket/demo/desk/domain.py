"""Odoo's search domains: conditions in prefix notation, read into a tree and written back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from unticket.demo.desk.refusal import value_error

OPERATORS = frozenset(
    {
        "=",
        "!=",
        "<",
        ">",
        "<=",
        ">=",
        "in",
        "not in",
        "like",
        "not like",
        "ilike",
        "not ilike",
        "=like",
        "=ilike",
        "child_of",
        "any",
        "not any",
    }
)


@dataclass(frozen=True, slots=True)
class Condition:
    """One `[path, operator, value]`."""

    path: str
    operator: str
    value: Any

    def __str__(self) -> str:
        return repr((self.path, self.operator, self.value))


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; no part at all means: every record."""

    parts: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds; no part at all means: no record."""

    parts: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Node


Node = Condition | All | AnyOf | Not


def read(domain: Any) -> Node:
    """The tree of a domain as it came over the wire. Raises Odoo's ValueError for what is none."""
    if not isinstance(domain, list | tuple):
        raise value_error(f"Domain() invalid item in domain: {domain!r}")
    rest = iter(domain)
    return _all([_node(token, rest) for token in rest])


def both(*nodes: Node) -> Node:
    """All of the nodes at once."""
    return _all(list(nodes))


def written(node: Node) -> list[Any]:
    """The domain of a tree, as Odoo writes it: `["&", "&", a, b, c]`."""
    match node:
        case Condition():
            return [[node.path, node.operator, node.value]]
        case Not():
            return ["!", *written(node.part)]
        case All():
            return ["&"] * (len(node.parts) - 1) + [item for part in node.parts for item in written(part)]
        case AnyOf():
            if not node.parts:
                return [[0, "=", 1]]
            return ["|"] * (len(node.parts) - 1) + [item for part in node.parts for item in written(part)]


def conditions(node: Node) -> Iterator[Condition]:
    """Every condition that stands anywhere in the tree."""
    match node:
        case Condition():
            yield node
        case Not():
            yield from conditions(node.part)
        case All() | AnyOf():
            for part in node.parts:
                yield from conditions(part)


def required(node: Node) -> Iterator[Condition]:
    """The conditions that every match must meet: those joined by "and" at the top."""
    if isinstance(node, Condition):
        yield node
    elif isinstance(node, All):
        for part in node.parts:
            yield from required(part)


def _node(token: Any, rest: Iterator[Any]) -> Node:
    match token:
        case "!":
            return Not(_next(rest, token))
        case "&":
            return _all([_next(rest, token), _next(rest, token)])
        case "|":
            return _any([_next(rest, token), _next(rest, token)])
        case [0 | 1 as left, "=" | "!=" as operator, 0 | 1 as right]:
            return All() if (left == right) == (operator == "=") else AnyOf()
        case [str() as path, str() as operator, value] if operator.lower() in OPERATORS | {"<>", "=="}:
            plain = {"<>": "!=", "==": "="}.get(operator, operator.lower())
            return Condition(path, plain, value)
        case [_, _, _]:
            raise value_error(f"Invalid operator in condition {tuple(token)!r}")
    raise value_error(f"Domain() invalid item in domain: {token!r}")


def _next(rest: Iterator[Any], operator: str) -> Node:
    try:
        token = next(rest)
    except StopIteration:
        raise value_error(f"Domain() not enough terms for operator {operator!r}") from None
    return _node(token, rest)


def _all(parts: list[Node]) -> Node:
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, All) else (part,))
    return flat[0] if len(flat) == 1 else All(tuple(flat))


def _any(parts: list[Node]) -> Node:
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, AnyOf) else (part,))
    return flat[0] if len(flat) == 1 else AnyOf(tuple(flat))
