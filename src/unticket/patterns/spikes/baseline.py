"""How many tickets a day is likely to bring, learned from the days before it and from nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unticket.patterns.school_calendar import DayKind
from unticket.patterns.spikes.expected import Counts, Expected, Floats
from unticket.patterns.spikes.scatter import Scatter

WARM_UP = 28  # days: each weekday was seen four times; before that nothing is judged
_HALF_LIFE = 30.0  # days, of a level of 1 a day
_SHORTEST, _LONGEST = 7.0, 60.0
_SHAPE_HALF_LIFE = 365.0  # days: weekdays and calendar change slowly
_LEVEL_PRIOR = 0.5  # tickets (Jeffreys): a series without any is not taken to be sure of none
_DISPERSION_PRIOR = 14.0  # days' worth of what the other series say
_FIRST_SIGHT = 4.0  # a kind of day never seen before may well bring half as many again: relative variance 1/4


@dataclass(frozen=True, slots=True)
class Factors:
    """By how much a day differs from an ordinary one, for each of several series, as weights on their level."""

    weekday: Floats  # (series, 7), mean 1
    kind: Floats  # (series, kinds), ordinary days are 1


class Baseline:
    """A level for each series times a weekday factor times a calendar factor, each a Gamma posterior of Poisson counts.

    The level forgets (discounted likelihood: Harvey and Fernandes, Time Series Models for Count Observations, 1989), so it
    follows a season and a trend. Factors of a single issue are drawn towards those of all tickets together, its dispersion
    (variance over mean, Pearson's) towards that of the other issues: what one series alone is too small to show, all show.
    """

    def __init__(self, series: int) -> None:
        kinds = len(DayKind)
        self._level, self._exposure = np.zeros(series), np.zeros(series)
        self._by_weekday, self._weekday_exposure = np.zeros((series, 7)), np.zeros((series, 7))
        self._by_kind, self._kind_exposure = np.zeros((series, kinds)), np.zeros((series, kinds))
        self._kind_days = np.zeros(kinds)
        self._scatter = Scatter(series)
        self._days = 0

    def begin(self, counts: Counts, weekdays: Counts, kinds: Counts) -> None:
        """Start from the first `WARM_UP` days, (series, days), before any single day can be foretold."""
        ordinary = kinds == DayKind.ORDINARY
        seen = ordinary if ordinary.any() else np.ones_like(ordinary)
        level = counts[:, seen].mean(axis=1)
        for weekday in range(7):
            days = seen & (weekdays == weekday)
            self._by_weekday[:, weekday] = counts[:, days].sum(axis=1)
            self._weekday_exposure[:, weekday] = level * days.sum()
        age = np.arange(counts.shape[1])[::-1][seen]
        weights = 0.5 ** (age / _half_life(level)[:, np.newaxis])
        self._level, self._exposure = (counts[:, seen] * weights).sum(axis=1), weights.sum(axis=1)
        shape = self.factors(None).weekday
        for day in np.flatnonzero(seen):
            mean = np.maximum(level * shape[:, weekdays[day]], 1e-6)
            self._scatter.learn(counts[:, day] - mean, mean, np.full(len(counts), -1 / 4))  # 7 of 28 days went into means
        self._scatter.settle()

    def factors(self, parent: Factors | None) -> Factors:
        """Weekday and calendar as known now; `parent` is what all tickets together show, one row."""
        own, told = self._pull(parent), parent or Factors(np.ones((1, 7)), np.ones((1, len(DayKind))))
        weekday = (self._by_weekday + own * told.weekday) / (self._weekday_exposure + own)
        kind = (self._by_kind + own * told.kind) / (self._kind_exposure + own)
        kind[:, DayKind.ORDINARY] = 1.0
        return Factors(weekday / weekday.mean(axis=1, keepdims=True), kind)

    def expect(self, weekday: int, kind: int, factors: Factors, parent: Factors | None) -> Expected:
        """What one day is likely to bring. Its variance holds all that is uncertain: chance, bursts, level and factors."""
        level = (self._level + _LEVEL_PRIOR) / self._exposure
        mean = level * factors.weekday[:, weekday] * factors.kind[:, kind]
        own, spread = self._pull(parent), self._scatter.dispersion(mean)
        # Weights that fall by a constant share make a mean of S discounted tickets as sure as one of 2 S whole tickets.
        unsure = 1 + spread / (2 * self._level + _LEVEL_PRIOR)
        unsure *= 1 + spread / (self._by_weekday[:, weekday] + own)
        if kind != DayKind.ORDINARY:
            unsure *= 1 + spread / (self._by_kind[:, kind] + own) + 1 / (_FIRST_SIGHT + 2 * self._kind_days[kind])
        return Expected(mean, mean / np.maximum(spread - 1 + (unsure - 1) * mean, 1e-9))

    def learn(self, counts: Counts, weekday: int, kind: int, factors: Factors, expected: Expected) -> None:
        """Take in one day's `counts`. What lies far out counts as far out only: a past spike must not hide the next."""
        mean, variance = np.maximum(expected.mean, 1e-6), expected.mean + expected.mean**2 / expected.size
        seen = np.minimum(counts, mean + 4 * np.sqrt(variance) + 2)
        shape = factors.weekday[:, weekday] * factors.kind[:, kind]
        known = 1.0 if kind == DayKind.ORDINARY else self._kind_days[kind] / (self._kind_days[kind] + 10)
        level = (self._level + _LEVEL_PRIOR) / self._exposure
        self._forget(known, level)
        self._level += known * seen
        self._exposure += known * shape
        self._by_weekday[:, weekday] += seen
        self._weekday_exposure[:, weekday] += level * factors.kind[:, kind]
        self._by_kind[:, kind] += seen
        self._kind_exposure[:, kind] += level * factors.weekday[:, weekday]
        self._kind_days[kind] += 1
        if kind == DayKind.ORDINARY:
            strayed = np.minimum(counts, mean + 5 * np.sqrt(variance) + 5) - mean
            self._scatter.learn(strayed, mean, variance / mean - self._scatter.dispersion(mean))
            self._days += 1
            if self._days % 7 == 1:
                self._scatter.settle()

    def _forget(self, known: float, level: Floats) -> None:
        kept, shape_kept = 0.5 ** (known / _half_life(level)), 0.5 ** (1 / _SHAPE_HALF_LIFE)
        self._level *= kept
        self._exposure *= kept
        self._by_weekday *= shape_kept
        self._weekday_exposure *= shape_kept
        self._by_kind *= shape_kept
        self._kind_exposure *= shape_kept

    @staticmethod
    def _pull(parent: Factors | None) -> float:
        """How many tickets' worth the prior of a factor is: all tickets together have none to lean on but "no difference"."""
        return 5.0 if parent is None else 20.0


def _half_life(level: Floats) -> Floats:
    """Days after which a level has forgotten half. What brings much shows a season soon, what brings little needs a long look:
    lag and noise are in balance where the window falls with the third to fourth root of the level."""
    return np.clip(_HALF_LIFE * np.maximum(level, 1e-3) ** -0.25, _SHORTEST, _LONGEST)


def foretell(
    counts: Counts, weekdays: Counts, kinds: Counts, since: int, parents: list[Factors] | None = None
) -> tuple[Expected, list[Factors]]:
    """What each day from place `since` (at least `WARM_UP`) on was likely to bring, by the days before it.

    `counts` is (series, days); the answer (series, days − `since`). `parents` are the factors of all tickets together, day
    by day from `WARM_UP` on, as this function gives them for the one series of all. Linear in series × days.
    """
    series, days = counts.shape
    mean, size = np.empty((series, max(0, days - since))), np.empty((series, max(0, days - since)))
    baseline, met = Baseline(series), []
    baseline.begin(counts[:, :WARM_UP], weekdays[:WARM_UP], kinds[:WARM_UP])
    for day in range(WARM_UP, days):
        parent = parents[day - WARM_UP] if parents else None
        factors = baseline.factors(parent)
        met.append(factors)
        weekday, kind = int(weekdays[day]), int(kinds[day])
        expected = baseline.expect(weekday, kind, factors, parent)
        if day >= since:
            mean[:, day - since], size[:, day - since] = expected.mean, expected.size
        baseline.learn(counts[:, day], weekday, kind, factors, expected)
    return Expected(mean, size), met
