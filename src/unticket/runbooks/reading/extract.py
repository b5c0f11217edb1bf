"""Which addresses a ticket names, each with where it stands: claims all of them, until one is proven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from unticket.runbooks.ports import TicketView
from unticket.runbooks.reading import address
from unticket.runbooks.reading.said import words_in


class Place(StrEnum):
    """Where an address stands, from the strongest to the weakest. Hidden text is not read at all."""

    SIGNED_IN = "signed_in"  # of the portal user who wrote the ticket
    SENDER = "sender"  # of the mail that made it
    CONTACT = "contact"  # on the ticket
    CONTACT_NAME = "contact_name"  # inside the contact's displayed name: nobody's name has one
    OWN_WORDS = "own_words"
    QUOTED = "quoted"  # in somebody else's words
    CREATOR = "creator"  # of whoever or whatever made the ticket, without proof that they wrote it


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One address and where it stands."""

    address: str  # lower case, bare; as written where it is no plain address
    place: Place


def extract(view: TicketView) -> tuple[Candidate, ...]:
    """Every address of the ticket, a place at a time; one address may stand in several places."""
    ticket, origin = view.ticket, view.origin
    words, _ = words_in(ticket.body)
    found: Sequence[tuple[Place, tuple[str, ...]]] = (
        (Place.SIGNED_IN, (address.bare(origin.signed_in_email),)),
        (Place.SENDER, (address.bare(origin.sender_email),)),
        (Place.CONTACT, (address.bare(ticket.requester.email),)),
        (Place.CONTACT_NAME, address.in_text(ticket.requester.name)),
        (Place.OWN_WORDS, address.in_text(f"{ticket.subject}\n{words.own}")),
        (Place.QUOTED, address.in_text(f"{words.forwarded}\n{words.quoted}")),
        (Place.CREATOR, (address.bare(origin.creator_email),)),
    )
    return tuple(Candidate(address=one, place=place) for place, ones in found for one in ones if one)


def standing_in(candidates: Sequence[Candidate], *places: Place) -> tuple[str, ...]:
    """The addresses that stand in any of these places, each once."""
    return tuple(dict.fromkeys(one.address for place in places for one in candidates if one.place is place))
