"""A decision table says exactly one thing for every case, or it does not load."""

from __future__ import annotations

from enum import Enum, StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unticket.runbooks.decision_table import ANY, Automatic, DecisionTable, Group, Row, TableError, one_of


class Light(StrEnum):
    RED = "red"
    GREEN = "green"
    UNKNOWN = "unknown"


class Road(StrEnum):
    CLEAR = "clear"
    UNKNOWN = "unknown"


class Move(StrEnum):
    GO = "go"
    ASK = "ask"


YES, NEVER = Automatic.YES, Automatic.NEVER


def table(*rows: Row[Move], never: tuple[Enum, ...] = ()) -> DecisionTable[Move]:
    return DecisionTable(inputs=(Light, Road), rows=rows, handed_over=(Move.ASK,), never=never)


def go(name: str, *when: Enum | Group) -> Row[Move]:
    return Row(name, *when, action=Move.GO, automatic=YES, because="the way is free")


def ask(name: str, *when: Enum | Group) -> Row[Move]:
    return Row(name, *when, action=Move.ASK, automatic=NEVER, because="somebody must look")


def test_a_complete_table_decides() -> None:
    crossing = table(
        go("go", Light.GREEN, Road.CLEAR),
        ask("blocked", Light.GREEN, Road.UNKNOWN),
        ask("stop", one_of(Light.RED, Light.UNKNOWN), ANY),
    )
    assert crossing.decide(Light.GREEN, Road.CLEAR).name == "go"
    assert crossing.decide(Light.UNKNOWN, Road.CLEAR).name == "stop"


def test_a_missing_combination_is_named() -> None:
    with pytest.raises(TableError, match="No row fits Light unknown, Road clear"):
        table(go("go", Light.GREEN, ANY), ask("stop", Light.RED, ANY))


def test_two_rows_for_one_combination_are_named() -> None:
    with pytest.raises(TableError, match="'go' and 'careful' both fit Light green, Road unknown"):
        table(
            go("go", Light.GREEN, ANY),
            ask("careful", ANY, Road.UNKNOWN),
            ask("stop", one_of(Light.RED, Light.UNKNOWN), Road.CLEAR),
        )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (Row("x", ANY, ANY, action=Move.GO, automatic=NEVER, because="?"), "marked never, but carries"),
        (Row("x", ANY, ANY, action=Move.ASK, automatic=YES, because="?"), "marked automatic, but leaves"),
        (Row("x", ANY, ANY, action=Move.ASK, automatic=NEVER, because=" "), "no reason"),
        (Row("x", ANY, action=Move.ASK, automatic=NEVER, because="?"), "1 conditions for 2 inputs"),
        (Row("x", Road.CLEAR, ANY, action=Move.ASK, automatic=NEVER, because="?"), "condition on Light"),
        (Row("x", Group("none", ()), ANY, action=Move.ASK, automatic=NEVER, because="?"), "condition on Light"),
    ],
    ids=["never acts", "automatic hands over", "no reason", "too few conditions", "foreign value", "empty group"],
)
def test_a_row_that_contradicts_itself_is_refused(row: Row[Move], said: str) -> None:
    with pytest.raises(TableError, match=said):
        table(row)


def test_no_automatic_row_may_meet_a_value_that_is_never_acted_on() -> None:
    with pytest.raises(TableError, match="'go' acts on Light red"):
        table(go("go", ANY, ANY), never=(Light.RED,))


def test_the_same_word_in_two_inputs_is_two_values() -> None:
    """Python takes Light.UNKNOWN and Road.UNKNOWN for equal; a table must not."""
    free = table(go("go", Light.GREEN, ANY), ask("stop", one_of(Light.RED, Light.UNKNOWN), ANY), never=(Light.UNKNOWN,))
    assert free.decide(Light.GREEN, Road.UNKNOWN).name == "go"
    with pytest.raises(TableError, match="no values"):
        free.decide(Road.UNKNOWN, Road.CLEAR)


def test_names_are_unique() -> None:
    with pytest.raises(TableError, match="same name: stop"):
        table(ask("stop", Light.RED, ANY), ask("stop", Light.GREEN, ANY), ask("other", Light.UNKNOWN, ANY))


cells = [(light, road) for light in Light for road in Road]


@given(st.lists(st.sampled_from(range(4)), min_size=len(cells), max_size=len(cells)))
def test_any_division_of_the_cases_into_rows_loads_and_decides_as_divided(owner: list[int]) -> None:
    """Whatever cells belong to which row: as many single rows as cells, and each cell meets its own."""
    rows = [ask(f"row {place} of {owner[place]}", *cell) for place, cell in enumerate(cells)]
    divided = table(*rows)
    for place, cell in enumerate(cells):
        assert divided.decide(*cell) is rows[place]


@given(st.sampled_from(range(len(cells))), st.booleans())
def test_one_cell_more_or_less_is_always_found(place: int, twice: bool) -> None:
    rows = [ask(f"row {at}", *cell) for at, cell in enumerate(cells)]
    changed = [*rows, ask("again", *cells[place])] if twice else [row for at, row in enumerate(rows) if at != place]
    with pytest.raises(TableError):
        table(*changed)
