"""Who asks, and whether a letter to them reaches a person who is not somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from unticket.runbooks.ports import TicketView
from unticket.runbooks.reading.address import is_machine, trouble_with
from unticket.runbooks.reading.extract import Candidate, Place, extract, standing_in
from unticket.runbooks.request.policy import RequestPolicy


class Asker(StrEnum):
    """What is known of the address that asks; the first trouble that is found."""

    ANSWERABLE = "answerable"
    NO_ADDRESS = "no_address"
    SEVERAL_ADDRESSES = "several_addresses"  # contact and sender are not the same
    SUSPICIOUS_ADDRESS = "suspicious_address"  # wildcards, look-alikes, an address posing as a name
    UNREAD_BOX = "unread_box"  # nobody reads what is sent there
    NO_GO = "no_go"  # listed as never to be answered by a machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """The one address behind a ticket, and what speaks against it."""

    asker: Asker
    address: str = ""
    proven_by: str = ""  # "portal", "gateway", or "" for a claim
    why: str = ""  # a public clause about the trouble


def who_asks(view: TicketView, policy: RequestPolicy) -> Asking:
    """The address that is answered. What stands in the ticket's text is never it; quotes are not heard at all."""
    candidates = extract(view)
    signed_in = standing_in(candidates, Place.SIGNED_IN)
    sender = standing_in(candidates, Place.SENDER)
    vouched = sender if policy.trusted_mail_gateway and view.origin.came_by_mail is True else ()
    claimed = standing_in(candidates, Place.SIGNED_IN, Place.SENDER, Place.CONTACT)
    if not claimed:
        return Asking(asker=Asker.NO_ADDRESS, why="the ticket has no address but what its text may say")
    address = (signed_in or vouched or claimed)[0]
    asker, why = _trouble(address, claimed, candidates, policy)
    proven_by = "portal" if signed_in else "gateway" if vouched else ""
    return Asking(asker=asker, address=address, proven_by=proven_by, why=why)


def _trouble(
    address: str, claimed: tuple[str, ...], candidates: tuple[Candidate, ...], policy: RequestPolicy
) -> tuple[Asker, str]:
    if any(name not in claimed for name in standing_in(candidates, Place.CONTACT_NAME)):
        return Asker.SUSPICIOUS_ADDRESS, "the contact's name poses as another address"
    for one in claimed:
        if trouble := trouble_with(one, policy.domains):
            return Asker.SUSPICIOUS_ADDRESS, trouble
    if set(claimed) != {address}:
        return Asker.SEVERAL_ADDRESSES, "the ticket's contact is not who wrote it"
    if address in {own.casefold() for own in policy.own_addresses} or is_machine(address):
        return Asker.UNREAD_BOX, "nobody reads what is sent to this address"
    if policy.is_no_go(address):
        return Asker.NO_GO, ""
    return Asker.ANSWERABLE, ""
