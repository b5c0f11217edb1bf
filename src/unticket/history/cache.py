"""The ticket table as Parquet files, kept fresh from the ticket store: what did not change is not read again."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from unticket.history.ports import Desk, TicketStore
from unticket.history.ticket_table import SCHEMA, TicketTable


def ticket_table(store: TicketStore, folder: Path) -> TicketTable:
    """The table over all tickets of `store`."""
    with store.table_changes("") as changes:
        frames = list(changes.rows)
    tickets = pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA)
    state = store.state()
    return TicketTable(
        tickets=tickets.sort("opened_at", "key").lazy(),
        vocabulary=store.vocabulary(),
        desk=store.desk() or Desk(kind="", name="", url=""),
        synced_at=state.synced_at,
        newest_change_at=state.newest_change_at,
    )
