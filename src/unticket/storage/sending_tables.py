"""The tables of schedules: which reports were due, and what became of each mail."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, Table, Text

from unticket.storage.instant import Instant
from unticket.storage.tables import METADATA, Number

# A row for each period that was due since the schedule is known: a gap cannot go unseen.
REPORT_OCCASIONS = Table(
    "report_occasions",
    METADATA,
    Column("key", Text, primary_key=True),  # schedule:label
    Column("schedule", Text, nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("period_first", Date, nullable=False),
    Column("period_last", Date, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("report", Number),  # KEPT_REPORTS.number
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", Instant),
    Column("because", Text, nullable=False),
)

# "begun" is saved before a mail is handed over: whoever finds it after a death knows that it may have gone out.
SENDINGS = Table(
    "sendings",
    METADATA,
    Column("key", Text, primary_key=True),  # a report: schedule:label:address
    Column("occasion", Text, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("state", Text, nullable=False, index=True),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", Instant),
    Column("noted_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("because", Text, nullable=False),
    Column("subject", Text, nullable=False),  # of a notice
    Column("text", Text, nullable=False),
)
