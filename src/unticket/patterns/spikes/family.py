"""Counts that are judged together, and the alarms among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from unticket.patterns.spikes.expected import Counts, Expected, Flags
from unticket.patterns.spikes.several import allowed_for


@dataclass(frozen=True, slots=True)
class Alarm:
    """A count that chance does not explain: its cell is `place`, one number for each axis of the family."""

    place: tuple[int, ...]
    count: int
    expected: float
    p: float
    q: float


def alarms(expected: Expected, judged: Flags, counts: Counts, *, level: float, share: float) -> Iterator[Alarm]:
    """The alarms among the cells that are `judged`, all three of one shape, in order of place.

    The family may spend `share` of the `level` that several families have together: its q are those of the whole.
    """
    if not judged.any() or share <= 0:
        return
    cells = Expected(expected.mean[judged], expected.size[judged])
    seen = counts[judged]
    places = np.flatnonzero(seen)
    q = np.minimum(allowed_for(cells, places, seen[places], level * share) / share, 1.0)
    for at in np.flatnonzero(q <= level):
        yield _alarm(cells, judged, seen, int(places[at]), float(q[at]))


def _alarm(cells: Expected, judged: Flags, seen: Counts, cell: int, q: float) -> Alarm:
    mean, size, count = cells.mean[cell : cell + 1], cells.size[cell : cell + 1], int(seen[cell])
    p = float(Expected(mean, size).tail(np.array([count]))[0])
    place = np.unravel_index(np.flatnonzero(judged)[cell], judged.shape)
    return Alarm(tuple(int(axis) for axis in place), count, float(mean[0]), p, q)
