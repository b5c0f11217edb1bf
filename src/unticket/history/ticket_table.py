"""The ticket table: every ticket as one row of columns, which all analysis reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from unticket.history.ports import Desk
from unticket.model.ticket import Vocabulary

_TIME = pl.Datetime("us", "UTC")

# One row a ticket. Stage, team, assignee and tags are ids: their names, which may change, stand in the vocabulary.
# A text that the desk left empty (requester…, category, channel) is null.
SCHEMA = pl.Schema(
    {
        "key": pl.String(),
        "reference": pl.String(),
        "subject": pl.String(),
        "stage": pl.Categorical(),
        "closed": pl.Boolean(),  # by the stage's flag of now
        "team": pl.Categorical(),  # null: no team
        "assignee": pl.Categorical(),  # null: unassigned
        "tags": pl.List(pl.Categorical()),
        "priority": pl.Int8(),
        "requester": pl.String(),  # contact id, else address, else name; null: unknown
        "requester_name": pl.String(),
        "requester_email": pl.String(),
        "category": pl.Categorical(),
        "channel": pl.Categorical(),
        "opened_at": _TIME,
        "changed_at": _TIME,
        "assigned_at": _TIME,
        "first_response_at": _TIME,  # the first message by an agent that the requester could see, not automatic
        "closed_at": _TIME,  # null while open
        "reopened": pl.Boolean(),  # was closed once and opened again
        "archived": pl.Boolean(),
        "time_spent_minutes": pl.Float64(),  # timesheets; null: none kept
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTable:
    """All tickets of the copy, with the names of the words they use.

    `tickets` is lazy (often Parquet files) and in order of `opened_at`: a report reads only the columns that it needs.
    """

    tickets: pl.LazyFrame  # columns: SCHEMA
    vocabulary: Vocabulary
    desk: Desk
    synced_at: datetime | None  # UTC; None: never
    newest_change_at: datetime | None = None  # UTC
