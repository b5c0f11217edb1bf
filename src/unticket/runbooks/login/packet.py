"""What an engineer needs to take over: who, what was found, why it stopped, what to check, and what next."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

from unticket.model.account import Account
from unticket.model.person import PersonRecord
from unticket.model.ticket import Ticket
from unticket.runbooks.login.case import Case
from unticket.runbooks.plan import Packet

DOUBTFUL = "doubtful_request"  # the advice where no table was asked: it may or may not be about a login


def packet(case: Case) -> Packet:
    """The packet for a case that its row leaves to a person. Holds personal data: for the assignee's eyes."""
    row, ticket = case.inputs.row, case.view.ticket
    why = " ".join(_sentence(text) for text in (row.because, case.asker.why) if text)
    return _packet(ticket.reference, ticket.key, row.name, tuple(_found(case)), why)


def packet_for_doubt(ticket: Ticket, because: str, words: tuple[str, ...]) -> Packet:
    """The packet for a ticket of which the runbook cannot say whether it is about a login."""
    found = (f"Words that were weighed: {', '.join(words)}",) if words else ()
    return _packet(ticket.reference, ticket.key, DOUBTFUL, found, _sentence(because))


def as_text(packet: Packet) -> str:
    """The packet as plain text, a section a paragraph."""
    sections = (
        ("Why it stopped", (packet.stopped_because,)),
        ("What was found", packet.found),
        ("Please check", packet.check),
        ("Next steps", packet.next_steps),
    )
    told = [f"{title}\n" + "\n".join(f"- {line}" for line in lines) for title, lines in sections if lines]
    return "\n\n".join((packet.summary, *told))


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What to check, and what to do next; `again`: the run is started again once a record has been put right."""

    check: tuple[str, ...]
    next_steps: tuple[str, ...]
    again: bool = False


@cache
def advice() -> Mapping[str, Advice]:
    """The advice of `advice.toml`, by the row's name."""
    read = tomllib.loads(files(__package__).joinpath("advice.toml").read_text("utf-8"))
    return {
        row: Advice(check=tuple(one["check"]), next_steps=tuple(one["next"]), again=one.get("again", False))
        for row, one in read.items()
    }


def _packet(reference: str, ticket_key: str, row: str, found: tuple[str, ...], stopped_because: str) -> Packet:
    told = advice()[row]
    again = (f"Then start the run again: unticket runbook run login {ticket_key}",) if told.again else ()
    return Packet(
        summary=f"Login help: {reference} needs a person",
        found=found,
        stopped_because=stopped_because,
        check=told.check,
        next_steps=(*told.next_steps, *again),
    )


def _found(case: Case) -> Iterator[str]:
    requester = case.view.ticket.requester
    named = f"{requester.name} " if requester.name and requester.name != requester.email else ""
    shown = {"portal": "signed in to the portal", "gateway": "by the trusted mail gateway"}
    yield f"Requester: {named}<{case.asker.address or 'no address'}>, {shown.get(case.asker.proven_by, 'not proven')}"
    if case.words:
        yield f"Words that made it a login problem: {', '.join(case.words)}"
    if not case.asker.may_be_looked_up:
        yield "Nobody was looked up"
        return
    for answer in case.found.answers:
        if answer.failure is not None:
            yield f"{answer.directory}: {answer.failure.what}"
        elif not answer.records:
            yield f"{answer.directory}: nobody has this address"
        for person in answer.records:
            yield _person(person)
    if case.found.platform_failure is not None:
        yield f"Platform: {case.found.platform_failure.what}"
    elif not case.found.accounts:
        yield "Platform: no account has this address"
    for account in case.found.accounts or ():
        yield _account(account)


def _person(person: PersonRecord) -> str:
    told = [f"{person.directory}: {person.name} (record {person.id}), {person.employment}"]
    told += [f"staff number {person.staff_number}"] if person.staff_number else []
    told += [f"from {person.starts_on}"] if person.starts_on else []
    told += [f"until {person.leaves_on}"] if person.leaves_on else []
    return ", ".join((*told, f"as of {_moment(person.as_of)}"))


def _account(account: Account) -> str:
    told = [f"Platform: account {account.id} ({account.username}), {account.name or 'no name'}"]
    told.append("switched on" if account.enabled else "switched off")
    told += ["administrator"] if account.is_admin else []
    told += ["a note says that a person suspended it"] if account.suspended_by_person else []
    told.append(f"last used {_moment(account.last_access_at)}" if account.last_access_at else "last use not known")
    told += [f"made {_moment(account.created_at)}"] if account.created_at else []
    told += [f"signs in by {account.sign_in_method}"] if account.sign_in_method else []
    return ", ".join(told)


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""
