"""Goes through everybody, a few at a time, and finds those whose account is near its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from unticket.model.account import Account
from unticket.model.person import Employment, PersonRecord
from unticket.runbooks.pre_deactivation.decide import Ask, ToWarn, WasTold, decide_on, standing
from unticket.runbooks.pre_deactivation.inactivity import Timing, timing
from unticket.runbooks.pre_deactivation.policy import WarningPolicy
from unticket.runbooks.pre_deactivation.ports import LastAccess, Roster
from unticket.runbooks.pre_deactivation.table import WARNING, Fit, Standing, Told


@dataclass(frozen=True, slots=True)
class Near:
    """A person of a directory who must be looked at closely: an account of theirs is near its end, as far as a glance shows."""

    emails: tuple[str, ...]
    email: str  # of that account
    account_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """`accounts`: how many were seen of people who work here; `rows`: how many people the table leaves, by its rows."""

    near: Sequence[Near]
    people: int
    accounts: int
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a look at everybody came to: whom to warn, the nearest end first, and how many by each row of the table."""

    to_warn: Sequence[ToWarn]
    people: int
    accounts: int
    rows: Mapping[str, int]


def survey(rosters: Iterable[Roster], source: LastAccess, *, policy: WarningPolicy, now: datetime) -> Survey:
    """Raises `ConnectorError` where a directory or the source fails: half a list is none."""
    near: dict[str, Near] = {}
    rows: Counter[str] = Counter()
    seen: set[str] = set()
    people = 0
    for persons in _some(_employed(rosters, rows), source.at_once):
        by_address: dict[str, list[Account]] = {}
        for account in source.glance(list(dict.fromkeys(email for person in persons for email in person.emails))):
            by_address.setdefault(account.email, []).append(account)
        for person in persons:
            people += 1
            theirs = {account.id: account for email in person.emails for account in by_address.get(email, ())}
            seen |= theirs.keys()
            row = _at_a_glance(list(theirs.values()), policy, now)
            if row:
                rows[row] += 1
                continue
            for account in theirs.values():
                near[account.id] = Near(person.emails, account.email, account.id)
    return Survey(near=list(near.values()), people=people, accounts=len(seen), rows=rows)


def find(
    rosters: Iterable[Roster], source: LastAccess, *, ask: Ask, policy: WarningPolicy, was_told: WasTold, now: datetime
) -> Found:
    """Everybody at a glance, and whoever is near closely. Raises `ConnectorError` as `survey` does."""
    seen = survey(rosters, source, policy=policy, now=now)
    rows, to_warn = Counter(seen.rows), list[ToWarn]()
    for near in seen.near:
        decided = decide_on(near.email, near.emails, ask=ask, source=source, policy=policy, was_told=was_told, now=now)
        rows[decided.row.name] += 1
        to_warn += [decided.to_warn] if decided.to_warn else []
    one_each = {due.key: due for due in to_warn}
    ordered = sorted(one_each.values(), key=lambda due: (due.inactivity.ends_at, due.key))
    return Found(to_warn=ordered, people=seen.people, accounts=seen.accounts, rows=rows)


def out_of_range(found: Found, policy: WarningPolicy) -> str:
    """Why nobody is warned by a machine today, or ""."""
    unreadable, warned = found.rows.get("unreadable", 0), len(found.to_warn)
    if unreadable > policy.most_unreadable * found.accounts:
        return f"{unreadable} of {found.accounts} accounts do not show when they were last used"
    if found.accounts >= policy.enough and warned > policy.most_share * found.accounts:
        return f"{warned} of {found.accounts} accounts would be warned at once"
    return ""


def _employed(rosters: Iterable[Roster], rows: Counter[str]) -> Iterator[PersonRecord]:
    """Who works here by the word of the list; all directories are asked again for those who are near."""
    for roster in rosters:
        for person in roster.everyone():
            if person.employment is Employment.ACTIVE and person.emails:
                yield person
            else:
                rows["terminated" if person.employment is Employment.TERMINATED else "not_looked_at"] += 1


def _some(people: Iterator[PersonRecord], addresses: int) -> Iterator[list[PersonRecord]]:
    """People with at most so many addresses together, or one person alone."""
    some: list[PersonRecord] = []
    count = 0
    for person in people:
        if some and count + len(person.emails) > addresses:
            yield some
            some, count = [], 0
        some.append(person)
        count += len(person.emails)
    if some:
        yield some


def _at_a_glance(accounts: Sequence[Account], policy: WarningPolicy, now: datetime) -> str:
    """The row that fits whatever else is found out; "" where that depends on it."""
    is_one = standing(accounts, policy)
    if is_one is not Standing.ON:
        return WARNING.decide(is_one, Timing.NEAR, Employment.ACTIVE, Fit.AGREES, Told.NOT_YET).name
    when = timing(accounts[0], rule_days=policy.rule_days, days_before=policy.days_before, now=now)
    if when is Timing.NEAR:
        return ""
    return WARNING.decide(is_one, when, Employment.ACTIVE, Fit.AGREES, Told.NOT_YET).name
