"""What the desk does with each ticket: who takes it, how long it takes, how it ends, and which tags it gets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from unticket.demo.generator.arrivals import Arrivals
from unticket.demo.generator.bank import Cause
from unticket.demo.generator.clock import DeskClock
from unticket.demo.generator.desk_words import AWAITING, CANCELLED, DONE, IN_PROGRESS, NEW, REJECTED, TAGS, TEAMS
from unticket.demo.generator.people import Ints

NOT_YET = -1
_MOST_TAGS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """The desk's side of each ticket, as columns. Instants are seconds since 1970 in UTC or `NOT_YET`."""

    team: Ints  # position in TEAMS
    agent: Ints  # position among the agents, or -1
    assigned: Ints
    replied: Ints  # first answer that the requester sees
    closed: Ints  # the last closing; kept by the desk when a ticket was opened again
    changed: Ints
    stage: Ints
    reopened: NDArray[np.bool_]
    first_closed: Ints  # of those that were opened again
    reopened_at: Ints
    worked: NDArray[np.float64]  # working seconds from assignment to closing
    tags: Ints  # up to four a row, ids, -1 for none
    priority: Ints
    archived: NDArray[np.bool_]
    has_note: NDArray[np.bool_]


def handling(
    rng: np.random.Generator, causes: tuple[Cause, ...], arriving: Arrivals, clock: DeskClock, *, now: int, agents: int
) -> Handling:
    """Works every ticket off, up to the instant `now`."""
    count = len(arriving.cause)
    cause = arriving.cause
    median = np.array([one.handling for one in causes])[cause] * 60
    spread = np.array([one.spread for one in causes])[cause]
    assigned = clock.after(arriving.opened, rng.lognormal(np.log(600), 1.1, count))
    worked = median * rng.lognormal(0, 1, count) ** spread
    duplicate = arriving.first >= 0
    worked[duplicate] = rng.lognormal(np.log(360), 0.5, int(duplicate.sum()))
    closed = clock.after(assigned, worked)
    hit = arriving.incident >= 0  # what is one incident ends together
    closed[hit] = np.maximum(
        closed[hit], arriving.incidents.end[arriving.incident[hit]] + rng.integers(60, 1500, int(hit.sum()))
    )
    replied = np.minimum(clock.after(assigned, rng.lognormal(np.log(420), 0.9, count)), closed)
    replied[rng.random(count) < 0.2] = NOT_YET

    again = rng.random(count) < 0.03
    reopened_at = np.where(again, closed + rng.integers(3600, 3 * 86400, count), NOT_YET)
    stays_open = again & (rng.random(count) < 0.12)
    final = np.where(again, clock.after(reopened_at, rng.lognormal(np.log(3600), 0.8, count)), closed)
    reopened = again & (reopened_at < now) & (closed < now)
    forgotten = rng.random(count) < 0.012
    never_taken = rng.random(count) < 0.006
    taken = (assigned < now) & ~never_taken
    done = taken & ~forgotten & ~(reopened & stays_open) & (np.where(reopened, final, closed) < now)
    closing = np.where(done, np.where(reopened, final, closed), np.where(reopened & taken, closed, NOT_YET))
    reopened &= taken & ~forgotten
    closing[~done & ~reopened] = NOT_YET

    stage = np.where(taken, np.where(rng.random(count) < 0.25, AWAITING, IN_PROGRESS), NEW)
    ending = rng.random(count)
    usually = np.where(ending < 0.015, CANCELLED, np.where(ending < 0.022, REJECTED, DONE))
    wishes = np.array([one.id == "feature_request" for one in causes])[cause]
    stage = np.where(done, np.where(wishes & (ending > 0.75), REJECTED, usually), stage)
    assigned = np.where(taken, assigned, NOT_YET)
    replied = np.where(taken & (replied < now), replied, NOT_YET)
    urgency = np.array([one.urgency for one in causes])[cause]
    wish = rng.random(count)
    return Handling(
        team=np.array([list(TEAMS).index(one.team) for one in causes])[cause],
        agent=np.where(taken, _agents(rng, causes, cause, agents), -1),
        assigned=assigned,
        replied=replied,
        closed=closing,
        changed=np.max([arriving.opened, assigned, closing, np.where(reopened & ~done, reopened_at, NOT_YET)], axis=0),
        stage=stage,
        reopened=reopened,
        first_closed=np.where(reopened, closed, NOT_YET),
        reopened_at=np.where(reopened, reopened_at, NOT_YET),
        worked=np.where(done, worked, np.nan),
        tags=_tags(rng, causes, cause, taken),
        priority=np.where(wish < urgency * 0.25, 3, np.where(wish < urgency * 0.7, 2, np.where(wish > 0.94, 0, 1))),
        archived=done & (rng.random(count) < 0.008),
        has_note=done & (rng.random(count) < 0.7),
    )


def _agents(rng: np.random.Generator, causes: tuple[Cause, ...], cause: Ints, agents: int) -> Ints:
    """Who takes what: each agent knows some causes far better than others, and one is nearly alone with a few."""
    skill = rng.gamma(0.5, 1, (len(causes), agents)) + 0.02
    alone = rng.random(len(causes)) < 0.2
    skill[alone, rng.integers(0, agents, int(alone.sum()))] += 40
    chances = np.cumsum(skill / skill.sum(axis=1, keepdims=True), axis=1)
    return np.asarray(np.minimum((rng.random(len(cause))[:, None] > chances[cause]).sum(axis=1), agents - 1))


def _tags(rng: np.random.Generator, causes: tuple[Cause, ...], cause: Ints, taken: NDArray[np.bool_]) -> Ints:
    """Tags as agents put them on: now and then one is missing, wrong or too many, and untouched tickets have few."""
    ids = {name: place for place, name in enumerate(TAGS, start=1)}
    right = np.full((len(causes), _MOST_TAGS), -1)
    for row, one in enumerate(causes):
        right[row, : len(one.tags)] = [ids[tag] for tag in one.tags]
    tags = right[cause]
    count = len(cause)
    tags[rng.random((count, _MOST_TAGS)) < 0.13] = -1
    tags[rng.random(count) < np.where(taken, 0.07, 0.85)] = -1
    wrong = rng.random(count) < np.where(taken, 0.05, 0.005)
    stray = rng.integers(1, len(TAGS) + 1, int(wrong.sum()))
    stray[(tags[wrong] == stray[:, None]).any(axis=1)] = -1
    tags[wrong, _MOST_TAGS - 1] = stray
    return tags
