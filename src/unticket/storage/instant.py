"""Times in the database: UTC and exact to the microsecond, in SQLite as in PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import TIMESTAMP, BigInteger, ColumnElement, Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(moment: datetime) -> int:
    """Microseconds since 1970, exact. A time without a zone is a `TypeError`."""
    return (moment - EPOCH) // _MICROSECOND


class Instant(TypeDecorator[datetime]):
    """An aware datetime. PostgreSQL keeps `timestamptz`, SQLite an integer: microseconds since 1970, UTC."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(TIMESTAMP(timezone=True) if dialect.name == "postgresql" else BigInteger())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return value if dialect.name == "postgresql" else to_microseconds(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if dialect.name == "postgresql" else EPOCH + timedelta(microseconds=value)


class microseconds(FunctionElement[int]):  # noqa: N801 - read in SQL as a function
    """An `Instant` as microseconds since 1970: what a frame takes without making a million datetimes."""

    inherit_cache = True
    type = BigInteger()


@compiles(microseconds)
def _as_it_is_kept(element: microseconds, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(_only_argument(element), **options)


@compiles(microseconds, "postgresql")
def _computed(element: microseconds, compiler: SQLCompiler, **options: Any) -> str:
    # extract() gives an exact numeric here since PostgreSQL 14.
    return f"(extract(epoch from {compiler.process(_only_argument(element), **options)}) * 1000000)::bigint"


def _only_argument(element: microseconds) -> ColumnElement[Any]:
    (argument,) = element.clauses
    return argument
