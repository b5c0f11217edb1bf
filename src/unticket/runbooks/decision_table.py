"""A decision table: rows that read like the policy, proven when loaded to say one thing for every case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import product
from typing import Generic, TypeVar

from unticket.model.errors import RunbookError

A = TypeVar("A", bound=Enum)


class Automatic(Enum):
    """Whether a row's action may be taken without a person. `NEVER` is final: no setting and no approval changes it."""

    YES = "yes"
    NEVER = "never"


class _Any(Enum):
    ANY = "any"


ANY = _Any.ANY


@dataclass(frozen=True, slots=True)
class Group:
    """Several values of one input under a name, so that a row says what they have in common."""

    name: str
    values: tuple[Enum, ...]


def one_of(*values: Enum) -> Group:
    """Any one of these values; for two or three that need no name of their own."""
    return Group(" or ".join(str(value.value) for value in values), values)


Condition = Enum | Group  # one value, a group of values, or ANY


class Row(Generic[A]):
    """When all conditions hold (one for each input, in their order), this is the action, and this is why."""

    __slots__ = ("action", "automatic", "because", "name", "when")

    def __init__(self, name: str, *when: Condition, action: A, automatic: Automatic, because: str) -> None:
        self.name = name  # stable: stands in the audit and in reports
        self.when = when
        self.action = action
        self.automatic = automatic
        self.because = because  # the public reason: may stand in an internal note

    def __repr__(self) -> str:
        return f"Row({self.name!r})"


class TableError(RunbookError):
    """A table that does not say exactly one thing for every case, or says a forbidden one."""

    code = "decision_table"


class DecisionTable(Generic[A]):
    """Rows over declared inputs, with what must hold for any such table proven by trying every combination.

    `handed_over` are the actions that leave everything to a person: the only ones that a NEVER row may carry. `never` are
    values which no automatic row may ever meet, whatever the other inputs are. Raises `TableError` when it is made.
    """

    def __init__(
        self,
        *,
        inputs: Sequence[type[Enum]],
        rows: Sequence[Row[A]],
        handed_over: Iterable[A],
        never: Iterable[Enum] = (),
    ) -> None:
        self.inputs = tuple(inputs)
        self.rows = tuple(rows)
        self._refuse_repeated_names()
        self._refuse_acting_on_never(frozenset(handed_over))
        self._row_for = self._one_row_for_each()
        self._refuse_automatic(tuple(never))

    def decide(self, *values: Enum) -> Row[A]:
        """The one row for these values, one of each input in their order. Raises `TableError` for anything else."""
        row = self._row_for.get(values)
        # Two StrEnums with the same word are equal to Python; to a table they are not.
        if row is None or any(type(value) is not declared for value, declared in zip(values, self.inputs, strict=True)):
            raise TableError(f"These are no values of this table's inputs: {_told(values)}.")
        return row

    def combinations(self) -> Iterator[tuple[Enum, ...]]:
        """Every combination of declared values."""
        return product(*self.inputs)

    def _refuse_repeated_names(self) -> None:
        names = [row.name for row in self.rows]
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise TableError(f"Several rows have the same name: {', '.join(repeated)}.")

    def _refuse_acting_on_never(self, handed_over: frozenset[A]) -> None:
        for row in self.rows:
            if row.automatic is Automatic.NEVER and row.action not in handed_over:
                raise TableError(f"Row {row.name!r} is marked never, but carries the action {row.action.value!r}.")
            if row.automatic is Automatic.YES and row.action in handed_over:
                raise TableError(f"Row {row.name!r} is marked automatic, but leaves it to a person.")
            if not row.because.strip():
                raise TableError(f"Row {row.name!r} gives no reason.")

    def _one_row_for_each(self) -> dict[tuple[Enum, ...], Row[A]]:
        row_for: dict[tuple[Enum, ...], Row[A]] = {}
        for row in self.rows:
            for values in product(*self._meant(row)):
                other = row_for.setdefault(values, row)
                if other is not row:
                    raise TableError(f"Rows {other.name!r} and {row.name!r} both fit {_told(values)}.")
        for values in self.combinations():
            if values not in row_for:
                raise TableError(f"No row fits {_told(values)}.")
        return row_for

    def _meant(self, row: Row[A]) -> list[tuple[Enum, ...]]:
        if len(row.when) != len(self.inputs):
            raise TableError(f"Row {row.name!r} has {len(row.when)} conditions for {len(self.inputs)} inputs.")
        meant: list[tuple[Enum, ...]] = []
        for condition, declared in zip(row.when, self.inputs, strict=True):
            values = tuple(declared) if condition is ANY else condition.values if isinstance(condition, Group) else (condition,)
            foreign = [value for value in values if not isinstance(value, declared)]
            if foreign or not values or len(set(values)) != len(values):
                raise TableError(f"Row {row.name!r} has a condition on {declared.__name__} that is none of its values.")
            meant.append(values)
        return meant

    def _refuse_automatic(self, never: tuple[Enum, ...]) -> None:
        for values, row in self._row_for.items():
            forbidden = [value for value in values if any(value is one for one in never)]
            if forbidden and row.automatic is not Automatic.NEVER:
                raise TableError(f"Row {row.name!r} acts on {_told(forbidden)}, which must never be acted on.")


def _told(values: Sequence[Enum]) -> str:
    return ", ".join(f"{type(value).__name__} {value.value}" for value in values)
