"""Insert or update many rows by key in one statement, telling truly how many became different."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeVar

import orjson
from sqlalchemy import JSON, Column, Connection, Table

from unticket.storage.instant import Instant, to_microseconds

T = TypeVar("T")
_AT_ONCE = 1000  # keys in one statement: below every database's limit of parameters


def upsert(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    differs_by: Sequence[str] = (),
    newer_by: str = "",
) -> int:
    """Insert `rows` (values of `columns`), or update those whose key is there and of which a column of `differs_by` differs.

    With `newer_by`, a row whose value there is smaller than the kept one changes nothing; without `differs_by`, a row that
    is there stays as it is. No two rows may have one key. Returns how many rows were inserted or updated.
    """
    if not rows:
        return 0
    dialect = connection.dialect.name
    statement = _statement(table, tuple(columns), tuple(differs_by), newer_by, dialect)
    if dialect == "postgresql":
        text = orjson.dumps([dict(zip(columns, row, strict=True)) for row in rows]).decode()
        return connection.exec_driver_sql(statement, (text,)).rowcount
    values = zip(*rows, strict=True)
    kept = [_as_sqlite_keeps(table.c[name], column) for name, column in zip(columns, values, strict=True)]
    return connection.exec_driver_sql(statement, list(zip(*kept, strict=True))).rowcount


def some_at_once(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """`items` in parts that fit into one statement."""
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]


def _as_sqlite_keeps(column: Column[Any], values: Sequence[Any]) -> Sequence[Any]:
    if isinstance(column.type, Instant):
        return [None if moment is None else to_microseconds(moment) for moment in values]
    if isinstance(column.type, JSON):
        return [orjson.dumps(value).decode() for value in values]
    return values


@lru_cache
def _statement(table: Table, columns: tuple[str, ...], differs_by: tuple[str, ...], newer_by: str, dialect: str) -> str:
    """The statement in the driver's own words: putting it together for each row costs more than inserting the row."""
    (key,) = table.primary_key.columns.keys()
    names = ", ".join(f'"{name}"' for name in columns)
    if dialect == "postgresql":
        # All rows as one JSON text: one round trip, read by the server, and a count of rows that is right.
        source = f'SELECT {names} FROM json_populate_recordset(NULL::"{table.name}", %s::json)'
        different = "IS DISTINCT FROM"
    else:
        source, different = f"VALUES ({', '.join('?' * len(columns))})", "IS NOT"
    insert = f'INSERT INTO "{table.name}" ({names}) {source} ON CONFLICT ("{key}") DO '
    if not differs_by:
        return insert + "NOTHING"
    update = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name != key)
    where = " OR ".join(f'excluded."{name}" {different} "{table.name}"."{name}"' for name in differs_by)
    if newer_by:
        where = f'({where}) AND excluded."{newer_by}" >= "{table.name}"."{newer_by}"'
    return f"{insert}UPDATE SET {update} WHERE {where}"
