"""What is kept between runs, as bytes that are either whole or nothing."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from zlib import crc32

import numpy as np
import orjson
import polars as pl
from scipy.sparse import csr_matrix

_HEAD = struct.Struct("<HIQ")  # version, crc32 of what follows, length of the first part


def sealed(mark: bytes, version: int, parts: Sequence[bytes]) -> bytes:
    """`parts` in one, under a `mark` that says what it is, in a form that any later version can at least recognise."""
    sizes = orjson.dumps([len(part) for part in parts])
    body = sizes + b"".join(parts)
    return mark + _HEAD.pack(version, crc32(body), len(sizes)) + body


def unsealed(mark: bytes, version: int, content: bytes) -> list[bytes] | None:
    """What was `sealed`; None where it is damaged, another thing or of another version."""
    start = len(mark) + _HEAD.size
    if not content.startswith(mark) or len(content) < start:
        return None
    found, check, length = _HEAD.unpack_from(content, len(mark))
    body = memoryview(content)[start:]
    if found != version or crc32(body) != check:
        return None
    parts, at = [], length
    for size in orjson.loads(body[:length]):
        parts.append(bytes(body[at : at + size]))
        at += size
    return parts


def packed(frame: pl.DataFrame) -> bytes:
    """A frame as Arrow writes it."""
    into = io.BytesIO()
    frame.write_ipc(into, compression="zstd")
    return into.getvalue()


def unpacked(part: bytes) -> pl.DataFrame:
    """The frame that was `packed`."""
    return pl.read_ipc(io.BytesIO(part))


def packed_matrix(matrix: csr_matrix) -> list[bytes]:
    """A sparse matrix, exactly as it is, in three parts."""
    entries = pl.DataFrame({"column": matrix.indices, "value": matrix.data})
    shape = pl.DataFrame({"shape": np.array(matrix.shape, dtype=np.int64)})
    return [packed(entries), packed(pl.DataFrame({"begins": matrix.indptr})), packed(shape)]


def unpacked_matrix(parts: Sequence[bytes]) -> csr_matrix:
    """The matrix that was `packed_matrix`."""
    entries, begins, shape = (unpacked(part) for part in parts)
    matrix = csr_matrix(tuple(shape["shape"]), dtype=entries["value"].to_numpy().dtype)
    # Set, not given to the constructor, which would choose another width for the places: products need the same on both sides.
    matrix.data, matrix.indices = entries["value"].to_numpy().copy(), entries["column"].to_numpy().copy()
    matrix.indptr = begins["begins"].to_numpy().copy()
    return matrix
