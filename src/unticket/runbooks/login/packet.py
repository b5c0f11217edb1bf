"""What an engineer needs to take over: who, what was found, why it stopped, what to check, and what next."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files

from unticket.model.account import Account
from unticket.model.person import PersonRecord
from unticket.runbooks.login.case import Case
from unticket.runbooks.plan import Packet

DOUBTFUL = "doubtful_request"  # the advice where no table was asked: it may or may not be about a login


def packet(case: Case) -> Packet:
    """The packet for a case that its row leaves to a person. Holds personal data: for the assignee's eyes."""
    row = case.inputs.row
    reference = case.view.ticket.reference
    return Packet(
        summary=f"Login help: {reference} needs a person",
        found=tuple(_found(case)),
        stopped_because=f"{row.because[0].upper()}{row.because[1:]}."
        + (f" {_sentence(case.asker.why)}" if case.asker.why else ""),
        **_advice(row.name, case.view.ticket.key),
    )


def packet_for_doubt(reference: str, ticket_key: str, because: str, words: tuple[str, ...]) -> Packet:
    """The packet for a ticket of which the runbook cannot say whether it is about a login."""
    return Packet(
        summary=f"Login help: {reference} needs a person",
        found=(f"Words that were weighed: {', '.join(words)}",) if words else (),
        stopped_because=_sentence(because),
        **_advice(DOUBTFUL, ticket_key),
    )


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


@cache
def advice() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """For each row that needs a person, what to check and what to do next."""
    read = tomllib.loads(files(__package__).joinpath("advice.toml").read_text("utf-8"))
    return {row: {part: tuple(lines) for part, lines in parts.items()} for row, parts in read.items()}


def _advice(row: str, ticket_key: str) -> dict[str, tuple[str, ...]]:
    told = advice()[row]
    again = (f"Then start the run again: unticket runbook run login {ticket_key}",) if told.get("again") else ()
    return {"check": told["check"], "next_steps": (*told["next"], *again)}


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
