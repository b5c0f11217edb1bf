"""Reports by mail: which were due, and what became of each mail."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "report_occasions",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("key", "schedule", "label")),
        sa.Column("period_first", sa.Date, nullable=False),
        sa.Column("period_last", sa.Date, nullable=False),
        sa.Column("timezone", sa.Text, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("report", NUMBER),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try_at", INSTANT),
        sa.Column("because", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_report_occasions"),
    )
    for name in ("schedule", "state"):
        op.create_index(f"ix_report_occasions_{name}", "report_occasions", [name])
    op.create_table(
        "sendings",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("key", "occasion", "kind", "address", "state")),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try_at", INSTANT),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("because", "subject", "text")),
        sa.PrimaryKeyConstraint("key", name="pk_sendings"),
    )
    for name in ("occasion", "state"):
        op.create_index(f"ix_sendings_{name}", "sendings", [name])
