"""Which cause brings a ticket when: seasons, effects, incidents with their bursts, recurrences, and people who ask again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unticket.demo.generator.bank import ROLES, Cause
from unticket.demo.generator.calendar import Floats, SchoolDays
from unticket.demo.generator.people import Ints, People
from unticket.demo.generator.truth import Effect

_COMES_BACK = 0.25  # share of incidents that come back a week later
_ASKS_AGAIN = 0.05  # share of the other tickets in which a person asks again about the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Incidents:
    """The incidents, as columns."""

    cause: Ints
    start: Ints  # seconds since 1970, UTC
    end: Ints
    story: Ints
    repeats: Ints  # position of the incident that came back, or -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """Every ticket's beginning, as columns in the order of `opened`."""

    cause: Ints  # position in the causes
    opened: Ints  # seconds since 1970, UTC
    incident: Ints  # position in the incidents, or -1
    first: Ints  # position of the ticket that this one is a duplicate of, or -1
    again: NDArray[np.bool_]  # the same person asks again
    story: Ints  # tickets with the same number speak of the same lesson, room, course
    person: Ints
    incidents: Incidents


def daily_rates(causes: tuple[Cause, ...], days: SchoolDays, tickets: int, effects: tuple[Effect, ...]) -> Floats:
    """Expected tickets by cause and day; together exactly `tickets`."""
    rates = np.array([cause.weight * days.seasons[cause.season] * days.activity for cause in causes])
    for effect in effects:
        row = [cause.id for cause in causes].index(effect.cause)
        rates[row, max(0, (effect.first_day - days.first).days) :] *= effect.ratio
    return np.asarray(rates * (tickets / rates.sum()))


def arrivals(
    rng: np.random.Generator, causes: tuple[Cause, ...], days: SchoolDays, rates: Floats, *, tickets: int, people: People
) -> Arrivals:
    """`tickets` tickets at these rates. Their number is given, so single ones follow the multinomial of the rates."""
    cells = rates.shape[1]
    in_bursts = np.array([cause.burst_share for cause in causes])[:, None]
    incidents, sizes = _incidents(rng, causes, days, rates * in_bursts)
    sizes = sizes[: int(np.searchsorted(np.cumsum(sizes), tickets, side="right"))]
    incidents = _leading(incidents, len(sizes))
    within = np.repeat(np.arange(len(sizes)), sizes)
    alone = tickets - len(within)
    single = (rates * (1 - in_bursts)).ravel()
    drawn = np.repeat(np.arange(single.size), rng.multinomial(alone, single / single.sum()))
    hour = days.hour(rng, alone)
    opened_alone = _at(days, drawn % cells, hour)

    cause = np.concatenate([incidents.cause[within], drawn // cells])
    spell = np.maximum(incidents.end - incidents.start, 1)[within]
    delay = np.minimum(rng.exponential(0.35, len(within)), 0.999) * spell
    opened = np.concatenate([incidents.start[within] + delay.astype(np.int64), opened_alone])
    incident = np.concatenate([within, np.full(alone, -1)])
    story = np.concatenate([incidents.story[within], len(sizes) + np.arange(alone)])
    again_of = _ask_again(rng, int(days.midnights[-1]), cause, opened, singles_from=len(within))
    asking = again_of >= 0
    story[asking] = story[again_of[asking]]

    weights = np.array([one.roles for one in causes])
    weights = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    role = np.minimum((rng.random(tickets)[:, None] > weights[cause]).sum(axis=1), len(ROLES) - 1)
    day = np.searchsorted(days.midnights, opened, side="right") - 1
    person = people.pick(rng, role, day)
    person[asking] = person[again_of[asking]]
    order = np.argsort(opened, kind="stable")
    return Arrivals(
        cause=cause[order],
        opened=opened[order],
        incident=incident[order],
        first=_firsts(order, again_of, incident),
        again=asking[order],
        story=story[order],
        person=person[order],
        incidents=incidents,
    )


def _incidents(rng: np.random.Generator, causes: tuple[Cause, ...], days: SchoolDays, rates: Floats) -> tuple[Incidents, Ints]:
    mean = np.array([max(cause.burst_size, 2.0) for cause in causes])
    cell = np.repeat(np.arange(rates.size), rng.poisson(rates / mean[:, None]).ravel())
    cell = rng.permutation(cell)  # in no order, so that a desk of few tickets keeps any of them
    cause, day = cell // rates.shape[1], cell % rates.shape[1]
    start = _at(days, day, days.hour(rng, len(cell)))
    sizes = 1 + rng.geometric(1 / np.maximum(mean[cause] - 1, 1.0)) if len(cell) else np.zeros(0, dtype=np.int64)
    story = np.arange(len(cell))
    repeats = np.full(len(cell), -1)
    end_of_all = days.midnights[-1]
    for one in range(len(causes)):
        same = np.flatnonzero(cause == one)
        for before, back in zip(same[:-1:2], same[1::2], strict=False):  # pairs, so that no incident comes back twice
            later = start[before] + 7 * 86400 + int(rng.normal(0, 6 * 3600))
            if rng.random() < 2 * _COMES_BACK and later < end_of_all - 3600:
                start[back], story[back], repeats[back] = later, story[before], before
    length = np.clip(rng.lognormal(np.log(3 * 3600), 0.6, len(cell)), 1800, 10 * 3600).astype(np.int64)
    end = np.minimum(start + length, end_of_all - 1)
    return Incidents(cause=cause, start=start, end=end, story=story, repeats=repeats), sizes


def _leading(incidents: Incidents, count: int) -> Incidents:
    repeats = incidents.repeats[:count]
    return Incidents(
        cause=incidents.cause[:count],
        start=incidents.start[:count],
        end=incidents.end[:count],
        story=incidents.story[:count],
        repeats=np.where(repeats < count, repeats, -1),
    )


def _at(days: SchoolDays, day: Ints, seconds: Floats) -> Ints:
    """The instants `seconds` after the local midnights, kept on their day where the clock is put forward."""
    begins, ends = days.midnights[day], days.midnights[day + 1]
    return np.minimum(begins + seconds.astype(np.int64), ends - 1)


def _ask_again(rng: np.random.Generator, ends: int, cause: Ints, opened: Ints, *, singles_from: int) -> Ints:
    """For each ticket the position of the one it asks again about, or -1; moves `opened` of those to some hours later."""
    again_of = np.full(len(cause), -1)
    asks = singles_from + np.flatnonzero(rng.random(len(cause) - singles_from) < _ASKS_AGAIN)
    is_asking = np.zeros(len(cause), dtype=np.bool_)
    is_asking[asks] = True
    for one in np.unique(cause[asks]):
        mine = asks[cause[asks] == one]
        sources = np.flatnonzero((cause == one) & ~is_asking)
        sources = rng.permutation(sources[sources >= singles_from])[: len(mine)]  # each is asked again about at most once
        mine = mine[: len(sources)]
        later = opened[sources] + (rng.lognormal(np.log(26), 0.6, len(mine)) * 3600).astype(np.int64)
        fits = later < ends
        again_of[mine[fits]] = sources[fits]
        opened[mine[fits]] = later[fits]
    return again_of


def _firsts(order: Ints, again_of: Ints, incident: Ints) -> Ints:
    """For each ticket in its final order the position of the ticket that it is a duplicate of, or -1."""
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    first = np.where(again_of >= 0, place[again_of], -1)[order]
    incident = incident[order]
    hit = np.flatnonzero(incident >= 0)
    leader = np.full(int(incident.max(initial=-1)) + 1, len(order))
    np.minimum.at(leader, incident[hit], hit)
    first[hit] = np.where(leader[incident[hit]] == hit, -1, leader[incident[hit]])
    return first
