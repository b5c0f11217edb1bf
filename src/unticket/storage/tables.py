"""The tables of the operational database: the copy of the desk, how far it has come, and the reports that were kept."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

from unticket.storage.instant import Instant

SCHEMA_VERSION = "0006"  # the newest migration; a test compares it, and these tables, with the migrations
VERSION_TABLE = "unticket_schema"

Json = JSON().with_variant(JSONB(), "postgresql")
Number = BigInteger().with_variant(Integer, "sqlite")
METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

# Only ids of stage, team, assignee and tags: their names of now stand in the tables of words.
TICKETS = Table(
    "tickets",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("reference", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("stage_id", Text, nullable=False, index=True),
    Column("team_id", Text),
    Column("assignee_id", Text),
    Column("tag_ids", Json, nullable=False),  # a list of ids, in the desk's order
    Column("priority", SmallInteger),
    Column("requester_name", Text, nullable=False),
    Column("requester_email", Text, nullable=False),
    Column("requester_contact_id", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("opened_at", Instant, nullable=False, index=True),
    Column("changed_at", Instant, nullable=False, index=True),
    Column("assigned_at", Instant),
    Column("first_response_at", Instant),  # computed from `messages` whenever either side changes
    Column("closed_at", Instant),
    Column("was_closed_before", Boolean, nullable=False),
    Column("archived", Boolean, nullable=False),
    Column("time_spent_minutes", Double),
    Column("stage_seconds", Json, nullable=False),  # stage id → seconds
    Column("duplicate_of", Text),
    Column("digest", Text, nullable=False),  # of what the desk said: tells a change from a repetition
    Column("change", BigInteger, nullable=False, index=True),  # CHANGES.number that last touched the row's part of the table
    Column("body", Text, nullable=False),  # last: a reading without bodies then stops before their overflow pages
)

MESSAGES = Table(
    "messages",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("ticket_key", Text, nullable=False, index=True),  # no foreign key: a message may come before its ticket
    Column("posted_at", Instant, nullable=False),
    Column("author", Text, nullable=False),
    Column("by_agent", Boolean, nullable=False),
    Column("internal", Boolean, nullable=False),
    Column("automatic", Boolean, nullable=False),
    Column("digest", Text, nullable=False),
    Column("body", Text, nullable=False),
)

STAGES = Table(
    "stages",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("mails_requester", Boolean, nullable=False),
)
TEAMS = Table("teams", METADATA, Column("id", Text, primary_key=True), Column("name", Text, nullable=False))
AGENTS = Table(
    "agents",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("is_bot", Boolean, nullable=False),
)
TAGS = Table("tags", METADATA, Column("id", Text, primary_key=True), Column("name", Text, nullable=False))

# One row for each saving that changed the ticket table. The token tells this history from that of another database,
# and from the one that was lost when a backup was put back: numbers alone would be used a second time.
CHANGES = Table(
    "changes",
    METADATA,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("token", Text, nullable=False),
)

GONE_TICKETS = Table(
    "gone_tickets",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("change", BigInteger, nullable=False, index=True),
)

BOOKMARKS = Table("bookmarks", METADATA, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

KEPT_REPORTS = Table(
    "kept_reports",
    METADATA,
    Column("number", Number, primary_key=True),
    Column("name", Text, nullable=False),
    Column("period_first", Date, nullable=False),
    Column("period_last", Date, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("digest", Text, nullable=False),  # of the row's own content; checked whenever it is loaded
    Column("content", Text, nullable=False),
    sqlite_autoincrement=True,  # a number is never given twice
)

WORDS = {"stages": STAGES, "teams": TEAMS, "agents": AGENTS, "tags": TAGS}
