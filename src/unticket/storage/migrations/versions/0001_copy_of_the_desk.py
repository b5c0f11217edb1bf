"""The copy of the desk, and the reports that were kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
INSTANT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "tickets",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("stage_id", sa.Text, nullable=False),
        sa.Column("team_id", sa.Text),
        sa.Column("assignee_id", sa.Text),
        sa.Column("tag_ids", JSON, nullable=False),
        sa.Column("priority", sa.SmallInteger),
        sa.Column("requester_name", sa.Text, nullable=False),
        sa.Column("requester_email", sa.Text, nullable=False),
        sa.Column("requester_contact_id", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("assigned_at", INSTANT),
        sa.Column("first_response_at", INSTANT),
        sa.Column("closed_at", INSTANT),
        sa.Column("was_closed_before", sa.Boolean, nullable=False),
        sa.Column("archived", sa.Boolean, nullable=False),
        sa.Column("time_spent_minutes", sa.Double),
        sa.Column("stage_seconds", JSON, nullable=False),
        sa.Column("duplicate_of", sa.Text),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("change", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_tickets"),
    )
    op.create_index("ix_tickets_stage_id", "tickets", ["stage_id"])
    op.create_index("ix_tickets_opened_at", "tickets", ["opened_at"])
    op.create_index("ix_tickets_changed_at", "tickets", ["changed_at"])
    op.create_index("ix_tickets_change", "tickets", ["change"])
    op.create_table(
        "messages",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("ticket_key", sa.Text, nullable=False),
        sa.Column("posted_at", INSTANT, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("by_agent", sa.Boolean, nullable=False),
        sa.Column("internal", sa.Boolean, nullable=False),
        sa.Column("automatic", sa.Boolean, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_messages"),
    )
    op.create_index("ix_messages_ticket_key", "messages", ["ticket_key"])
    op.create_table(
        "stages",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("mails_requester", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stages"),
    )
    for name in ("teams", "tags"):
        op.create_table(
            name,
            sa.Column("id", sa.Text, nullable=False),
            sa.Column("name", sa.Text, nullable=False),
            sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        )
    op.create_table(
        "agents",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("is_bot", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agents"),
    )
    op.create_table(
        "changes",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_changes"),
    )
    op.create_table(
        "gone_tickets",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("change", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_gone_tickets"),
    )
    op.create_index("ix_gone_tickets_change", "gone_tickets", ["change"])
    op.create_table(
        "bookmarks",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_bookmarks"),
    )
    op.create_table(
        "kept_reports",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("period_first", sa.Date, nullable=False),
        sa.Column("period_last", sa.Date, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_kept_reports"),
        sqlite_autoincrement=True,
    )
