"""How usual it is for this desk that two tickets as alike as these come so close by chance."""

from __future__ import annotations

from dataclasses import dataclass
from zlib import crc32

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix

from unticket.patterns.duplicates.candidates import INCIDENT_TIME, Pairs
from unticket.patterns.duplicates.rows import Floats, Ints, Rows
from unticket.patterns.likeness.likeness import Likeness

SAMPLE = 1_024  # tickets of the desk's whole history that stand for all of it
_STEPS = 50  # in which alikeness is counted
# The share of two unrelated tickets' pairs that are at least so alike, on desks in general (see bench/duplicates_fit.py):
# what is believed before a desk's own tickets are counted, with the weight of _BELIEF tickets.
_IN_GENERAL = (0.35, 9.0)  # share = a · exp(-b · alike)
_BELIEF = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """Some tickets from all of a desk's time."""

    features: csr_matrix
    opened: Ints  # ascending

    @classmethod
    def of(cls, in_time: pl.DataFrame, likeness: Likeness) -> Usual:
        """Of a desk's tickets `in_order`. Which ones stand for the rest hangs on their keys, so that it hardly changes from day
        to day."""
        if in_time.height > SAMPLE:
            order = pl.Series([crc32(key.encode()) for key in in_time["key"]], dtype=pl.UInt32)
            in_time = in_time.filter(order.rank("ordinal") <= SAMPLE)
        return cls(features=likeness.features(in_time), opened=in_time["opened_at"].dt.epoch("us").to_numpy())

    def expected(self, rows: Rows, found: Pairs) -> Floats:
        """For each pair: how many tickets as alike to the later one as the earlier is were to be expected between the two.

        Counted among the tickets of other times, so that an incident does not make itself usual, and in the desk's own
        pace: nights, weekends and holidays have few tickets.
        """
        asked, place = np.unique(found.later, return_inverse=True)
        share = self._share(rows, asked, place, found.alike)
        return share * (rows.place[found.later] - rows.place[found.earlier])

    def _share(self, rows: Rows, asked: Ints, place: Ints, alike: Floats) -> Floats:
        believed = _IN_GENERAL[0] * np.exp(-_IN_GENERAL[1] * alike)
        times = rows.opened[asked]
        begin, end = np.searchsorted(self.opened, times - INCIDENT_TIME), np.searchsorted(self.opened, times + INCIDENT_TIME)
        elsewhere = len(self.opened) - (end - begin)
        product = (rows.features[asked] @ self.features.T).tocoo()
        outside = (product.col < begin[product.row]) | (product.col >= end[product.row])
        step = np.clip((product.data[outside] * _STEPS).astype(np.int64), 0, _STEPS - 1)
        counts = np.bincount(product.row[outside] * _STEPS + step, minlength=len(asked) * _STEPS).reshape(len(asked), _STEPS)
        at_least = counts[:, ::-1].cumsum(axis=1)[:, ::-1]
        mine = at_least[place, np.clip((alike * _STEPS).astype(np.int64), 0, _STEPS - 1)]
        return np.asarray((mine + _BELIEF * believed) / (elsewhere[place] + _BELIEF))
