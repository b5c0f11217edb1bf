"""The tables of the acting path: runs, effects, waits, approvals, promotions, stops, looks and the audit."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, Table, Text, UniqueConstraint

from unticket.storage.instant import Instant
from unticket.storage.tables import METADATA, Json, Number

ACTING_RUNS = Table(
    "acting_runs",
    METADATA,
    Column("run_id", Text, primary_key=True),
    Column("runbook", Text, nullable=False),
    Column("ticket_key", Text, nullable=False, index=True),
    Column("generation", Integer, nullable=False),
    Column("cause", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("since", Instant),
    Column("confirmed_account", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("stage", Text, nullable=False, index=True),
    Column("outcome", Text),
    Column("row", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("plan", Json),  # holds personal data; emptied when the person is erased
    Column("begun_at", Instant, nullable=False, index=True),
    Column("ended_at", Instant),
    Column("held_order", Json),  # what to start again when it can go on
    Column("tries", Integer, nullable=False),
    UniqueConstraint("runbook", "ticket_key", "generation", name="uq_acting_runs_generation"),
)

EFFECTS = Table(
    "effects",
    METADATA,
    Column("key", Text, primary_key=True),  # ticket:step:generation
    Column("run_id", Text, nullable=False, index=True),
    Column("runbook", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("ticket_key", Text, nullable=False, index=True),
    Column("account_id", Text, nullable=False),
    Column("person", Text, nullable=False, index=True),  # keyed digest of whose mail or account it is
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("begun_at", Instant, nullable=False, index=True),
    Column("ended_at", Instant),
    Column("because", Text, nullable=False),
    Column("outcome", Json, nullable=False),  # no personal data
)

WAITS = Table(
    "waits",
    METADATA,
    Column("run_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("ticket_key", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("deadline", Instant, nullable=False),
    Column("over", Boolean, nullable=False),
)

APPROVALS = Table(
    "approvals",
    METADATA,
    Column("run_id", Text, primary_key=True),
    Column("state", Text, nullable=False, index=True),
    Column("asked_at", Instant, nullable=False),
    Column("deadline", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("decided_at", Instant),
    Column("why", Text, nullable=False),
    Column("started", Boolean, nullable=False),
)

CONFIRMATIONS = Table(
    "confirmations",
    METADATA,
    Column("key", Text, primary_key=True),  # of the effect that mailed it
    Column("digest", Text, nullable=False, unique=True),  # of the token; the token itself is in the mail alone
    Column("run_id", Text, nullable=False),
    Column("ticket_key", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("address", Text, nullable=False),  # keyed digest
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("started", Boolean, nullable=False),
)

PROMOTIONS = Table(
    "promotions",
    METADATA,
    Column("number", Number, primary_key=True),
    Column("runbook", Text, nullable=False, index=True),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("evidence", Json, nullable=False),
    Column("instance", Text, nullable=False),  # of the database in which it was made: void in a restored one
    sqlite_autoincrement=True,
)

STOPS = Table(
    "stops",
    METADATA,
    Column("runbook", Text, primary_key=True),  # "*": all
    Column("by", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("resumed_at", Instant),
)

LOOKS = Table(
    "looks",
    METADATA,
    Column("ticket_key", Text, primary_key=True),
    Column("noted_at", Instant, nullable=False, index=True),
    Column("token", Text, nullable=False),
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("sequence", Number, primary_key=True, autoincrement=False),  # 1, 2, 3, … without a gap
    Column("at", Instant, nullable=False),
    Column("kind", Text, nullable=False),
    Column("runbook", Text, nullable=False),
    Column("run_id", Text, nullable=False),
    Column("ticket_key", Text, nullable=False),
    Column("said", Text, nullable=False),
    Column("facts", Text, nullable=False),  # salted digest of what lies in AUDIT_FACTS, or ""
    Column("mac", Text, nullable=False),  # over all of these and the mac before
)

AUDIT_FACTS = Table(
    "audit_facts",
    METADATA,
    Column("sequence", Number, primary_key=True, autoincrement=False),
    Column("salt", Text, nullable=False),  # erased with the facts: nobody can then try out what they were
    Column("subject", Text, nullable=False, index=True),  # the person's address, or ""
    Column("ticket_key", Text, nullable=False, index=True),
    Column("body", Text, nullable=False),
)
