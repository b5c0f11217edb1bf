"""The files of the ticket table's cache: blocks of rows in order of opening, and a list of those that count."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import orjson
import polars as pl

from unticket.history.ticket_table import SCHEMA

ROWS = 65_536  # in a block when it is cut; it may grow to twice that before it is cut again
_ROWS_IN_GROUP = 16_384
_LIST = "blocks.json"
_FORMAT = "1 " + hashlib.blake2b(repr(SCHEMA).encode(), digest_size=8).hexdigest()  # another schema is another format
_READ_FOR = 3600  # seconds that a block which no longer counts is left to those who may still read it


@dataclass(frozen=True, slots=True)
class Block:
    """One Parquet file. Never changed once it is listed: a change makes a new file."""

    file: str
    rows: int
    bytes: int
    written_at: int  # the file's own time, in nanoseconds: whoever wrote into it since shows
    begins_at: int  # `opened_at` of its first row when it was cut, in microseconds since 1970


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks that together hold the ticket table as of `position`, in order of `opened_at`."""

    position: str = ""
    blocks: Sequence[Block] = field(default_factory=tuple)

    @property
    def rows(self) -> int:
        return sum(block.rows for block in self.blocks)


def load(folder: Path) -> Blocks | None:
    """The blocks in `folder`; None where there are none, or any is not what was written there."""
    try:
        told = orjson.loads((folder / _LIST).read_bytes())
        if told.pop("format") != _FORMAT:
            return None
        found = Blocks(told["position"], tuple(Block(**block) for block in told["blocks"]))
        return found if all(_is_whole(folder / block.file, block) for block in found.blocks) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pl.exceptions.PolarsError):
        return None


def store(folder: Path, blocks: Blocks) -> None:
    """Make `blocks` those that count, for every process at once, and remove what nobody can be reading any more."""
    written = folder / f"{uuid.uuid4().hex}.tmp"
    try:
        written.write_bytes(orjson.dumps({"format": _FORMAT, **asdict(blocks)}))
        written.replace(folder / _LIST)
    finally:
        written.unlink(missing_ok=True)
    listed = {block.file for block in blocks.blocks}
    for file in folder.glob("*.parquet"):
        with suppress(OSError):
            if file.name not in listed and time.time() - file.stat().st_mtime > _READ_FOR:
                file.unlink()


def scan(folder: Path, blocks: Blocks) -> pl.LazyFrame:
    """All rows, in order of `opened_at`; nothing is read yet."""
    if not blocks.blocks:
        return pl.LazyFrame(schema=SCHEMA)
    return pl.scan_parquet([folder / block.file for block in blocks.blocks])


def read(folder: Path, block: Block) -> pl.DataFrame:
    return pl.read_parquet(folder / block.file)


def cut(folder: Path, frame: pl.DataFrame, *, at_most: int) -> Iterator[Block]:
    """Write `frame`, sorted by `opened_at`, as one block, or as several where it is longer than `at_most`."""
    size = ROWS if frame.height > at_most else max(frame.height, 1)
    for part in frame.iter_slices(size):
        file = folder / f"{uuid.uuid4().hex}.parquet"
        try:
            part.write_parquet(file, compression="zstd", row_group_size=_ROWS_IN_GROUP)
        except BaseException:
            file.unlink(missing_ok=True)
            raise
        begins_at = part["opened_at"].dt.timestamp("us")[0]
        stand = file.stat()
        yield Block(file.name, part.height, stand.st_size, stand.st_mtime_ns, begins_at)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Only one process at a time brings `folder` up to date; the others wait. Dies with its holder."""
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _is_whole(file: Path, block: Block) -> bool:
    stand = file.stat()
    unchanged = (stand.st_size, stand.st_mtime_ns) == (block.bytes, block.written_at)
    return unchanged and pl.read_parquet_schema(file) == SCHEMA
