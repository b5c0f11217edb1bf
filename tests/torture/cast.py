"""Who writes to the desk while everything goes wrong: every row of the table, many times, each with a person of their own."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from unticket.demo.login_cases import FORGOTTEN, OFF, ON, REFERENCE, ROWS, Case, Employee, House, Way
from unticket.runbooks.plan import Verdict

SHARED = ("exams", "info", "support", "library", "office", "security", "reception", "finance", "teachers", "students")
_SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu".split()


class Click(StrEnum):
    """What a requester does with the link that was mailed to them."""

    ONCE = "once"
    TWICE = "twice"
    ONLY_OPENED = "only opened"  # as a mail scanner does
    NEVER = "never"
    AFTER_DISMISSAL = "after dismissal"  # HR lets them go between the mail and the click


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One person with one ticket, and what they will do."""

    case: Case
    click: Click = Click.NEVER


_TERMINATED, _UNKNOWN = (Employee(archived=True),), ()
_ESCALATED, _SKIPPED = Verdict.ESCALATED, Verdict.SKIPPED

_OFTEN = (
    *[case for case in (*REFERENCE, *ROWS) if case.row in ("reactivate", "reset_password")] * 2,
    *[case for case in ROWS if case.row in ("confirm_reactivation", "confirm_reset")] * 2,
)
_TEMPTING = (
    Case(row="terminated", ends=_ESCALATED, name="Gone Still", employees=_TERMINATED, logins=(ON,), words=FORGOTTEN),
    Case(row="terminated", ends=_ESCALATED, name="Gone Mails", employees=_TERMINATED, way=Way.MAIL),
    Case(row="terminated", ends=_ESCALATED, name="Gone Twice", employees=(Employee(), Employee(archived=True))),
    Case(row="unknown", ends=_ESCALATED, name="Never Known", employees=_UNKNOWN, way=Way.MAIL),
    Case(row="unknown", ends=_ESCALATED, name="Strange Reset", employees=_UNKNOWN, logins=(ON,), words=FORGOTTEN),
    Case(
        row="",
        ends=_SKIPPED,
        name="Slow Lesson",
        words=("LMS very slow", "The LMS is very slow since this morning."),
        logins=(OFF,),
    ),
    Case(
        row="", ends=_SKIPPED, name="Report Wish", words=("Attendance report", "Please send the attendance report before 3 pm.")
    ),
)


def cast(seed: int, tickets: int, house: House = House.USUAL) -> Sequence[Subject]:
    """So many people, in a random order that follows from the seed. `house` adds the rows that need such a one."""
    chance = random.Random(seed)
    kinds = [case for case in (*REFERENCE, *ROWS) if case.house in (House.USUAL, house)]
    kinds += [*_OFTEN, *_TEMPTING]
    chance.shuffle(kinds)
    chosen = [kinds[number % len(kinds)] for number in range(tickets)]
    shared = iter(SHARED)
    people = [_one(case, number, chance, shared) for number, case in enumerate(chosen)]
    chance.shuffle(people)
    return people


def _one(case: Case, number: int, chance: random.Random, shared: Iterator[str]) -> Subject:
    if case.box in SHARED:
        box = next(shared, "")
        if not box:  # there are no more such boxes: somebody else takes the place
            return _one(REFERENCE[0], number, chance, shared)
    else:
        box = f"{case.name.lower().replace(' ', '.')}.{number}"
    own = f"{case.name} {_SYLLABLES[number // 20 % 20]}{_SYLLABLES[number % 20]}".title()
    logins = tuple(replace(login, username=f"{box}.{place}") for place, login in enumerate(case.logins))
    return Subject(case=replace(case, name=own, box=box, logins=logins), click=chance.choice(list(Click)))
