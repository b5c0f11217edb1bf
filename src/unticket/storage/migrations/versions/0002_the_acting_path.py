"""The acting path: runs, effects, waits, approvals, promotions, stops, looks and the audit."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
INSTANT = sa.BigInteger().with_variant(sa.TIMESTAMP(timezone=True), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, INSTANT, nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "acting_runs",
        *(_text(name) for name in ("run_id", "runbook", "ticket_key")),
        sa.Column("generation", sa.Integer, nullable=False),
        *(_text(name) for name in ("cause", "by")),
        _instant("since", nullable=True),
        *(_text(name) for name in ("confirmed_account", "mode", "stage")),
        sa.Column("outcome", sa.Text),
        *(_text(name) for name in ("row", "reason", "account_id")),
        sa.Column("plan", JSON),
        _instant("begun_at"),
        _instant("ended_at", nullable=True),
        sa.Column("held_order", JSON),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_acting_runs"),
        sa.UniqueConstraint("runbook", "ticket_key", "generation", name="uq_acting_runs_generation"),
    )
    op.create_table(
        "effects",
        *(_text(name) for name in ("key", "run_id", "runbook", "kind", "ticket_key", "account_id", "person", "state")),
        sa.Column("attempts", sa.Integer, nullable=False),
        _instant("begun_at"),
        _instant("ended_at", nullable=True),
        _text("because"),
        sa.Column("outcome", JSON, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_effects"),
    )
    op.create_table(
        "waits",
        *(_text(name) for name in ("run_id", "kind", "ticket_key", "account_id")),
        _instant("since"),
        _instant("deadline"),
        sa.Column("over", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_waits"),
    )
    op.create_table(
        "approvals",
        *(_text(name) for name in ("run_id", "state")),
        _instant("asked_at"),
        _instant("deadline"),
        _text("by"),
        _instant("decided_at", nullable=True),
        _text("why"),
        sa.Column("started", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_approvals"),
    )
    op.create_table(
        "confirmations",
        *(_text(name) for name in ("key", "digest", "run_id", "ticket_key", "account_id", "address")),
        _instant("made_at"),
        _instant("expires_at"),
        _instant("used_at", nullable=True),
        sa.Column("started", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_confirmations"),
        sa.UniqueConstraint("digest", name="uq_confirmations_digest"),
    )
    op.create_table(
        "promotions",
        sa.Column("number", NUMBER, nullable=False),
        *(_text(name) for name in ("runbook", "before", "after")),
        _instant("at"),
        *(_text(name) for name in ("by", "why")),
        sa.Column("evidence", JSON, nullable=False),
        _text("instance"),
        sa.PrimaryKeyConstraint("number", name="pk_promotions"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "stops",
        *(_text(name) for name in ("runbook", "by", "why")),
        _instant("since"),
        _instant("resumed_at", nullable=True),
        sa.PrimaryKeyConstraint("runbook", name="pk_stops"),
    )
    op.create_table(
        "looks",
        _text("ticket_key"),
        _instant("noted_at"),
        _text("token"),
        sa.PrimaryKeyConstraint("ticket_key", name="pk_looks"),
    )
    op.create_table(
        "audit",
        sa.Column("sequence", NUMBER, autoincrement=False, nullable=False),
        _instant("at"),
        *(_text(name) for name in ("kind", "runbook", "run_id", "ticket_key", "said", "facts", "mac")),
        sa.PrimaryKeyConstraint("sequence", name="pk_audit"),
    )
    op.create_table(
        "audit_facts",
        sa.Column("sequence", NUMBER, autoincrement=False, nullable=False),
        *(_text(name) for name in ("salt", "subject", "ticket_key", "body")),
        sa.PrimaryKeyConstraint("sequence", name="pk_audit_facts"),
    )
    for table, column in (
        *(("acting_runs", column) for column in ("ticket_key", "stage", "begun_at")),
        *(("effects", column) for column in ("run_id", "ticket_key", "person", "begun_at")),
        ("approvals", "state"),
        ("promotions", "runbook"),
        ("looks", "noted_at"),
        ("audit_facts", "subject"),
        ("audit_facts", "ticket_key"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])
