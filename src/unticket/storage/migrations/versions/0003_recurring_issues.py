"""Recurring issues: what is remembered of them, and what people said about them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "pattern_memory",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_pattern_memory"),
    )
    op.create_table(
        "pattern_feedback",
        sa.Column("number", NUMBER, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("kind", "subject", "other", "value", "said_by")),
        sa.Column("said_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_pattern_feedback"),
        sqlite_autoincrement=True,
    )
