"""The plan of a desk: every ticket's facts as columns of numbers, before any word is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from unticket.demo.generator.arrivals import Arrivals, arrivals, daily_rates
from unticket.demo.generator.bank import ROLES, Bank, Cause, bank
from unticket.demo.generator.calendar import Floats, SchoolDays, school_days
from unticket.demo.generator.clock import DeskClock
from unticket.demo.generator.desk_words import EMAIL, OTHER, PHONE, WEB
from unticket.demo.generator.handling import Handling, handling
from unticket.demo.generator.people import Ints, People, people
from unticket.demo.generator.truth import Effect
from unticket.model.errors import UserError
from unticket.model.period import Period

_CHANNELS = {  # web, e-mail, phone, other
    "student": (0.6, 0.25, 0.12, 0.03),
    "parent": (0.3, 0.4, 0.28, 0.02),
    "teacher": (0.4, 0.48, 0.1, 0.02),
    "office": (0.25, 0.6, 0.12, 0.03),
}
_DRAWN_EFFECTS_FROM = 84  # days: a shorter desk shows no effect unless one is given


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that is decided about a desk before the texts."""

    bank: Bank
    causes: tuple[Cause, ...]
    days: SchoolDays  # of the period alone
    rates: Floats
    effects: tuple[Effect, ...]
    people: People
    arriving: Arrivals
    handled: Handling
    channel: Ints
    now: int  # the end of the last day, seconds since 1970, UTC

    def __len__(self) -> int:
        return len(self.arriving.cause)


def plan(*, seed: int, tickets: int, first_day: date, last_day: date, timezone: str, language_mix: float, growth: float,
         effects: Sequence[Effect] | None, agents: int) -> Plan:  # fmt: skip
    """Draws everything that is a number. Raises `UserError` for a desk that cannot be, `ConfigurationError` for a zone."""
    length = len(Period(first=first_day, last=last_day, timezone=timezone).days)
    phrases = bank()
    _check(tickets, language_mix, agents, effects or (), phrases)
    rng = np.random.default_rng(seed)
    days = school_days(first_day, length, timezone, growth)
    all_effects = tuple(effects) if effects is not None else _drawn(rng, phrases.causes, first_day, length)
    rates = daily_rates(phrases.causes, days, tickets, all_effects)
    crowd = people(rng, tickets, length, len(phrases.details["class"]["en"]), language_mix)
    arriving = arrivals(rng, phrases.causes, days, rates, tickets=tickets, people=crowd)
    now = int(days.midnights[-1])
    clock = DeskClock(school_days(first_day, length + 60, timezone, 0))  # work goes on after the last day
    handled = handling(rng, phrases.causes, arriving, clock, now=now, agents=agents)
    return Plan(
        bank=phrases,
        causes=phrases.causes,
        days=days,
        rates=rates,
        effects=all_effects,
        people=crowd,
        arriving=arriving,
        handled=handled,
        channel=_channels(rng, crowd.role[arriving.person]),
        now=now,
    )


def _check(tickets: int, language_mix: float, agents: int, effects: Sequence[Effect], phrases: Bank) -> None:
    if tickets < 1 or agents < 1:
        raise UserError("A desk needs at least one ticket and one agent.")
    if not 0 <= language_mix <= 1:
        raise UserError(f"language_mix is the share of Vietnamese writers, from 0 to 1; {language_mix} is not.")
    known = {cause.id for cause in phrases.causes}
    for effect in effects:
        if effect.cause not in known:
            raise UserError(f"There is no cause {effect.cause!r}.", f"One of: {', '.join(sorted(known))}")
        if effect.ratio < 0:
            raise UserError(f"A rate ratio is not negative; {effect.ratio} is.")


def _drawn(rng: np.random.Generator, causes: tuple[Cause, ...], first_day: date, length: int) -> tuple[Effect, ...]:
    """Two of the more frequent causes are mended somewhere in the second half."""
    frequent = [cause.id for cause in causes if cause.weight >= 3]
    chosen = rng.choice(len(frequent), 2, replace=False)
    days = rng.integers(length // 2, max(length * 3 // 4, length // 2 + 1), 2)
    ratios = rng.uniform(0.15, 0.5, 2)
    if length < _DRAWN_EFFECTS_FROM:
        return ()
    return tuple(
        Effect(cause=frequent[one], first_day=first_day + timedelta(days=int(day)), ratio=round(float(ratio), 2))
        for one, day, ratio in zip(chosen, days, ratios, strict=True)
    )


def _channels(rng: np.random.Generator, role: Ints) -> Ints:
    chances = np.cumsum([_CHANNELS[name] for name in ROLES], axis=1)[role]
    ways = np.array([WEB, EMAIL, PHONE, OTHER])
    return np.asarray(ways[np.minimum((rng.random(len(role))[:, None] > chances).sum(axis=1), len(ways) - 1)])
