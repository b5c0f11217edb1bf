"""All four reports over 1,000,000 tickets, against pandas, DuckDB on the same Parquet file, and SQLite."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import _contestants
from bench._process import measured

TICKETS = int(os.environ.get("UNTICKET_BENCH_TICKETS", "1000000"))
_OURS = """
from datetime import date, datetime, UTC
import polars as pl
from unticket.history.ports import Desk
from unticket.history.ticket_table import TicketTable
from unticket.model.period import Period
from unticket.model.ticket import Vocabulary
from unticket.reports.weekly import weekly
"""
_FOUR_REPORTS = """
desk = Desk(kind="odoo", name="", url="")
table = TicketTable(tickets=pl.scan_parquet({parquet!r}), vocabulary=Vocabulary(), desk=desk, synced_at=None)
period = Period(first=date(2023, 1, 1), last=date(2025, 12, 31), timezone="Asia/Ho_Chi_Minh")
made = weekly(table, period, now=datetime(2026, 1, 5, tzinfo=UTC))
said = {{report.name: {{row.key: row.count for row in report.rows if row.count}} for report in made.reports}}
"""


def run() -> Iterator[str]:
    from unticket.demo.generator import generate_frame

    with TemporaryDirectory() as folder:
        parquet, database = Path(folder) / "tickets.parquet", Path(folder) / "tickets.db"
        frame = generate_frame(seed=7, tickets=TICKETS, first_day=date(2023, 1, 1), last_day=date(2025, 12, 31))
        frame.sort("opened_at").write_parquet(parquet, compression="zstd", row_group_size=100_000)
        _contestants.into_sqlite(parquet, database)
        yield f"{frame.height:,} tickets, {parquet.stat().st_size / 1e6:.0f} MB of Parquet; the best of three runs each"
        ours = measured(_OURS, _FOUR_REPORTS.format(parquet=str(parquet)))
        yield f"{'Unticket':10} {ours.seconds:6.2f} s  whole process {ours.whole:5.2f} s  peak {ours.peak / 1e9:.2f} GB"
        others = {}
        for name, data in (("pandas", parquet), ("duckdb", parquet), ("sqlite", database)):
            imports = "from pathlib import Path\nfrom bench import _contestants\n" + (
                f"import {name}" if name != "sqlite" else ""
            )
            others[name] = measured(
                imports,
                f"found = _contestants.{name}(Path({str(data)!r}))\n"
                "said = {part: {key: row[0] for key, row in rows.items()} for part, rows in found.items()}",
            )
            one = others[name]
            yield f"{name:10} {one.seconds:6.2f} s  whole process {one.whole:5.2f} s  peak {one.peak / 1e9:.2f} GB"
            _same(ours.said, one.said, name)
        fastest = min(others.values(), key=lambda one: one.seconds)
        yield f"Unticket / fastest other: {ours.seconds / fastest.seconds:.2f} (aim: at most 1.5)"
        yield f"SQLite / Unticket: {others['sqlite'].seconds / ours.seconds:.1f} (aim: at least 10)"


def _same(ours: object, others: object, name: str) -> None:
    """The contestants count the same, or the race means nothing."""
    assert isinstance(ours, dict)
    assert isinstance(others, dict)
    for report, part in (("daily", "stage"), ("team", "assignee"), ("category", "tag"), ("trends", "day")):
        if ours[report] != others[part]:
            raise AssertionError(f"{name} counts {part} differently: {ours[report]} and {others[part]}")
