"""Many counts looked at together: which of them may be called a spike without crying wolf."""

from __future__ import annotations

import numpy as np

from unticket.patterns.spikes.expected import Counts, Expected, Floats

FEWEST = 3  # tickets: nobody wants to be woken by two, however rare they are
_STEPS = 48  # thresholds tried; in between the stricter one holds, so fewer cost power and never truth


def allowed_for(expected: Expected, places: Counts, counts: Counts, level: float) -> Floats:
    """The q of each of `counts`, which were seen in the cells `places` of `expected`; all other cells had fewer than `FEWEST`.

    A q that is not at most `level` may be told too large.

    An alarm at q ≤ `level` keeps the false discovery rate, and where nothing at all happened the chance of any alarm, at
    `level`. This is the step-up of Benjamini and Hochberg (1995) made for counts: instead of m × p, which takes each of m
    cells for able to reach any p, it counts how many cells chance alone brings to p or below (Döhler, Durand and Roquain,
    Electronic Journal of Statistics 12, 2018), so that cells too quiet to alarm cost the others nothing. Days of one issue,
    and issues of one desk, rise together if at all (positive dependence), where that step-up holds (Benjamini and Yekutieli
    2001); the bound of theirs for any dependence would divide `level` by 8 for 2,000 cells and see hardly a thing.
    """
    q = np.ones(len(places))
    p = Expected(expected.mean.flat[places], expected.size.flat[places]).tail(counts)
    candidate = (counts >= FEWEST) & (p <= level)
    ordered = np.sort(p[candidate])
    tried = np.unique(ordered)
    # Among these cells is the one whose p it is, so chance brings at least that p: beyond level × alarms nothing can be gained.
    tried = tried[tried <= level * np.searchsorted(ordered, tried, side="right")]
    if len(tried) > _STEPS:
        tried = tried[np.unique(np.linspace(0, len(tried) - 1, _STEPS).astype(np.int64))]
    cells, weights = _alike(expected)
    best, needed = 1.0, np.full(cells.mean.shape, FEWEST)
    for threshold in tried[::-1]:
        needed = cells.threshold(threshold * (1 + 1e-9), needed)
        by_chance = float(np.sum(weights * cells.tail(needed)))
        best = min(best, by_chance / int(np.searchsorted(ordered, threshold, side="right")))
        q[candidate & (p <= threshold)] = best
    return q


def _alike(expected: Expected) -> tuple[Expected, Floats]:
    """Cells whose prediction is the same to a few per cent taken together: a million cells become some thousands."""
    mean, size = expected.mean.ravel(), np.minimum(expected.size.ravel(), 1e7)
    if mean.size <= 5_000:
        return Expected(mean, size), np.ones(mean.size)
    fine, coarse = 0.02, 0.1
    code = np.round(np.log(mean) / fine).astype(np.int64) * 1_000 + np.round(np.log(size) / coarse).astype(np.int64) + 400
    _, first, place, weights = np.unique(code, return_index=True, return_inverse=True, return_counts=True)
    sums = np.bincount(place, mean, len(first))
    return Expected(sums / weights, size[first]), weights.astype(np.float64)
