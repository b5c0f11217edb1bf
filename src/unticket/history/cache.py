"""The ticket table as Parquet files, kept fresh from the ticket store: what did not change is not read again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
import structlog

from unticket.history import blocks as files
from unticket.history.blocks import Block, Blocks
from unticket.history.ports import Desk, TableChanges, TicketStore
from unticket.history.ticket_table import SCHEMA, TicketTable

_FOLDER = "tickets"
_NO_DESK = Desk(kind="", name="no desk was read yet", url="")


def ticket_table(store: TicketStore, folder: Path) -> TicketTable:
    """The table over all tickets of `store`, through a cache in `folder`, which may be emptied at any time.

    A cache that is damaged, of another copy or of another version is made again. Where the folder cannot be written, the
    table is held in memory. Raises `StorageError` where the store cannot be read.
    """
    tickets = _through_files(store, folder / _FOLDER)
    state = store.state()
    return TicketTable(
        tickets=tickets,
        vocabulary=store.vocabulary(),
        desk=store.desk() or _NO_DESK,
        synced_at=state.synced_at,
        newest_change_at=state.newest_change_at,
    )


def _through_files(store: TicketStore, folder: Path) -> pl.LazyFrame:
    try:
        kept = files.load(folder)
        if kept is None or not _is_fresh(store, kept):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # people's words and names: for their keeper only
            with files.alone(folder):
                kept = _brought_up_to_date(store, folder, files.load(folder) or Blocks())
        return files.scan(folder, kept)
    except (OSError, pl.exceptions.PolarsError) as error:
        structlog.get_logger().warning(
            "the cache cannot be used; tickets are held in memory", folder=str(folder), why=str(error)
        )
        return _in_memory(store)


def _is_fresh(store: TicketStore, kept: Blocks) -> bool:
    with store.table_changes(kept.position) as changes:
        return changes.position == kept.position


def _in_memory(store: TicketStore) -> pl.LazyFrame:
    with store.table_changes("") as changes:
        return pl.concat([pl.DataFrame(schema=SCHEMA), *changes.rows]).lazy()


def _brought_up_to_date(store: TicketStore, folder: Path, kept: Blocks) -> Blocks:
    with store.table_changes(kept.position) as changes:
        fresh = None if changes.whole else _with_changes(folder, kept, changes)
    if fresh is None:
        with store.table_changes("") as changes:
            fresh = Blocks(changes.position, tuple(_cut_anew(folder, changes.rows)))
    files.store(folder, fresh)
    return fresh


def _cut_anew(folder: Path, rows: Iterator[pl.DataFrame]) -> Iterator[Block]:
    """Blocks of all `rows`, which come in order, with no more than one block of them in memory."""
    waiting = pl.DataFrame(schema=SCHEMA)
    for some in rows:
        waiting = pl.concat([waiting, some])
        while waiting.height >= files.ROWS:
            yield from files.cut(folder, waiting.head(files.ROWS), at_most=files.ROWS)
            waiting = waiting.slice(files.ROWS)
    if waiting.height:
        yield from files.cut(folder, waiting, at_most=files.ROWS)


def _with_changes(folder: Path, kept: Blocks, changes: TableChanges) -> Blocks | None:
    """`kept` with those blocks made again in which something changed; None where making all of them is less work."""
    some: list[pl.DataFrame] = [pl.DataFrame(schema=SCHEMA)]
    for frame in changes.rows:
        some.append(frame)
        if sum(part.height for part in some) > kept.rows // 2:
            return None
    coming = pl.concat(some)
    replaced = pl.concat([coming["key"], pl.Series("key", changes.gone, dtype=pl.String)])
    homes = _home_of_each(coming, kept.blocks)
    fresh: list[Block] = []
    for number, block in enumerate(kept.blocks):
        arriving = coming.filter(homes == number)
        touched = pl.scan_parquet(folder / block.file).select(pl.col("key").is_in(replaced.implode()).any()).collect().item()
        if arriving.is_empty() and not touched:
            fresh.append(block)
            continue
        staying = files.read(folder, block).filter(~pl.col("key").is_in(replaced.implode()))
        merged = pl.concat([staying, arriving]).sort("opened_at", "key")
        if merged.height:
            fresh.extend(files.cut(folder, merged, at_most=2 * files.ROWS))
    return Blocks(changes.position, tuple(fresh))


def _home_of_each(coming: pl.DataFrame, blocks: Sequence[Block]) -> pl.Series:
    """The number of the block to which each row belongs by its `opened_at`."""
    begins = [block.begins_at for block in blocks[1:]]  # whatever is older than all is at home in the first
    opened = coming["opened_at"].dt.timestamp("us")
    return pl.Series([bisect_right(begins, moment) for moment in opened], dtype=pl.Int64)
