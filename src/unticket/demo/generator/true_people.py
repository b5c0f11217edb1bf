"""What is true of the people at the end of the period: who works or studies here, and whose account is switched on."""

from __future__ import annotations

import random
from datetime import timedelta

import numpy as np

from unticket.demo.generator.bank import ROLES
from unticket.demo.generator.desk_words import CLOSED
from unticket.demo.generator.odoo_rows import FIRST_CONTACT
from unticket.demo.generator.people import day_of
from unticket.demo.generator.plan import Plan
from unticket.demo.generator.truth import Account, Employment, TruePerson

RULE_DAYS = 30  # the learning platform switches an account off after so many days without a login


def true_people(drawn: Plan, rng: random.Random) -> dict[int, TruePerson]:
    """Everybody by partner id. Whoever still waits with a deactivated account has one; who left may still have theirs on."""
    waiting = _waiting(drawn)
    crowd, days = drawn.people, drawn.days.count
    last_day = drawn.days.first + timedelta(days=days - 1)
    found = {}
    for place, (name, email) in enumerate(zip(crowd.names, crowd.emails, strict=True)):
        role, left = ROLES[crowd.role[place]], int(crowd.left_on[place])
        employment = _employment(role, bool(crowd.in_directory[place]), left, days)
        account = "deactivated" if place in waiting else _account(employment, role, rng)
        idle = rng.randint(RULE_DAYS, 120) if account == "deactivated" else rng.randint(0, RULE_DAYS - 1)
        found[FIRST_CONTACT + place] = TruePerson(
            partner_id=FIRST_CONTACT + place,
            name=name,
            email=email,
            role=role,
            language="vi" if crowd.vietnamese[place] else "en",
            employment=employment,
            left_on=day_of(drawn.days.first, left),
            account=account,
            last_access=None if account == "none" else last_day - timedelta(days=idle),
        )
    return found


def _waiting(drawn: Plan) -> set[int]:
    cause = [one.id for one in drawn.causes].index("account_deactivated")
    still_open = (drawn.arriving.cause == cause) & ~np.isin(drawn.handled.stage, CLOSED)
    return {int(person) for person in drawn.arriving.person[still_open]}


def _employment(role: str, in_directory: bool, left: int, days: int) -> Employment:
    if role == "parent" or (role in ("teacher", "office") and not in_directory):
        return "unknown"
    return "terminated" if left < days else "leaving" if left < days + 45 else "active"


def _account(employment: Employment, role: str, rng: random.Random) -> Account:
    chance = rng.random()
    if employment == "terminated":
        return "deactivated" if chance < 0.6 else "suspended" if chance < 0.9 else "active"
    if role == "parent":
        return "none" if chance < 0.6 else "active"
    return "deactivated" if chance < 0.06 else "suspended" if chance < 0.075 else "none" if chance < 0.085 else "active"
