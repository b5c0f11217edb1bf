"""The same figures by other means: pandas with categories, DuckDB on the same Parquet file, SQLite with indexes.

Each contestant is given the path of its data and returns the four groupings: rows of (key, count, median seconds to resolve)
by stage, assignee and tag, and (day, count) by local day.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

ZONE = "Asia/Ho_Chi_Minh"
Figures = dict[str, dict[str, tuple[Any, ...]]]


def pandas(parquet: Path) -> Figures:
    import numpy as np
    import pandas as pd
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(parquet, columns=["stage", "assignee", "tags", "opened_at", "closed_at", "archived"])
    table = table.filter(pc.invert(table["archived"]))
    lists = table["tags"].combine_chunks()
    frame = table.drop_columns(["tags", "archived"]).to_pandas()  # dictionary columns become categories
    frame["resolve"] = (frame["closed_at"] - frame["opened_at"]).dt.total_seconds()
    parents = pc.list_parent_indices(lists).to_numpy()
    tagged = pd.DataFrame({"tag": pc.list_flatten(lists).to_pandas(), "resolve": frame["resolve"].to_numpy()[parents]})
    bare = np.flatnonzero(pc.list_value_length(lists).to_numpy(zero_copy_only=False) == 0)
    untagged = frame["resolve"].to_numpy()[bare]

    def by(name: str, rows: Any) -> dict[str, tuple[Any, ...]]:
        found = rows.groupby(name, observed=True, dropna=False)["resolve"].agg(["size", "median"])
        return {("" if pd.isna(key) else str(key)): (int(n), m) for key, n, m in found.itertuples()}

    days = frame["opened_at"].dt.tz_convert(ZONE).dt.date.value_counts()
    return {
        "stage": by("stage", frame),
        "assignee": by("assignee", frame),
        "tag": by("tag", tagged) | ({"": (len(untagged), float(np.nanmedian(untagged)))} if len(untagged) else {}),
        "day": {str(day): (int(n),) for day, n in days.items()},
    }


def duckdb(parquet: Path) -> Figures:
    import duckdb as engine

    house = engine.connect()
    house.execute(f"SET TimeZone = '{ZONE}'")
    house.execute(
        f"""CREATE TEMP TABLE ticket AS SELECT stage::VARCHAR AS stage, assignee::VARCHAR AS assignee, tags, opened_at,
        epoch(closed_at) - epoch(opened_at) AS resolve FROM read_parquet('{parquet}') WHERE NOT archived"""
    )

    def rows(sql: str) -> dict[str, tuple[Any, ...]]:
        return {str(row[0] or ""): tuple(row[1:]) for row in house.execute(sql).fetchall()}

    measured = "count(*), median(resolve)"
    return {
        "stage": rows(f"SELECT stage, {measured} FROM ticket GROUP BY 1"),
        "assignee": rows(f"SELECT assignee, {measured} FROM ticket GROUP BY 1"),
        "tag": rows(
            f"SELECT tag, {measured} FROM (SELECT unnest(CASE WHEN len(tags) = 0 THEN [NULL] ELSE tags END)::VARCHAR AS tag, "
            "resolve FROM ticket) GROUP BY 1"
        ),
        "day": rows("SELECT CAST(opened_at AS DATE), count(*) FROM ticket GROUP BY 1"),
    }


def sqlite(database: Path) -> Figures:
    """Counts only: SQLite has no median, which is left out in its favour."""
    house = sqlite3.connect(database)

    def rows(sql: str) -> dict[str, tuple[Any, ...]]:
        return {str(row[0] or ""): tuple(row[1:]) for row in house.execute(sql)}

    return {
        "stage": rows("SELECT stage, count(*), avg(closed_at - opened_at) FROM ticket WHERE NOT archived GROUP BY 1"),
        "assignee": rows("SELECT assignee, count(*), avg(closed_at - opened_at) FROM ticket WHERE NOT archived GROUP BY 1"),
        "tag": rows(
            "SELECT tag, count(*), avg(closed_at - opened_at) FROM ticket "
            "LEFT JOIN ticket_tag ON ticket_tag.ticket = ticket.id WHERE NOT archived GROUP BY 1"
        ),
        "day": rows("SELECT date(opened_at + 25200, 'unixepoch'), count(*) FROM ticket WHERE NOT archived GROUP BY 1"),
    }


def into_sqlite(parquet: Path, database: Path) -> None:
    """The same tickets in SQLite tables, as a desk's own database keeps them."""
    import polars as pl

    frame = pl.read_parquet(parquet, columns=["stage", "assignee", "tags", "opened_at", "closed_at", "archived"])
    frame = frame.with_row_index("id").with_columns(
        pl.col("stage", "assignee").cast(pl.String), pl.col("opened_at", "closed_at").dt.epoch("s")
    )
    house = sqlite3.connect(database)
    house.executescript(
        "CREATE TABLE ticket (id INTEGER PRIMARY KEY, stage, assignee, opened_at INTEGER, closed_at INTEGER, archived);"
        "CREATE TABLE ticket_tag (ticket INTEGER, tag);"
    )
    house.executemany("INSERT INTO ticket VALUES (?, ?, ?, ?, ?, ?)", frame.drop("tags").iter_rows())
    tags = frame.select("id", pl.col("tags").list.eval(pl.element().cast(pl.String))).explode("tags").drop_nulls()
    house.executemany("INSERT INTO ticket_tag VALUES (?, ?)", tags.iter_rows())
    house.executescript("CREATE INDEX by_ticket ON ticket_tag (ticket); ANALYZE;")
    house.commit()
    house.close()
