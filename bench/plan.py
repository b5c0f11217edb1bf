"""How often measured effects and projected ranges hold the truth, and how often an effect is claimed for nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from unticket.demo.generator.mended import mended_years, school_year
from unticket.patterns.school_calendar import Calendar, Span
from unticket.plan.forecast import forecast
from unticket.plan.measurement import LEVEL, measured

DESKS = range(100, 300)
AHEAD = 60  # days


def run() -> Iterator[str]:
    """Two hundred generated years, four actions each: two that worked, two in vain."""
    year = school_year(2024, 2026)
    calendar = Calendar(
        **{kind: tuple(Span(name=w.name, first=w.first, last=w.last) for w in weeks) for kind, weeks in year.items()}
    )
    held: dict[str, list[bool]] = defaultdict(list)
    claimed: list[bool] = []
    found: list[bool] = []
    foretold: list[bool] = []
    early = 0
    for seed in DESKS:
        for one in mended_years(seed):
            begun = one.days.index(one.done_on)
            coming = one.days[begun : begun + AHEAD]
            told_before = forecast(one.days[:begun], one.counts[:begun].tolist(), coming, calendar=calendar)
            if one.ratio == 1.0 and told_before.low is not None and told_before.high is not None:
                came = int(one.counts[begun : begun + AHEAD].sum())
                foretold.append(told_before.low <= came <= told_before.high)
            told = measured(one.days, one.counts.tolist(), one.others.tolist(), one.done_on, calendar=calendar)
            if told.low is None or told.high is None:
                early += 1
                continue
            held[one.season].append(told.low <= one.ratio <= told.high)
            (claimed if one.ratio == 1.0 else found).append(told.effect)
    every = [one for some in held.values() for one in some]
    yield f"{len(DESKS)} desks, {len(every) + early} actions, {early} too early to tell"
    yield f"intervals at {LEVEL:.0%} that hold the true effect: {np.mean(every):.1%}   (aim 85-95 %)"
    yield f"effects claimed where there is none: {np.mean(claimed):.1%} of {len(claimed)}   (aim at most 8 %)"
    yield f"effects claimed where there is one: {np.mean(found):.1%} of {len(found)}"
    yield f"ranges for the coming {AHEAD} days that hold what came: {np.mean(foretold):.1%} of {len(foretold)}   (aim 80 %)"
    for season, some in sorted(held.items()):
        yield f"  {season:16} {np.mean(some):6.1%} of {len(some)}"


if __name__ == "__main__":
    for line in run():
        print(line, flush=True)
