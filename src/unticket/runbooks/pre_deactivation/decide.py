"""Whether one person is warned of one account: everything that is known of both, put to the table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from unticket.model.account import Account
from unticket.model.period import zone
from unticket.model.person import Employment, PersonRecord
from unticket.runbooks.decision_table import Row
from unticket.runbooks.login.employment import Answer, employment
from unticket.runbooks.login.names import agree
from unticket.runbooks.pre_deactivation.inactivity import Inactivity, Timing, inactivity, timing
from unticket.runbooks.pre_deactivation.policy import WarningPolicy
from unticket.runbooks.pre_deactivation.ports import LastAccess
from unticket.runbooks.pre_deactivation.table import WARNING, Action, Fit, Standing, Told
from unticket.runbooks.reading.address import is_machine, trouble_with

Ask = Callable[[str], Sequence[Answer]]
"""What each directory says of an address, now."""
WasTold = Callable[[str, datetime], bool]
"""Whether the owner of this account (its id) was told, or may have been, of the inactivity that began then, or a later one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToWarn:
    """An account whose owner is to be warned."""

    account: Account
    inactivity: Inactivity
    language: str = ""  # the person's, where a directory knows it

    @property
    def key(self) -> str:
        """The same for the same inactivity of the same account, whenever it is seen."""
        return f"{self.account.id}@{self.inactivity.began_at.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The row that fits, and what it leads to, where it warns."""

    row: Row[Action]
    to_warn: ToWarn | None = None


def decide_on(
    address: str,
    emails: Sequence[str],
    *,
    ask: Ask,
    source: LastAccess,
    policy: WarningPolicy,
    was_told: WasTold,
    now: datetime,
) -> Decided:
    """What becomes of the person at `address`, everything asked anew. `emails`: other addresses that are known of them.

    Raises `ConnectorError` where the source fails.
    """
    answers = ask(address)
    known = [email for answer in answers for record in answer.records for email in record.emails]
    found: dict[str, Account] = {}
    for email in dict.fromkeys((address, *emails, *known)):
        found |= {account.id: account for account in source.accounts(email)}
    return decide(list(found.values()), answers, policy=policy, was_told=was_told, now=now)


def decide(
    accounts: Sequence[Account], answers: Sequence[Answer], *, policy: WarningPolicy, was_told: WasTold, now: datetime
) -> Decided:
    """What becomes of the one person behind `answers`, one from each directory for the address of `accounts`.

    `accounts`: all that have an address of this person.
    """
    account = accounts[0] if len(accounts) == 1 else None
    found = inactivity(account, rule_days=policy.rule_days, now=now) if account else None
    people = [record for answer in answers for record in answer.records]
    row = WARNING.decide(
        standing(accounts, policy),
        timing(account, rule_days=policy.rule_days, days_before=policy.days_before, now=now) if account else Timing.UNREADABLE,
        _employment(answers, policy, now),
        _fit(account, people, policy) if account else Fit.AGREES,
        Told.ALREADY if account and found and was_told(account.id, found.began_at) else Told.NOT_YET,
    )
    if row.action is not Action.WARN or account is None or found is None:
        return Decided(row=row)
    languages = {record.language for record in people if record.language}
    language = languages.pop() if len(languages) == 1 else ""
    return Decided(row=row, to_warn=ToWarn(account=account, inactivity=found, language=language))


def standing(accounts: Sequence[Account], policy: WarningPolicy) -> Standing:
    """What the accounts of one person's addresses are together."""
    if len(accounts) != 1:
        return Standing.SEVERAL if accounts else Standing.NONE
    account = accounts[0]
    if not account.enabled:
        return Standing.OFF
    if account.is_admin or (account.is_admin is None and not policy.house.every_admin_is_listed):
        return Standing.ADMIN
    return Standing.NOT_A_PERSON if account.sign_in_method in policy.not_people else Standing.ON


def _employment(answers: Sequence[Answer], policy: WarningPolicy, now: datetime) -> Employment:
    house = policy.house
    return employment(answers, now=now, today=now.astimezone(zone(house.timezone)).date(), oldest=house.oldest_directory)


def _fit(account: Account, people: Sequence[PersonRecord], policy: WarningPolicy) -> Fit:
    house, address = policy.house, account.email
    if trouble_with(address, house.domains):
        return Fit.SUSPICIOUS_ADDRESS
    if policy.is_outside(address):
        return Fit.OUTSIDE
    if house.is_shared_box(address) or is_machine(address):
        return Fit.SHARED_BOX
    marks = [address, account.id, account.username, account.staff_number]
    marks += [mark for person in people for mark in (person.staff_number, *person.emails)]
    if house.is_no_go(*marks):
        return Fit.NO_GO
    if not all(_one_person(account, person) for person in people):
        return Fit.ANOTHER_NAME
    began = min((person.starts_on for person in people if person.starts_on is not None), default=None)
    return Fit.OLDER_ACCOUNT if _older(account, began, house.onboarding_days) else Fit.AGREES


def _one_person(account: Account, person: PersonRecord) -> bool:
    return agree(names=(account.name, person.name), staff_numbers=(account.staff_number, person.staff_number))


def _older(account: Account, began: date | None, onboarding_days: int) -> bool:
    if began is None or account.created_at is None:
        return False
    return account.created_at.date() < began - timedelta(days=onboarding_days)
