"""What is usual for a desk: how often two tickets so alike come so close by chance, and whether such matters come in bursts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix
from sparse_dot_topn import sp_matmul

from unticket.patterns.duplicates.candidates import HOUR, INCIDENT_TIME, Pairs
from unticket.patterns.duplicates.rows import Floats, Ints, Rows, features_of, overlaps, people_of
from unticket.patterns.likeness.likeness import Likeness

SAMPLE = 1_024  # tickets of the desk's whole history that stand for all of it
_STEPS = 50  # in which alikeness is counted
# The share of any two tickets that are at least so alike, a · exp(-b · alike), as counted on two generated desks: believed
# before a desk's own are counted, with the weight of so many tickets.
_IN_GENERAL = (0.2, 8.0)
_BELIEF = 40.0
OF_ITS_KIND = 0.25  # as alike as that, two tickets mostly are of one matter
_AROUND = 30  # tickets before and after one of the sample that are looked at,
_SHORTLY = 6 * HOUR  # as far as they came within that time
_AS_NOW = 28 * 24 * HOUR  # before and after a time: what the desk's pace at that time is counted over,
_SHORTEST = 7 * 24 * HOUR  # and at least this long, however young the desk is
_PACE_BELIEF = 8.0  # tickets that the pace of all its time counts for beside that
_WORKDAY = 8  # hours of a day in which most of its tickets come
_BURSTS_IN_GENERAL, _BURSTS_BELIEF = 2.0, 3.0  # seen for each expected, and how many expected ones that belief is worth


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """Some tickets from all of a desk's time, oldest first."""

    features: csr_matrix  # turned round: a column a ticket
    opened: Ints
    near: Floats  # how many of its kind came shortly before or after each, by others
    due: Floats  # how many were to be expected by chance
    person: Ints  # who wrote each
    weight: float = 1.0  # tickets of the desk that each stands for

    @classmethod
    def of(cls, in_time: pl.DataFrame, likeness: Likeness) -> Usual:
        """Of a desk's tickets `in_order`. Which ones stand for the rest hangs on their keys, so that it hardly changes from day
        to day."""
        order = pl.Series([crc32(key.encode()) for key in in_time["key"]], dtype=pl.UInt32)
        chosen = np.flatnonzero((order.rank("ordinal") <= SAMPLE).to_numpy())
        opened = in_time["opened_at"].dt.epoch("us").to_numpy()
        sample, around = _neighbourhoods(opened, chosen)
        read, places = np.unique(np.concatenate([chosen, around]), return_inverse=True)
        features = features_of(in_time[read], likeness)
        wrote = in_time["requester"][read].fill_null("").to_numpy()
        own, other = places[: len(chosen)], places[len(chosen) :]
        one = own[sample]
        alike = overlaps(features, one, other) >= OF_ITS_KIND
        others = (wrote[one] != wrote[other]) | (wrote[one] == "")
        near = np.bincount(sample, weights=alike & others, minlength=len(chosen)).astype(np.float64)
        looked_at = np.bincount(sample, minlength=len(chosen))
        usual = cls(
            features=features[own].T.tocsr(),
            opened=opened[chosen],
            near=near,
            due=near,
            person=people_of(in_time[chosen]),
            weight=len(opened) / max(len(chosen), 1),
        )
        share = usual._counted(features[own], usual.opened)[0][:, int(OF_ITS_KIND * _STEPS)]
        return replace(usual, due=looked_at * share)

    def expected(self, rows: Rows, found: Pairs, *, within: float) -> tuple[Floats, Floats, Floats]:
        """For each pair three figures: how many tickets as alike to the later one as the earlier is were to be expected by
        chance in the time between the two; how many of its kind `within` so many hours; and how much more than by chance
        (1: as much) such matters come close together on this desk.

        Alikeness is counted among the tickets of other times, so that an incident does not make itself usual.
        """
        asked, place = np.unique(found.later, return_inverse=True)
        share, bursts = self._counted(rows.features[asked], rows.opened[asked])
        pace = self.pace(rows.opened[asked])
        hours = np.abs(rows.opened[found.later] - rows.opened[found.earlier]) / HOUR
        due = share[place, _step(found.alike)] * pace[place] * _work(hours)
        return due, (share[:, int(OF_ITS_KIND * _STEPS)] * pace * within)[place], bursts[place]

    def pace(self, times: Ints) -> Floats:
        """Tickets in an hour of work around each of `times`, as the desk usually has them."""
        if not len(self.opened):
            return np.zeros(len(times))
        first, last = int(self.opened[0]), int(self.opened[-1])
        begin = np.clip(times - _AS_NOW, first, max(last - _AS_NOW, first))
        end = np.clip(times + _AS_NOW, min(first + _AS_NOW, last), last)
        seen = np.searchsorted(self.opened, end, side="right") - np.searchsorted(self.opened, begin)
        always = len(self.opened) / max(last - first, _SHORTEST)
        now = (seen + _PACE_BELIEF) / (np.maximum(end - begin, _SHORTEST) + _PACE_BELIEF / always)
        return np.asarray(now * self.weight * 24 * HOUR / _WORKDAY)

    def written(self, rows: Rows, found: Pairs) -> Floats:
        """About how many tickets the requester of each pair's later one wrote in all this time; 0 where nobody knows who."""
        who, place = np.unique(rows.person[found.later], return_inverse=True)
        known = np.sort(self.person)
        count = np.searchsorted(known, who, side="right") - np.searchsorted(known, who)
        return np.asarray((count * (who != 0) * self.weight)[place], dtype=np.float64)

    def _counted(self, features: csr_matrix, times: Ints) -> tuple[Floats, Floats]:
        """For each row the share of the tickets of other times that are at least so alike, by steps; and its bursts."""
        begin, end = np.searchsorted(self.opened, times - INCIDENT_TIME), np.searchsorted(self.opened, times + INCIDENT_TIME)
        elsewhere = len(self.opened) - (end - begin)
        product = sp_matmul(features, self.features)
        row = np.repeat(np.arange(len(times)), np.diff(product.indptr))
        outside = (product.indices < begin[row]) | (product.indices >= end[row])
        row, column, alike = row[outside], product.indices[outside], product.data[outside]
        counts = np.bincount(row * _STEPS + _step(alike), minlength=len(times) * _STEPS).reshape(len(times), _STEPS)
        at_least = counts[:, ::-1].cumsum(axis=1)[:, ::-1]
        believed = _IN_GENERAL[0] * np.exp(-_IN_GENERAL[1] * np.arange(_STEPS) / _STEPS)
        share = (at_least + _BELIEF * believed) / (elsewhere[:, None] + _BELIEF)
        kind = alike >= OF_ITS_KIND
        near = np.bincount(row[kind], weights=self.near[column[kind]], minlength=len(times))
        due = np.bincount(row[kind], weights=self.due[column[kind]], minlength=len(times))
        return share, (near + _BURSTS_IN_GENERAL * _BURSTS_BELIEF) / (due + _BURSTS_BELIEF)


def _work(hours: Floats) -> Floats:
    """Hours of work in so many hours of the clock: all of a workday's, a third of more."""
    return np.minimum(hours, np.maximum(_WORKDAY, hours * _WORKDAY / 24))


def _step(alike: Floats) -> Ints:
    return np.clip((alike * _STEPS).astype(np.int64), 0, _STEPS - 1)


def _neighbourhoods(opened: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """Pairs of a position in `chosen` and the position of a ticket that came shortly before or after that one."""
    lags = np.concatenate([np.arange(-_AROUND, 0), np.arange(1, _AROUND + 1)])
    around = chosen[:, None] + lags
    there = (around >= 0) & (around < len(opened))
    around = np.clip(around, 0, max(len(opened) - 1, 0))
    there &= np.abs(opened[around] - opened[chosen][:, None]) <= _SHORTLY
    sample = np.broadcast_to(np.arange(len(chosen))[:, None], around.shape)
    return sample[there], around[there]
