"""The busiest day of a short history: what it is made of, and why nothing is claimed."""

from __future__ import annotations

import numpy as np

from unticket.patterns.findings import Spike
from unticket.patterns.spikes.composition import Composition
from unticket.patterns.spikes.counts import Counted


def busiest_of_few(counted: Counted, composition: Composition) -> tuple[Spike, ...]:
    """The busiest day of the period (the last of several) against the days before it, where it had more than they.

    p is that of the exact conditional test of two Poisson counts (Przyborowski and Wilenski 1940), one-sided: 4 tickets on one
    day after 4 on two days have 0.26. q allows for the days out of which this one was picked (Šidák).
    """
    from scipy.special import bdtrc

    counts = counted.all()[0]
    day = counted.since + int(np.flatnonzero(counts[counted.since :] == counts[counted.since :].max())[-1])
    count, before = int(counts[day]), int(counts[:day].sum())
    if not day or count * day <= before:
        return ()
    p = float(bdtrc(count - 1, count + before, 1 / (day + 1)))
    choice = int(np.count_nonzero(counts[counted.since :]))
    spike = Spike(
        issue="",
        day=counted.day(day),
        count=count,
        expected=before / day,
        p=p,
        q=1 - (1 - p) ** choice,
        alarm=False,
        too_few=True,
    )
    return (composition.explained(spike, day, 0, returns_count=True),)
