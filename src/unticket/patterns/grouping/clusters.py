"""Which of the distinct texts tell of one thing: average link on a bounded sample, the rest held to its centres."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from unticket.patterns.grouping.centres import Centres, Numbers, Said, alike, centres
from unticket.patterns.likeness.likeness import Likeness

SAMPLE = 4_000  # distinct texts that are compared pair by pair in one round
_ROUNDS = 4  # of looking at what fitted nothing yet
_BLOCK = 20_000


def agglomerate(likes: npt.NDArray[np.float32], threshold: float) -> Numbers:
    """Average link: joined while the mean alikeness between two groups is at least `threshold`. Groups are 0, 1, …"""
    if len(likes) < 2:
        return np.zeros(len(likes), dtype=np.int64)
    apart = np.clip(1 - likes.astype(np.float64), 0, None)
    np.fill_diagonal(apart, 0)
    tree = linkage(squareform(apart, checks=False), "average")
    groups: Numbers = fcluster(tree, 1 - threshold, "distance").astype(np.int64) - 1
    return groups


def found(likeness: Likeness, texts: pl.DataFrame, threshold: float) -> tuple[Numbers, Centres]:
    """The group of each of `texts`, which stand in an order drawn by lot, and the centres of the groups. Linear."""
    group = np.full(texts.height, -1, dtype=np.int64)
    known = Centres()
    left = np.arange(texts.height)
    for _ in range(_ROUNDS):
        sample = Said.of(likeness, texts[left[:SAMPLE]])
        fresh = agglomerate(alike(sample), threshold) + (int(known.of.max()) + 1 if len(known.of) else 0)
        together = fresh if len(left) <= SAMPLE else _without_single(fresh)
        known = known + centres(sample, together)
        for rows, said in blocks(likeness, texts, left):
            best, how = known.nearest(said)
            group[rows] = np.where(how >= threshold, best, -1)
        last = left
        left = left[group[left] < 0]
        if not len(left) or len(last) <= SAMPLE:
            break
    alone = np.flatnonzero(group < 0)
    group[alone] = np.arange(len(alone)) + (int(known.of.max()) + 1 if len(known.of) else 0)
    return group, known


def blocks(likeness: Likeness, texts: pl.DataFrame, rows: Numbers) -> Iterator[tuple[Numbers, Said]]:
    """The texts at `rows`, a bounded number at a time."""
    for start in range(0, len(rows), _BLOCK):
        some = rows[start : start + _BLOCK]
        yield some, Said.of(likeness, texts[some])


def _without_single(groups: Numbers) -> Numbers:
    sizes = np.bincount(groups)
    return np.where(sizes[groups] > 1, groups, -1)
