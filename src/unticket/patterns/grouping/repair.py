"""The groups of the last run taken on: what is new is placed, what proved to be one is joined, what fell apart is divided."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import csr_matrix

from unticket.patterns.grouping.centres import Centres, Numbers, Said, alike, centres
from unticket.patterns.grouping.clusters import SAMPLE, Clusters, agglomerate, blocks, clusters
from unticket.patterns.likeness.likeness import Likeness

# A group that stands is not joined or divided for a hair's breadth, or every night would shuffle the issues: two become one
# where they are more alike than new groups must be, one becomes two where it hangs together less.
_TO_JOIN = 1.3
_TO_DIVIDE = 0.7
_PART = 0.2  # of a group's texts that stand apart: less is its fringe
_TEXTS = 150  # of a group that are looked at
_LOOKED_AT = 500  # of the greatest groups whether they hang together


def repaired(likeness: Likeness, texts: pl.DataFrame, threshold: float, before: Numbers) -> Clusters:
    """As `clusters`, beginning with the groups of the last run: `before` has each text's issue, 0 for a new one.

    What stood alone is placed again. The answer is near to what `place` made of the same texts, one by one. Linear.
    """
    group = _beginning(before)
    order = np.lexsort((np.arange(len(group)), group))
    kept = order[group[order] >= 0]
    rank = np.arange(len(kept)) - np.searchsorted(group[kept], group[kept])
    shown = np.sort(kept[rank < _TEXTS])
    if not len(shown):
        return clusters(likeness, texts, threshold)
    said = Said.of(likeness, texts[shown])
    own = _joined(said, _divided(said, group[shown], threshold), threshold)
    known = centres(said, own)
    into, rest = _following(group, shown, own)
    for rows, unseen in blocks(likeness, texts, rest):
        nearest = known.nearest(unseen).group
        into[rows] = np.where(nearest >= 0, nearest, into[rows])
    group = into
    for rows, new in blocks(likeness, texts, np.flatnonzero(group < 0)):
        group[rows] = known.nearest(new).within(threshold)
    left = np.flatnonzero(group < 0)
    if not len(left):
        return Clusters(group=group, centres=known)
    fresh = clusters(likeness, texts[left], threshold)
    after = int(group.max()) + 1
    group[left] = fresh.group + after
    return Clusters(group=group, centres=known + fresh.centres.numbered({int(of): int(of) + after for of in fresh.centres.of}))


def _beginning(before: Numbers) -> Numbers:
    """Groups 0, 1, … of the issues that more than one text belongs to; -1 for the others."""
    _, issue, sizes = np.unique(before, return_inverse=True, return_counts=True)
    lasting = (sizes > 1)[issue] & (before > 0)
    group = np.full(len(before), -1, dtype=np.int64)
    group[lasting] = np.unique(before[lasting], return_inverse=True)[1]
    return group


def _divided(said: Said, group: Numbers, threshold: float) -> Numbers:
    """The groups, with those that fell into parts as several."""
    divided = group.copy()
    after = int(group.max(initial=-1)) + 1
    sizes = np.bincount(group) if len(group) else np.zeros(0, dtype=np.int64)
    for number in np.argsort(-sizes, kind="stable")[:_LOOKED_AT]:
        rows = np.flatnonzero(group == number)
        if len(rows) * _PART < 2:
            continue
        parts = agglomerate(alike(said[rows]), threshold * _TO_DIVIDE)
        counted = np.bincount(parts)
        great = np.argsort(-counted, kind="stable")
        great = great[counted[great] >= _PART * len(rows)]
        for part in great[1:]:
            divided[rows[parts == part]] = after
            after += 1
    return divided


def _joined(said: Said, group: Numbers, threshold: float) -> Numbers:
    """The groups, with those that are one as one."""
    if not len(group):
        return group
    sizes = np.bincount(group)
    greatest = np.argsort(-sizes, kind="stable")[:SAMPLE]
    likes = between(centres(said, group), greatest)
    into = np.arange(len(sizes))
    joined = agglomerate(likes, threshold * _TO_JOIN)
    first = np.full(int(joined.max(initial=-1)) + 1, -1, dtype=np.int64)
    for place, number in enumerate(joined):
        if first[number] < 0:
            first[number] = greatest[place]
        into[greatest[place]] = first[number]
    return into[group]


def between(known: Centres, groups: Numbers) -> npt.NDArray[np.float32]:
    """How alike each two of `groups` are: the mean over their texts, language by language."""
    place = {int(group): at for at, group in enumerate(groups)}
    rows = np.array([at for at, of in enumerate(known.of) if int(of) in place], dtype=np.int64)
    parts = alike(Said(whole=known.whole[rows], neutral=known.neutral[rows], languages=known.languages[rows]))
    columns = np.array([place[int(of)] for of in known.of[rows]], dtype=np.int64)
    weight = known.texts[rows].astype(np.float32)
    weight /= np.bincount(columns, weights=weight, minlength=len(groups))[columns]
    mean = csr_matrix((weight, (columns, np.arange(len(rows)))), shape=(len(groups), len(rows)), dtype=np.float32)
    return np.asarray((mean @ (mean @ parts).T).T, dtype=np.float32)


def _following(group: Numbers, shown: Numbers, own: Numbers) -> tuple[Numbers, Numbers]:
    """The groups of all texts after those of `shown` became `own`: what was not looked at goes with its group. And those of
    them whose group was divided: they go to the part that they are most like."""
    parts: dict[int, set[int]] = {}
    for before, after in zip(group[shown], own, strict=True):
        parts.setdefault(int(before), set()).add(int(after))
    into = np.array([min(parts.get(before, {-1})) for before in range(int(group.max(initial=-1)) + 1)], dtype=np.int64)
    now = group.copy()
    now[shown] = own
    others = np.setdiff1d(np.flatnonzero(group >= 0), shown)
    now[others] = into[group[others]]
    divided = [before for before, after_all in parts.items() if len(after_all) > 1]
    return now, others[np.isin(group[others], divided)]
