"""What was read of each ticket's text, as Parquet files: only what is new or changed is read again."""

from __future__ import annotations

import hashlib
import time
import uuid
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

import orjson
import polars as pl
import structlog

from unticket.history.blocks import alone
from unticket.history.ports import TicketStore
from unticket.model.ticket import Ticket

ROWS = 8_192  # in a block when it is written; it may grow to twice that. Small: a changed ticket has its block written anew
_FOLDER = "texts"
_LIST = "texts.json"
_LEFT_FOR = 3600  # seconds that a file which no longer counts is left to those who may still read it

Read = Callable[[Iterable[Ticket]], pl.DataFrame]  # rows with a `key`, at most one a ticket, any further columns


@dataclass(frozen=True, slots=True)
class _Block:
    """One Parquet file of rows in order of key. Never changed once it is listed: a change makes a new file."""

    file: str
    rows: int
    bytes: int
    written_at: int  # the file's own time, in nanoseconds: whoever wrote into it since shows
    begins_at: str  # the key from which on tickets belong here


@dataclass(frozen=True, slots=True)
class _Kept:
    """The blocks that hold the texts as of `position`. While `unread_from` is set, tickets from that key on are missing."""

    position: str = ""
    blocks: Sequence[_Block] = ()
    unread_from: str | None = ""


def text_table(store: TicketStore, folder: Path, *, read: Read, reader: str) -> pl.LazyFrame:
    """What `read` makes of every ticket of `store`, through a cache in `folder`, which may be emptied at any time.

    A cache that is damaged, of another copy or of another `reader` (the version of `read`) is made again; a first reading
    that was cut off goes on where it was. Where the folder cannot be written, the rows are held in memory. Linear in the
    tickets that are new or changed. Raises `StorageError` where the store cannot be read.
    """
    kept_in = folder / _FOLDER
    cache = _Cache(store, kept_in, read, schema := read([]).schema, reader)
    try:
        kept_in.mkdir(mode=0o700, parents=True, exist_ok=True)  # people's words: for their keeper only
        kept = cache.load()
        if kept is None or kept.unread_from is not None or not cache.is_fresh(kept):
            with alone(kept_in):
                kept = cache.brought_up_to_date()
        return pl.scan_parquet([kept_in / block.file for block in kept.blocks]) if kept.blocks else pl.LazyFrame(schema=schema)
    except (OSError, pl.exceptions.PolarsError) as error:
        structlog.get_logger().warning(
            "the texts' cache cannot be used; they are held in memory", folder=str(kept_in), why=str(error)
        )
        return pl.concat([read([]), *(read(store.tickets(keys)) for keys in _some(sorted(store.keys())))]).lazy()


@dataclass(frozen=True, slots=True)
class _Cache:
    store: TicketStore
    folder: Path
    read: Read
    schema: pl.Schema
    reader: str

    @property
    def _format(self) -> str:
        """Another schema or another reader is another format."""
        return "1 " + hashlib.blake2b(f"{self.reader} {self.schema!r}".encode(), digest_size=8).hexdigest()

    def load(self) -> _Kept | None:
        """What is kept; None where nothing is, or any of it is not what was written."""
        try:
            told = orjson.loads((self.folder / _LIST).read_bytes())
            if told.pop("format") != self._format:
                return None
            kept = _Kept(told["position"], tuple(_Block(**block) for block in told["blocks"]), told["unread_from"])
            return kept if all(self._is_whole(block) for block in kept.blocks) else None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, pl.exceptions.PolarsError):
            return None

    def is_fresh(self, kept: _Kept) -> bool:
        with self.store.table_changes(kept.position) as changes:
            return changes.position == kept.position

    def brought_up_to_date(self) -> _Kept:
        kept = self.load()
        kept = (kept and self._with_changes(kept)) or self._begun()
        return self._read_to_the_end(kept)

    def _begun(self) -> _Kept:
        with self.store.table_changes("") as changes:  # what changes from here on is among the next changes
            return _Kept(position=changes.position)

    def _read_to_the_end(self, kept: _Kept) -> _Kept:
        """The first reading, in order of key; after each block it could go on from there."""
        begin = kept.unread_from
        if begin is None:
            return kept
        waiting = sorted(key for key in self.store.keys() if key >= begin)  # noqa: SIM118 (a store is no mapping)
        for keys in _some(waiting):
            kept = _Kept(kept.position, (*kept.blocks, *self._read(keys)), unread_from=keys[-1] + "\0")
            self._store(kept)
        kept = _Kept(kept.position, kept.blocks, unread_from=None)
        self._store(kept)
        return kept

    def _with_changes(self, kept: _Kept) -> _Kept | None:
        """`kept` with the changes since; None where all is to be read again. What is still unread waits for its turn."""
        with self.store.table_changes(kept.position) as changes:
            if changes.whole and changes.position != kept.position:
                return None
            coming = [key for frame in changes.rows for key in frame["key"]]
            touched = sorted({*coming, *changes.gone})
            position = changes.position
        if kept.unread_from is not None:
            touched = [key for key in touched if key < kept.unread_from]
        blocks = kept.blocks
        if touched and blocks:
            blocks = tuple(self._replaced(blocks, touched))
        elif touched:
            blocks = tuple(self._read(touched))
        fresh = _Kept(position, blocks, kept.unread_from)
        self._store(fresh)
        return fresh

    def _replaced(self, blocks: Sequence[_Block], touched: Sequence[str]) -> Iterator[_Block]:
        """`blocks` with those made anew that hold, or will hold, one of the `touched` keys (in order)."""
        begins = [block.begins_at for block in blocks[1:]]  # what comes before all is at home in the first
        homes = {home: list(keys) for home, keys in groupby(touched, key=lambda key: bisect_right(begins, key))}
        for number, block in enumerate(blocks):
            if number not in homes:
                yield block
                continue
            keys = homes[number]
            staying = pl.read_parquet(self.folder / block.file).filter(~pl.col("key").is_in(keys))
            arriving = (self.read(self.store.tickets(some)) for some in _some(keys))
            merged = pl.concat([staying, *arriving]).sort("key")
            size = ROWS if merged.height > 2 * ROWS else max(merged.height, 1)
            for place, part in enumerate(merged.iter_slices(size)):
                first = part["key"][0]
                yield from self._written(part, begins_at=first if place else min(first, block.begins_at))

    def _read(self, keys: Sequence[str]) -> Iterator[_Block]:
        """Blocks of these tickets (in order of key) as far as the copy has them."""
        for some in _some(keys):
            yield from self._written(self.read(self.store.tickets(some)), begins_at=some[0])

    def _written(self, rows: pl.DataFrame, begins_at: str) -> Iterator[_Block]:
        if rows.is_empty():
            return
        file = self.folder / f"{uuid.uuid4().hex}.parquet"
        try:
            rows.write_parquet(file, compression="zstd")
        except BaseException:
            file.unlink(missing_ok=True)
            raise
        stand = file.stat()
        yield _Block(file.name, rows.height, stand.st_size, stand.st_mtime_ns, begins_at)

    def _store(self, kept: _Kept) -> None:
        """Make `kept` what counts, for every process at once, and remove what nobody can be reading any more."""
        written = self.folder / f"{uuid.uuid4().hex}.tmp"
        try:
            written.write_bytes(orjson.dumps({"format": self._format, **asdict(kept)}))
            written.replace(self.folder / _LIST)
        finally:
            written.unlink(missing_ok=True)
        listed = {block.file for block in kept.blocks}
        for file in self.folder.glob("*.parquet"):
            with suppress(OSError):
                if file.name not in listed and time.time() - file.stat().st_mtime > _LEFT_FOR:
                    file.unlink()

    def _is_whole(self, block: _Block) -> bool:
        file = self.folder / block.file
        stand = file.stat()
        unchanged = (stand.st_size, stand.st_mtime_ns) == (block.bytes, block.written_at)
        return unchanged and pl.read_parquet_schema(file) == self.schema


def _some(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for place in range(0, len(keys), ROWS):
        yield keys[place : place + ROWS]
