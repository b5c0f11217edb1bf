"""Which pairs of tickets are looked at: near in time and alike in text, or by one person. Never every pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul_topn

from unticket.patterns.duplicates.rows import Flags, Floats, Ints, Rows, overlaps

HOUR = 3_600_000_000  # microseconds
INCIDENT_TIME = 72 * HOUR  # nothing longer apart is one incident unless something lies between: a weekend and half a day
PERSON_TIME = 7 * 24 * HOUR  # a person who writes again later than that has a new occasion
AT_LEAST = 0.2  # less alike is chance
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
    count = len(rows)
    start = max(int(np.searchsorted(rows.opened, rows.opened[first] - INCIDENT_TIME)), first - _MOST_BEFORE)
    new = np.arange(first, count, dtype=np.int64)
    nearby = _firsts(rows.digest, start)
    if count - first == 1:
        left, right, alike = _to_one(rows, nearby[nearby < first])
    else:
        left, right, alike = _most_alike(rows.features, _firsts(rows.digest, start, among=new), nearby)
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


def _firsts(digest: Ints, start: int, among: Ints | None = None) -> Ints:
    """Positions from `start` on (or `among`) with each text once, where it stands first."""
    chosen = np.arange(start, len(digest), dtype=np.int64) if among is None else among
    return np.sort(chosen[np.unique(digest[chosen], return_index=True)[1]])


def _most_alike(features: csr_matrix, new: Ints, nearby: Ints) -> tuple[Ints, Ints, Floats]:
    best = sp_matmul_topn(features[new], features[nearby].T, _TOP, threshold=AT_LEAST)
    rows = np.repeat(new, np.diff(best.indptr))
    return rows, nearby[best.indices], best.data.astype(np.float64)


def _to_one(rows: Rows, nearby: Ints) -> tuple[Ints, Ints, Floats]:
    """The same for a single new ticket, without turning the matrix round."""
    new = len(rows) - 1
    alike = np.asarray((rows.features[nearby] @ rows.features[new].T).todense(), dtype=np.float64).ravel()
    best = np.argsort(-alike, kind="stable")[:_TOP]
    best = best[alike[best] >= AT_LEAST]
    return np.full(len(best), new, dtype=np.int64), nearby[best], alike[best]


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
