"""Which of the distinct texts tell of one thing: average link on a bounded sample, the rest held to its centres."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from unticket.patterns.grouping.centres import Centres, Numbers, Said, alike, centres
from unticket.patterns.likeness.likeness import Likeness

SAMPLE = 4_000  # distinct texts that are compared pair by pair in one round
_ROUNDS = 4  # of looking at what fitted nothing yet
_BLOCK = 20_000


def agglomerate(likes: npt.NDArray[np.float32], threshold: float) -> Numbers:
    """Average link: joined while the mean alikeness between two groups is at least `threshold`. Groups are 0, 1, …"""
    if len(likes) < 2:
        return np.zeros(len(likes), dtype=np.int64)
    from scipy.cluster.hierarchy import fcluster, linkage  # slow to load, and needed only where something is grouped anew
    from scipy.spatial.distance import squareform

    apart = np.clip(1 - likes.astype(np.float64), 0, None)
    np.fill_diagonal(apart, 0)
    tree = linkage(squareform(apart, checks=False), "average")
    groups: Numbers = fcluster(tree, 1 - threshold, "distance").astype(np.int64) - 1
    return groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Clusters:
    """`group`: the number of the group of each text, from 0 without gaps. `centres`: of the groups; lone texts have none."""

    group: Numbers
    centres: Centres


def clusters(likeness: Likeness, texts: pl.DataFrame, threshold: float) -> Clusters:
    """Which of `texts`, that stand in an order drawn by lot, tell of one thing. Linear; memory bounded.

    The first of them are compared each with each; the others are held to the groups that were found so, and what fits none
    is looked at again in the same way, so that rare matters are found, too.
    """
    group = np.full(texts.height, -1, dtype=np.int64)
    known = Centres()
    groups = 0
    left = np.arange(texts.height)
    for _ in range(_ROUNDS):
        rows, left = left[:SAMPLE], left[SAMPLE:]
        sample = Said.of(likeness, texts[rows])
        joined = _without_single(agglomerate(alike(sample), threshold))
        group[rows] = np.where(joined >= 0, joined + groups, -1)
        fresh = centres(sample, group[rows])
        groups = max(groups, int(group.max(initial=-1)) + 1)
        known = known + fresh
        for some, said in blocks(likeness, texts, left):
            group[some] = fresh.nearest(said).within(threshold)
        left = left[group[left] < 0]
        if not len(left) or not len(fresh.of):
            break
    alone = np.flatnonzero(group < 0)
    group[alone] = np.arange(len(alone)) + groups
    return Clusters(group=group, centres=known)


def blocks(likeness: Likeness, texts: pl.DataFrame, rows: Numbers) -> Iterator[tuple[Numbers, Said]]:
    """The texts at `rows`, a bounded number at a time."""
    for start in range(0, len(rows), _BLOCK):
        some = rows[start : start + _BLOCK]
        yield some, Said.of(likeness, texts[some])


def _without_single(groups: Numbers) -> Numbers:
    """Groups of one text are no groups yet: -1. The others are numbered without gaps."""
    sizes = np.bincount(groups, minlength=1)
    number = np.where(sizes > 1, np.cumsum(sizes > 1) - 1, -1)
    return number[groups].astype(np.int64)
