"""Whether the requester is the account's owner, and by what proof (guard rail 4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from unticket.model.account import Account
from unticket.model.person import PersonRecord
from unticket.runbooks.login.names import agree
from unticket.runbooks.login.policy import LoginPolicy
from unticket.runbooks.ports import Origin
from unticket.runbooks.reading.address import trouble_with
from unticket.runbooks.reading.extract import Candidate, Place, standing_in


class Proof(StrEnum):
    """How well it is shown that the requester owns the address on file."""

    PROVEN = "proven"
    CONFIRMABLE = "confirmable"  # a link to the address on file can show it
    NONE = "none"


class Identity(StrEnum):
    """How the requester, the person in the directories and the account fit together; the first trouble that is found."""

    AGREES = "agrees"
    NO_ADDRESS = "no_address"
    SEVERAL_ADDRESSES = "several_addresses"  # the ticket names more than one: whose account is meant?
    SUSPICIOUS_ADDRESS = "suspicious_address"  # wildcards, look-alikes, an address posing as a name
    SHARED_BOX = "shared_box"
    NO_GO = "no_go"  # listed as never to be helped by a machine
    ANOTHER_NAME = "another_name"  # directory and platform give the address to different names or staff numbers
    OLDER_ACCOUNT = "older_account"  # made before this person came: it may have been somebody else's


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """The address that asks, how it is proven, and what speaks against it."""

    address: str = ""  # as claimed or proven; nobody is looked up by it while there is `trouble`
    proven_by: str = ""  # "portal", "gateway", or "" for a claim
    trouble: Identity | None = None
    why: str = ""  # a public sentence about the trouble

    @property
    def may_be_looked_up(self) -> bool:
        return bool(self.address) and self.trouble is None


def who_asks(candidates: Sequence[Candidate], origin: Origin, policy: LoginPolicy) -> Asker:
    """The one address behind a ticket. What stands in its text alone is never it, but may put it in doubt.

    Quoted words and the bare creator are not heard at all: neither shows who wrote the ticket.
    """
    signed_in = standing_in(candidates, Place.SIGNED_IN)
    sender = standing_in(candidates, Place.SENDER)
    vouched = sender if policy.trusted_mail_gateway and origin.came_by_mail is True else ()
    proven, proven_by = (signed_in, "portal") if signed_in else (vouched, "gateway" if vouched else "")
    claimed = standing_in(candidates, Place.SIGNED_IN, Place.SENDER, Place.CONTACT)
    if not claimed:
        return Asker(trouble=Identity.NO_ADDRESS, why="the ticket has no address but what its text may say")
    written = tuple(a for a in standing_in(candidates, Place.OWN_WORDS) if not policy.is_shared_box(a) or a in claimed)
    posing = tuple(name for name in standing_in(candidates, Place.CONTACT_NAME) if name not in claimed)
    asker = Asker(address=(proven or claimed)[0], proven_by=proven_by)
    if posing:
        return _troubled(asker, Identity.SUSPICIOUS_ADDRESS, "the contact's name poses as another address")
    for address in (*claimed, *written):
        if trouble := trouble_with(address, policy.domains):
            return _troubled(asker, Identity.SUSPICIOUS_ADDRESS, trouble)
    if {*claimed, *written} != {asker.address}:
        return _troubled(asker, Identity.SEVERAL_ADDRESSES, "the ticket names more than one address")
    return asker


def proof(asker: Asker, accounts: Sequence[Account], policy: LoginPolicy, confirmed_account: str = "") -> Proof:
    """What shows that `asker` owns the account. `confirmed_account`: whose mailed link was confirmed."""
    if confirmed_account:
        return Proof.PROVEN if [account.id for account in accounts] == [confirmed_account] else Proof.NONE
    if asker.trouble is not None:
        return Proof.NONE
    if asker.proven_by:
        return Proof.PROVEN
    return Proof.CONFIRMABLE if policy.public_url and len(accounts) == 1 else Proof.NONE


def identity(asker: Asker, accounts: Sequence[Account], people: Sequence[PersonRecord], policy: LoginPolicy) -> Identity:
    """How `asker`, the accounts and the people found by the address fit together."""
    if asker.trouble is not None:
        return asker.trouble
    if policy.is_shared_box(asker.address):
        return Identity.SHARED_BOX
    marks = [mark for account in accounts for mark in (account.id, account.username, account.staff_number)]
    marks += [mark for person in people for mark in (person.staff_number, *person.emails)]
    if policy.is_no_go(asker.address, *marks):
        return Identity.NO_GO
    if any(not _one_person(account, person) for account in accounts for person in people):
        return Identity.ANOTHER_NAME
    began = min((person.starts_on for person in people if person.starts_on is not None), default=None)
    if any(_older(account, began, policy.onboarding_days) for account in accounts):
        return Identity.OLDER_ACCOUNT
    return Identity.AGREES


def _troubled(asker: Asker, trouble: Identity, why: str) -> Asker:
    return Asker(address=asker.address, proven_by=asker.proven_by, trouble=trouble, why=why)


def _one_person(account: Account, person: PersonRecord) -> bool:
    return agree(names=(account.name, person.name), staff_numbers=(account.staff_number, person.staff_number))


def _older(account: Account, began: date | None, onboarding_days: int) -> bool:
    if began is None or account.created_at is None:
        return False
    return account.created_at.date() < began - timedelta(days=onboarding_days)
