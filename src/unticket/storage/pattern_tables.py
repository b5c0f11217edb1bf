"""The tables of recurring issues: what is remembered of them, and what people said about them."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, Table, Text

from unticket.storage.instant import Instant
from unticket.storage.tables import METADATA, Number

# One row a kind of memory. `version` counts its savings: whoever read an older one does not overwrite a newer one.
PATTERN_MEMORY = Table(
    "pattern_memory",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("digest", Text, nullable=False),  # of the content; checked whenever it is loaded
    Column("content", LargeBinary, nullable=False),
)

# Nothing here is ever changed: a word that is taken back is one more word.
PATTERN_FEEDBACK = Table(
    "pattern_feedback",
    METADATA,
    Column("number", Number, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),  # an issue's id, or a ticket's key
    Column("other", Text, nullable=False),  # of a pair of tickets the second, else ""
    Column("value", Text, nullable=False),  # "" takes back what was said before
    Column("said_by", Text, nullable=False),
    Column("said_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)
