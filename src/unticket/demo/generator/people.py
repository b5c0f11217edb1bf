"""The people of the school: pupils, parents, teachers and office staff, with their language, work and account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from unticket.demo.generator.bank import ROLES, names_in_use
from unticket.demo.generator.style import without_marks

Ints = NDArray[np.int64]

_SHARES = (0.5, 0.26, 0.17, 0.07)  # of ROLES


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Everybody who may write, as columns: one position a person."""

    role: Ints  # position in ROLES
    vietnamese: NDArray[np.bool_]  # the language that the person writes
    busy: NDArray[np.float64]  # how often they write, relative
    names: tuple[str, ...]
    emails: tuple[str, ...]
    class_place: Ints  # a position in the details' classes
    left_on: Ints  # day number from the first day on; a huge number: never
    in_directory: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.names)

    def pick(self, rng: np.random.Generator, role: Ints, day: Ints) -> Ints:
        """A person of each `role`. Who has left by that `day` is mostly passed over: few write after they went."""
        chosen = self._draw(rng, role)
        gone = (self.left_on[chosen] < day) & (rng.random(len(day)) < 0.85)
        chosen[gone] = self._draw(rng, role[gone])
        return chosen

    def _draw(self, rng: np.random.Generator, role: Ints) -> Ints:
        chosen = np.zeros(len(role), dtype=np.int64)
        for place in range(len(ROLES)):
            wanted = role == place
            pool = np.flatnonzero(self.role == place)
            share = self.busy[pool] / self.busy[pool].sum()
            chosen[wanted] = rng.choice(pool, size=int(wanted.sum()), p=share)
        return chosen


NEVER = 1 << 40


def people(rng: np.random.Generator, tickets: int, days: int, classes: int, language_mix: float) -> People:
    """About one person for four tickets, at least two of each role."""
    counts = [max(2, round(share * min(60_000, max(12, tickets // 4)))) for share in _SHARES]
    role = np.repeat(np.arange(len(ROLES)), counts)
    busy = rng.lognormal(0, 1, len(role))
    vietnamese = np.zeros(len(role), dtype=np.bool_)
    for place in range(len(ROLES)):  # spread over busy and quiet people alike, so that the share holds for tickets too
        order = np.flatnonzero(role == place)[np.argsort(busy[role == place])]
        steps = np.floor((np.arange(len(order) + 1) + rng.random()) * language_mix)
        vietnamese[order] = np.diff(steps) > 0
    names, emails = _named(rng, role, vietnamese)
    staff = role >= ROLES.index("teacher")
    leaves = rng.random(len(role)) < np.where(staff, 0.12, 0.05)
    return People(
        role=role,
        vietnamese=vietnamese,
        busy=busy,
        names=names,
        emails=emails,
        class_place=rng.integers(0, classes, len(role)),
        left_on=np.where(leaves & (role != ROLES.index("parent")), rng.integers(0, days + 45, len(role)), NEVER),
        in_directory=staff & (rng.random(len(role)) < 0.97),
    )


def day_of(first: date, number: int) -> date | None:
    """The date of a day number, or None for `NEVER`."""
    return None if number >= NEVER else first + timedelta(days=number)


def _named(rng: np.random.Generator, role: Ints, vietnamese: NDArray[np.bool_]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    count = len(role)
    draw = rng.integers(0, 1 << 30, (count, 3))
    known = names_in_use()
    names: list[str] = []
    emails: list[str] = []
    taken: dict[str, int] = {}
    for place in range(count):
        a, b, c = (int(number) for number in draw[place])
        kind = ROLES[role[place]]
        if not vietnamese[place] and kind in ("teacher", "parent") and c % 3 == 0:
            given, family = _one(known["foreign_given"], a), _one(known["foreign_family"], b)
            name = f"{given} {family}"
        else:
            given, family = _one(known["given"], a), _one(known["family"], b)
            name = f"{family} {_one(known['middle'], c)} {given}"
        box = without_marks(f"{given}.{family}").lower()
        taken[box] = taken.get(box, 0) + 1
        box += "" if taken[box] == 1 else str(taken[box])
        host = {"student": "student.school.example", "parent": ("mail.example", "post.example", "inbox.example")[a % 3]}
        names.append(name)
        emails.append(f"{box}@{host.get(kind, 'school.example')}")
    return tuple(names), tuple(emails)


def _one(names: list[str], drawn: int) -> str:
    return names[drawn % len(names)]
