"""The tables of warnings: a row for each day's look at everybody, and for each warning."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, Table, Text

from unticket.storage.instant import Instant
from unticket.storage.tables import METADATA, Json

WARNING_LOOKS = Table(
    "warning_looks",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("state", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("counts", Json, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", Instant),
    Column("because", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

# "begun" is saved before a mail is handed over: whoever finds it after a death knows that it may have gone out.
WARNINGS = Table(
    "warnings",
    METADATA,
    Column("key", Text, primary_key=True),  # account@beginning of its inactivity
    Column("account_id", Text, nullable=False, index=True),
    Column("address", Text, nullable=False, index=True),
    Column("state", Text, nullable=False, index=True),
    Column("began_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("language", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", Instant),
    Column("noted_at", Instant, nullable=False),
    Column("begun_at", Instant),
    Column("ended_at", Instant),
    Column("because", Text, nullable=False),
    Column("sequel", Text, nullable=False),
)
