"""Whatever people, accounts and registers there are: nobody who left or is unknown is to be warned, and nobody who is near,
employed and plainly theirs is forgotten.

The oracle below is written from the policy's text, over the raw facts of the world. It knows nothing of the table, its rows
or its inputs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from unticket.model.account import Account
from unticket.model.errors import ConnectorError, Unreachable
from unticket.model.person import Employment, PersonRecord
from unticket.runbooks.login.employment import Answer
from unticket.runbooks.login.policy import LoginPolicy
from unticket.runbooks.pre_deactivation.policy import WarningPolicy
from unticket.runbooks.pre_deactivation.survey import find

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LAN, MINH, BOX = "lan.tran@school.example", "minh.nguyen@school.example", "office@school.example"
ADDRESSES = (LAN, MINH, BOX, "lan.tran@schoo1.example", "lan@elsewhere.example", "rector@school.example")
NAMES = ("Lan Tran", "Trần Lan", "Minh Nguyen", "Lan", "")
_PAIRS = ((LAN,), (MINH, LAN), (BOX,))
POLICY = WarningPolicy(house=LoginPolicy(domains=("school.example",), no_go=("rector@school.example",)))


@dataclass
class Register:
    name: str
    records: Sequence[PersonRecord]
    silent: bool = False
    asked: list[str] = field(default_factory=list)

    def everyone(self) -> Iterator[PersonRecord]:
        yield from self.records

    def people(self, email: str) -> Sequence[PersonRecord]:
        if self.silent:
            raise Unreachable("no answer", transient=True)
        return [record for record in self.records if email in record.emails]


@dataclass
class Source:
    held: Sequence[Account]
    at_once: int = 2

    def glance(self, emails: Sequence[str]) -> Sequence[Account]:
        """One account of each address: a second one is missing, as the port allows."""
        return list({account.email: account for account in self.held if account.email in emails}.values())

    def accounts(self, email: str) -> Sequence[Account]:
        return [account for account in self.held if account.email == email]


def mostly(usual: Any, *others: Any) -> st.SearchStrategy[Any]:
    """Worlds in which everything is odd show little: each fact is odd about every third time."""
    return st.integers(0, 2).flatmap(lambda chance: st.sampled_from((usual, *others)) if chance == 2 else st.just(usual))


@st.composite
def registers(draw: Any, number: int) -> Register:
    name = f"register{number}"
    records = [
        PersonRecord(
            directory=name,
            id=str(place) if draw(mostly(True, False)) else "0",
            name=draw(mostly(NAMES[place % 2 * 2], *NAMES)),
            emails=tuple(dict.fromkeys((draw(mostly((LAN, MINH)[place % 2], *ADDRESSES)), *draw(mostly((), *_PAIRS))))),
            employment=draw(mostly(Employment.ACTIVE, Employment.TERMINATED, Employment.LEAVING)),
            staff_number=draw(mostly("", "S-1", "S-2")),
            starts_on=draw(mostly(None, NOW.date() - timedelta(days=60), NOW.date() + timedelta(days=3))),
            leaves_on=draw(mostly(None, NOW.date() - timedelta(days=1), NOW.date() + timedelta(days=5))),
            as_of=NOW - draw(mostly(timedelta(0), timedelta(hours=30), timedelta(hours=40))),
        )
        for place in range(draw(mostly(1, 0, 2, 2, 3)))
    ]
    return Register(name, records, silent=draw(mostly(False, False, True)))


@st.composite
def accounts(draw: Any, number: int) -> Account:
    used = draw(mostly(25, None, 0, 3, 22, 23, 29, 30, 31, 400, -1))
    return Account(
        id=str(number),
        username=f"u{number}",
        email=draw(mostly((LAN, MINH)[number % 2], *ADDRESSES)),
        name=draw(mostly(NAMES[number % 2 * 2], *NAMES)),
        staff_number=draw(mostly("", "S-1", "S-2")),
        enabled=draw(mostly(True, False)),
        is_admin=draw(mostly(False, None, True)),
        sign_in_method=draw(mostly("manual", "oauth2", "", "webservice")),
        last_access_at=NOW - timedelta(days=used, minutes=draw(st.integers(-20, 20))) if used is not None else None,
        never_used=used is None and draw(st.booleans()),
        created_at=draw(mostly(None, NOW - timedelta(days=25), NOW - timedelta(days=300))),
    )


@st.composite
def worlds(draw: Any) -> tuple[Sequence[Register], Source, frozenset[tuple[str, datetime]]]:
    source = Source([draw(accounts(number)) for number in range(draw(mostly(1, 0, 2, 2, 3)))])
    told = frozenset(
        (account.id, account.last_access_at + timedelta(days=draw(st.sampled_from((0, 1, -1)))))
        for account in source.held
        if account.last_access_at is not None and draw(mostly(False, True))
    )
    return [draw(registers(number)) for number in range(draw(mostly(1, 0, 2)))], source, told


def ask(directories: Sequence[Register], address: str) -> Sequence[Answer]:
    answers = []
    for directory in directories:
        try:
            answers.append(Answer(directory=directory.name, records=tuple(directory.people(address))))
        except ConnectorError as error:
            answers.append(Answer(directory=directory.name, failure=error))
    return answers


def forbidden(account: Account, directories: Sequence[Register], source: Source) -> Iterator[str]:
    """Why this account's owner must hear nothing, by the guard rails' text."""
    mentioning = [record for each in directories for record in each.records if account.email in record.emails]
    if any(each.silent for each in directories):
        yield "a register that does not answer could say that they are gone"
    if not mentioning:
        yield "nobody knows this address"
    for record in mentioning:
        today = NOW.date()
        if record.employment is not Employment.ACTIVE or record.leaves_on is not None:
            yield "gone, or leaving"
        if NOW - record.as_of > timedelta(hours=36):
            yield "the register's word is too old"
        if record.starts_on is not None and record.starts_on > today:
            yield "not here yet"
        if not account.name.strip() and not account.staff_number:
            yield "whose account it is, is not shown"
    for each in directories:
        if len({record.id for record in each.records if account.email in record.emails}) > 1:
            yield "several people have the address"
    addresses = {account.email} | {email for record in mentioning for email in record.emails}
    if len({one.id for one in source.held if one.email in addresses}) != 1:
        yield "several accounts"
    if not account.enabled or account.is_admin is not False or account.sign_in_method == "webservice":
        yield "off, an administrator's, or no person's"
    if account.email not in (LAN, MINH):
        yield "a shared box, a stranger's address, a look-alike, or nobody to be helped by a machine"
    began = account.created_at if account.never_used else account.last_access_at
    if began is None or not NOW - timedelta(days=30) < began <= NOW - timedelta(days=23):
        yield "not near"


def certain(account: Account, directories: Sequence[Register], source: Source) -> bool:
    """Whether nothing at all speaks against it: then it must not be forgotten."""
    mentioning = [record for each in directories for record in each.records if account.email in record.emails]
    same = all(record.name == account.name == "Lan Tran" and not record.staff_number for record in mentioning)
    young = all(record.starts_on is None for record in mentioning)
    return same and young and not account.staff_number and not list(forbidden(account, directories, source))


@settings(max_examples=800)
@given(worlds())
def test_the_departed_and_unknown_are_never_warned_and_the_near_are_not_forgotten(world: Any) -> None:
    directories, source, told = world

    def was_told(account_id: str, began_at: datetime) -> bool:
        return any(known == account_id and moment >= began_at for known, moment in told)

    found = find(directories, source, ask=lambda a: ask(directories, a), policy=POLICY, was_told=was_told, now=NOW)
    warned = {due.account.id for due in found.to_warn}
    assert len(warned) == len(found.to_warn)
    for account in source.held:
        reasons = list(forbidden(account, directories, source))
        began = account.created_at if account.never_used else account.last_access_at
        already = began is not None and was_told(account.id, began)
        if account.id in warned:
            assert not reasons, reasons
            assert not already
        elif certain(account, directories, source) and not already:
            raise AssertionError(f"{account.email} was forgotten")
