"""The table of the action plan: which actions were ever proposed, and what people said of them."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text, UniqueConstraint

from unticket.storage.instant import Instant
from unticket.storage.tables import METADATA, Json, Number

# One row an action. What it claims is no part of it: that is computed from the tickets each time.
PLAN_ACTIONS = Table(
    "plan_actions",
    METADATA,
    Column("number", Number, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("about", Text, nullable=False),  # an issue's id, or what a risk is about
    Column("title", Text, nullable=False),  # as it was proposed last
    Column("word", Json, nullable=False),  # what a person said: the fields that are not the catalogue's
    Column("said_by", Text, nullable=False),  # "": nobody yet
    Column("said_at", Instant),
    UniqueConstraint("kind", "about", name="uq_plan_actions_kind"),
    sqlite_autoincrement=True,
)
