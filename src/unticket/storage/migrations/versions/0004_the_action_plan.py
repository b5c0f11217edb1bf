"""The action plan: which actions were proposed, and what people said of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "plan_actions",
        sa.Column("number", NUMBER, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("kind", "about", "title")),
        sa.Column("word", JSON, nullable=False),
        sa.Column("said_by", sa.Text, nullable=False),
        sa.Column("said_at", INSTANT),
        sa.PrimaryKeyConstraint("number", name="pk_plan_actions"),
        sa.UniqueConstraint("kind", "about", name="uq_plan_actions_kind"),
        sqlite_autoincrement=True,
    )
