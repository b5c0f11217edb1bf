"""Generated years in which some causes were mended and some were not, as daily counts: what a measurement is judged by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from unticket.demo.generator.bank import bank
from unticket.demo.generator.calendar import EXAM_WEEKS, HOLIDAYS, away_at_new_year
from unticket.demo.generator.plan import plan
from unticket.demo.generator.truth import Effect

_TIMEZONE = "Asia/Ho_Chi_Minh"
_FREQUENT = 3  # weight from which on a cause is worth an action
_DAYS = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class MendedYear:
    """One cause of one desk. `ratio` 1.0: what was done had no effect."""

    cause: str
    season: str
    days: tuple[date, ...]
    counts: NDArray[np.int64]  # tickets of the cause on each day
    others: NDArray[np.int64]  # those of all causes that nothing was done about
    done_on: date
    ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """Some named days, both ends included."""

    name: str
    first: date
    last: date


def mended_years(seed: int) -> Iterator[MendedYear]:
    """Four causes of one desk of 1,500 to 12,000 tickets: two mended by 10 to 90 %, two acted on in vain."""
    rng = np.random.default_rng(seed + 10_000)
    first = date(2025, 1, 6) + timedelta(days=int(rng.integers(0, 60)))
    tickets = int(rng.choice([1500, 3000, 6000, 12000]))
    causes = [cause for cause in bank().causes if cause.weight >= _FREQUENT]
    chosen = [causes[place] for place in rng.choice(len(causes), 4, replace=False)]
    ratios = [float(rng.uniform(0.1, 0.9)), float(rng.uniform(0.1, 0.9)), 1.0, 1.0]
    begun = [first + timedelta(days=int(day)) for day in rng.integers(120, 330, 4)]
    effects = [
        Effect(cause=cause.id, first_day=day, ratio=ratio)
        for cause, day, ratio in zip(chosen, begun, ratios, strict=True)
        if ratio != 1.0
    ]
    made = plan(seed=seed, tickets=tickets, first_day=first, last_day=first + timedelta(days=_DAYS - 1), timezone=_TIMEZONE,
                language_mix=0.5, growth=float(rng.uniform(-0.1, 0.3)), effects=effects, agents=7)  # fmt: skip
    day = np.searchsorted(made.days.midnights, made.arriving.opened, side="right") - 1
    ids = [cause.id for cause in made.causes]
    touched = np.isin(made.arriving.cause, [ids.index(cause.id) for cause in chosen])
    for cause, done_on, ratio in zip(chosen, begun, ratios, strict=True):
        mine = made.arriving.cause == ids.index(cause.id)
        yield MendedYear(
            cause=cause.id,
            season=cause.season,
            days=tuple(first + timedelta(days=n) for n in range(_DAYS)),
            counts=np.bincount(day[mine], minlength=_DAYS),
            others=np.bincount(day[~touched], minlength=_DAYS),
            done_on=done_on,
            ratio=ratio,
        )


def school_year(first: int, last: int) -> dict[str, tuple[Weeks, ...]]:
    """Terms, holidays and exam weeks of these years, as a school would write them into its settings."""
    years = range(first, last + 1)
    return {
        "terms": tuple(
            Weeks(name=name, first=date(year, *begins), last=date(year, *ends))
            for year in years
            for name, begins, ends in (("Second term", (1, 1), (5, 31)), ("First term", (8, 15), (12, 31)))
        ),
        "exams": tuple(
            Weeks(name="Exams", first=date(year, *begins), last=date(year, *ends))
            for year in years
            for begins, ends in EXAM_WEEKS
        ),
        "holidays": tuple(
            weeks
            for year in years
            for weeks in (
                *(Weeks(name="Holiday", first=date(year, *day), last=date(year, *day)) for day in sorted(HOLIDAYS)),
                Weeks(name="Tết", first=away_at_new_year(year)[0], last=away_at_new_year(year)[1]),
            )
        ),
    }
