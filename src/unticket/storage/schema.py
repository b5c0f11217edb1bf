"""Brings a database to the schema of now, safely when several processes open it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from unticket.model.errors import StorageError
from unticket.storage import (  # noqa: F401 - their tables are of the schema
    acting_tables,
    pattern_tables,
    plan_tables,
    sending_tables,
    warning_tables,
)
from unticket.storage.locks import lock_number
from unticket.storage.tables import SCHEMA_VERSION, VERSION_TABLE

if TYPE_CHECKING:
    from unticket.storage.database import Database


def bring_up_to_date(database: Database) -> None:
    """Run the migrations that `database` lacks, all of them in one transaction. Raises `StorageError`."""
    with database.reading() as connection:
        if _version(connection) == SCHEMA_VERSION:
            return
    with database.writing() as connection:
        if database.dialect == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": lock_number("migration")})
        found = _version(connection)  # again: another process may have migrated while this one waited
        if found == SCHEMA_VERSION:
            return
        if found is not None and found > SCHEMA_VERSION:
            raise StorageError(
                f"The database {database.place} was written by a newer Unticket (schema {found}, this one knows "
                f"{SCHEMA_VERSION}).",
                "Install that version again, or name another database_url.",
            )
        _migrate(connection)


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))
    return found


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    settings = Config(attributes={"connection": connection})
    settings.set_main_option("script_location", "unticket.storage:migrations")
    settings.set_main_option("path_separator", "os")
    command.upgrade(settings, "head")
