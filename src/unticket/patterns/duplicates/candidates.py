"""Which pairs of tickets are looked at: near in time and alike in text, or by one person. Never every pair."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from unticket.patterns.duplicates.rows import Flags, Floats, Ints, Rows, overlaps

HOUR = 3_600_000_000  # microseconds
INCIDENT_TIME = 72 * HOUR  # nothing longer apart is one incident unless something lies between: a weekend and half a day
PERSON_TIME = 7 * 24 * HOUR  # a person who writes again later than that has a new occasion
AT_LEAST = 0.08  # less alike is chance
_TOP = 32  # most alike tickets of each
_MOST_BEFORE = 3_000  # tickets looked back over: more within the incident's time only in a flood
_OWN_BEFORE = 3  # earlier tickets of the same person


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Pairs of positions in some rows, each once, ordered by the later and then the earlier one."""

    earlier: Ints
    later: Ints
    alike: Floats

    def __len__(self) -> int:
        return len(self.earlier)

    def only(self, kept: Flags) -> Pairs:
        """Those that are `kept`."""
        return Pairs(earlier=self.earlier[kept], later=self.later[kept], alike=self.alike[kept])


def pairs(rows: Rows, first: int) -> Pairs:
    """The pairs whose later ticket stands at `first` or after it.

    Work and memory grow with the number of tickets, whatever they say: each is compared with at most the last few thousand
    different texts of the last three days, and its best few are kept; equal texts are a chain, each with the one before.
    """
    start = max(int(np.searchsorted(rows.opened, rows.opened[first] - INCIDENT_TIME)), first - _MOST_BEFORE)
    left, right, alike = _to_one(rows, start) if first == len(rows) - 1 else _most_alike(rows, start, first)
    repeats = _chained(rows.digest, start, first, 1)
    own = [_chained(codes, 0, first, _OWN_BEFORE, unknown=0) for codes in (rows.contact, rows.address, rows.name)]
    found = [(left, right), repeats, *own]
    earlier = np.concatenate([np.minimum(one, other) for one, other in found])
    later = np.concatenate([np.maximum(one, other) for one, other in found])
    likeness = np.concatenate([alike, np.full(len(earlier) - len(alike), np.nan)])
    order = np.lexsort((np.isnan(likeness), earlier, later))
    earlier, later, likeness = earlier[order], later[order], likeness[order]
    once = (earlier != later) & np.append(True, (np.diff(later) != 0) | (np.diff(earlier) != 0))[: len(later)]
    earlier, later, likeness = (
        earlier[once & (later >= first)],
        later[once & (later >= first)],
        likeness[once & (later >= first)],
    )
    unknown = np.isnan(likeness)
    likeness[unknown] = overlaps(rows.features, earlier[unknown], later[unknown])
    apart = rows.opened[later] - rows.opened[earlier]
    within = apart <= np.where(same_person(rows, earlier, later), PERSON_TIME, INCIDENT_TIME)
    return Pairs(earlier=earlier, later=later, alike=np.minimum(likeness, 1.0)).only(within & (likeness >= AT_LEAST))


def same_person(rows: Rows, one: Ints, other: Ints) -> Flags:
    """Whether two tickets are one requester's: the same contact or address; else, where those do not say, the same name."""
    same = np.zeros(len(one), dtype=np.bool_)
    differ = np.zeros(len(one), dtype=np.bool_)
    for codes in (rows.contact, rows.address):
        both = (codes[one] != 0) & (codes[other] != 0)
        same |= both & (codes[one] == codes[other])
        differ |= both & (codes[one] != codes[other])
    named = (rows.name[one] != 0) & (rows.name[one] == rows.name[other])
    found: Flags = same | (named & ~differ)
    return found


def _most_alike(rows: Rows, start: int, first: int) -> tuple[Ints, Ints, Floats]:
    """In steps that are no longer than an incident's time, so that the best few of each are not all of another time."""
    features = _narrow(rows.features[start:])
    steps = np.flatnonzero(np.diff((rows.opened[first:] - rows.opened[first]) // INCIDENT_TIME)) + 1
    found: list[tuple[Ints, Ints, Floats]] = []
    for begin, end in pairwise([first, *(first + steps).tolist(), len(rows)]):
        since = max(start, int(np.searchsorted(rows.opened, rows.opened[begin] - INCIDENT_TIME)))
        nearby, new = _distinct(rows.digest, since, end), _distinct(rows.digest, begin, end)
        best = sp_matmul_topn(features[new - start], features[nearby - start].T, _TOP, threshold=AT_LEAST)
        found.append((np.repeat(new, np.diff(best.indptr)), nearby[best.indices], best.data.astype(np.float64)))
    left, right, alike = zip(*found, strict=True)
    return np.concatenate(left), np.concatenate(right), np.concatenate(alike)


def _to_one(rows: Rows, start: int) -> tuple[Ints, Ints, Floats]:
    """The same for a single new ticket."""
    new = len(rows) - 1
    nearby = _distinct(rows.digest, start, new)
    alike = np.asarray((rows.features[nearby] @ rows.features[new].T).todense(), dtype=np.float64).ravel()
    best = np.argsort(-alike, kind="stable")[:_TOP]
    best = best[alike[best] >= AT_LEAST]
    return np.full(len(best), new, dtype=np.int64), nearby[best], alike[best]


def _distinct(digest: Ints, start: int, end: int) -> Ints:
    """Positions with each text once, where it stands first."""
    return start + np.sort(np.unique(digest[start:end], return_index=True)[1])


def _narrow(features: csr_matrix) -> csr_matrix:
    """Without the columns that nothing stands in: a product's cost grows with the width, too."""
    used, places = np.unique(features.indices, return_inverse=True)
    return csr_matrix((features.data, places.astype(np.int32), features.indptr), shape=(features.shape[0], len(used)))


def _chained(codes: Ints, start: int, first: int, before: int, *, unknown: int | None = None) -> tuple[Ints, Ints]:
    """Each position from `first` on with the `before` last ones that have its code."""
    order = start + np.argsort(codes[start:], kind="stable")
    ones: list[Ints] = []
    others: list[Ints] = []
    for lag in range(1, before + 1):
        one, other = order[:-lag], order[lag:]
        same = (codes[one] == codes[other]) & (other >= first)
        if unknown is not None:
            same &= codes[one] != unknown
        ones.append(one[same])
        others.append(other[same])
    return np.concatenate(ones), np.concatenate(others)
