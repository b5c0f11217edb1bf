"""Numbers for words that stay the same from run to run and from machine to machine."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import coo_matrix, csr_matrix

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

WIDTH = 1 << 18  # columns of one channel: more than a desk has words that matter; rare words that share one weigh little
_GRAM_LENGTHS = (3, 4)


def column(word: str) -> int:
    """The column of `word`."""
    return crc32(word.encode("utf-8", "replace")) % WIDTH


def columns(words: pl.Series) -> Ints:
    """The column of each of `words`, each distinct word hashed once."""
    if not len(words):
        return np.empty(0, dtype=np.int64)
    distinct = words.unique()
    numbers = pl.Series([column(word) for word in distinct], dtype=pl.Int64)
    return words.replace_strict(distinct, numbers, return_dtype=pl.Int64).to_numpy()


def counts(rows: Ints, places: Ints, height: int, weights: Floats | None = None) -> csr_matrix:
    """How often each column occurs in each row, as a matrix of `height` by WIDTH."""
    ones = np.ones(len(rows), dtype=np.float32) if weights is None else weights
    matrix: csr_matrix = coo_matrix((ones, (rows, places)), shape=(height, WIDTH), dtype=np.float32).tocsr()
    matrix.sum_duplicates()
    return matrix


def grams(word: str) -> list[str]:
    """The pieces of three and four letters of a word with its edges: what an inflected or mistyped word still shares."""
    edged = f" {word} "
    return [edged[place : place + size] for size in _GRAM_LENGTHS for place in range(len(edged) - size + 1)] or [edged]


def lengths(matrix: csr_matrix) -> Floats:
    """The length of each row."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    squares = np.bincount(rows, weights=matrix.data.astype(np.float64) ** 2, minlength=matrix.shape[0])
    return np.sqrt(squares).astype(np.float32)


def normalised(matrix: csr_matrix) -> csr_matrix:
    """Rows of length 1; empty rows stay empty."""
    by = lengths(matrix)
    by[by == 0] = 1
    scaled: csr_matrix = matrix.copy()
    scaled.data = (matrix.data / np.repeat(by, np.diff(matrix.indptr))).astype(np.float32)
    return scaled
