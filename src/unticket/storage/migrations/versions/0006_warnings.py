"""Warnings before an account is switched off: each day's look, and what became of each warning."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "warning_looks",
        sa.Column("day", sa.Date, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("state", "mode")),
        sa.Column("counts", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try_at", INSTANT),
        sa.Column("because", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_warning_looks"),
    )
    op.create_table(
        "warnings",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("key", "account_id", "address", "state")),
        *(sa.Column(name, INSTANT, nullable=False) for name in ("began_at", "ends_at")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("language", "by")),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try_at", INSTANT),
        sa.Column("noted_at", INSTANT, nullable=False),
        *(sa.Column(name, INSTANT) for name in ("begun_at", "ended_at")),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("because", "sequel")),
        sa.PrimaryKeyConstraint("key", name="pk_warnings"),
    )
    for name in ("account_id", "address", "state"):
        op.create_index(f"ix_warnings_{name}", "warnings", [name])
