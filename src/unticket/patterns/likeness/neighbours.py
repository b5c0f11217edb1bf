"""The texts most alike to each text, without comparing every pair."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

SCHEMA = pl.Schema({"row": pl.Int64(), "other": pl.Int64(), "alike": pl.Float32()})
_BLOCK = 20_000


def neighbours(features: csr_matrix, top_n: int, at_least: float, *, among: csr_matrix | None = None) -> pl.DataFrame:
    """For each row of `features` its `top_n` most alike other rows (of `among`, else of itself), at least `at_least` alike.

    Columns: SCHEMA, ordered by `row`, the most alike first. Memory is bounded by `top_n` a row. Collapse equal texts first:
    a word that stands in every text makes the work grow with the square of their number.
    """
    others = csr_matrix((features if among is None else among).T)
    itself = among is None
    found = [pl.DataFrame(schema=SCHEMA)]
    for start in range(0, features.shape[0], _BLOCK):
        block = features[start : start + _BLOCK]
        best = sp_matmul_topn(block, others, top_n + itself, threshold=max(at_least - 1e-6, 0.0), sort=True)
        rows = np.repeat(np.arange(block.shape[0], dtype=np.int64) + start, np.diff(best.indptr))
        found.append(
            pl.DataFrame({"row": rows, "other": best.indices.astype(np.int64), "alike": best.data}, schema=SCHEMA).filter(
                (pl.col("row") != pl.col("other")) if itself else pl.lit(value=True)
            )
        )
    return pl.concat(found).filter(pl.int_range(pl.len()).over("row") < top_n)
