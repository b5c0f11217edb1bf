"""Who handled which tickets of late: people only, neither bots nor nobody."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl

from unticket.model.period import Period
from unticket.model.ticket import Vocabulary

LOOKS_BACK = timedelta(days=90)


def handled(tickets: pl.DataFrame, vocabulary: Vocabulary, period: Period, now: datetime) -> pl.DataFrame:
    """The tickets with a person assigned that were opened in the period or in the 90 days up to its end, oldest first.

    Who was away for a week has not ceased to help: so more than a week is looked at. Columns: those of the ticket table,
    with `assignee` as text.
    """
    bots = [agent.id for agent in vocabulary.agents.values() if agent.is_bot]
    ends_at = min(period.ends_at, now)
    begins_at = min(period.starts_at, ends_at - LOOKS_BACK)
    opened = (pl.col("opened_at") >= begins_at) & (pl.col("opened_at") <= ends_at)
    assigned = pl.col("assignee").cast(pl.String)
    found = tickets.filter(~pl.col("archived") & opened & assigned.is_not_null() & ~assigned.is_in(bots))
    return found.with_columns(assignee=assigned).sort("opened_at", "key")
