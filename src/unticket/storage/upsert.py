"""Insert or update many rows by key, telling truly how many became different."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

T = TypeVar("T")
_AT_ONCE = 1000  # keys in one statement: below every database's limit of parameters


def upsert(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    newer_by: str | None = None,
    differs_by: Sequence[str],
) -> int:
    """Insert `rows`, or update those whose key is there and of which a column of `differs_by` is different.

    With `newer_by`, a row whose value there is smaller than the one that is kept changes nothing. The first primary key
    column is the key; rows have one each. Returns how many rows were inserted or updated.
    """
    if not rows:
        return 0
    insert = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
    (key,) = table.primary_key.columns
    kept, coming = table.c, insert.excluded
    different: ColumnElement[bool] = kept[differs_by[0]].is_distinct_from(coming[differs_by[0]])
    for name in differs_by[1:]:
        different |= kept[name].is_distinct_from(coming[name])
    if newer_by:
        different &= coming[newer_by] >= kept[newer_by]
    statement = insert.on_conflict_do_update(
        index_elements=[key],
        set_={name: coming[name] for name in rows[0] if name != key.name},
        where=different,
    )
    return connection.execute(statement, list(rows)).rowcount


def insert_missing(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those of `rows` whose key is not there yet."""
    if rows:
        insert = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
        connection.execute(insert.on_conflict_do_nothing(), list(rows))


def some_at_once(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """`items` in parts that fit into one statement."""
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
