"""What is written on a ticket after it came in: the desk's own lines, answers, internal notes, and the requester's replies."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from unticket.demo.generator.bank import Sayings
from unticket.demo.generator.desk_words import DISCUSSION, EMAIL, NOTE, STAGE_CHANGED, TICKET_CREATED
from unticket.demo.generator.handling import NOT_YET
from unticket.demo.generator.layout import lines
from unticket.demo.generator.phrase import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """The instants of one ticket, in seconds since 1970 in UTC or `NOT_YET`, and who is in it."""

    number: str
    body: str
    channel: int
    opened: int
    replied: int
    closed: int
    first_closed: int
    reopened_at: int
    done: bool
    has_note: bool
    merged_with: str | None  # the number of the first ticket of the same incident
    now: int


@dataclass(frozen=True, slots=True)
class Line:
    """One message. `author`: "agent", "requester" or "desk"."""

    at: int
    author: str
    kind: str  # Odoo's message_type
    subtype: list[object]
    body: str


def conversation(life: Life, said: Sayings, words: Words, rng: random.Random) -> Iterator[Line]:
    """The messages of one ticket, not always in the order of their times."""
    created = '<div summary="o_mail_notification"><p>Helpdesk Ticket created</p></div>'
    yield Line(life.opened, "desk", "notification", TICKET_CREATED, created)
    if life.channel == EMAIL:
        yield Line(life.opened, "requester", "email", DISCUSSION, life.body)
    if life.replied != NOT_YET:
        yield _answer(life.replied, words.word("merged_reply_" if life.merged_with else "first_reply_"), words, rng)
        later = life.replied + rng.randint(120, 7200)
        over = next((moment for moment in (life.first_closed, life.closed) if moment != NOT_YET), life.now)
        if rng.random() < 0.18 and later < over:
            yield _reply(later, words.word("back_more_"))
    if life.reopened_at != NOT_YET:
        yield _closing(life.first_closed, life.number)
        yield _reply(life.reopened_at, words.word("back_reopen_"))
    if not life.done:
        return
    if life.has_note:
        words.know(first=life.merged_with or "")
        note = words.word("merged_note_") if life.merged_with and rng.random() < 0.7 else words.one_of(said.notes)
        yield Line(life.closed, "agent", "comment", NOTE, f"<p>{lines(note)}</p>")
    if said.replies and rng.random() < 0.5:
        yield _answer(life.closed, words.one_of(said.replies), words, rng)
    yield _closing(life.closed, life.number)
    thanked = life.closed + rng.randint(60, 20_000)
    if rng.random() < 0.15 and thanked < life.now:
        yield _reply(thanked, words.word("back_thanks_"))


def _answer(at: int, text: str, words: Words, rng: random.Random) -> Line:
    end = "\n\n" + words.word("reply_end_") if rng.random() < 0.7 else ""
    return Line(at, "agent", "comment", DISCUSSION, f"<p>{lines(text.strip() + end)}</p>")


def _reply(at: int, text: str) -> Line:
    return Line(at, "requester", "email", DISCUSSION, f'<div dir="ltr">{lines(text[:1].upper() + text[1:])}</div>')


def _closing(at: int, number: str) -> Line:
    return Line(at, "desk", "auto_comment", STAGE_CHANGED, f"<p>The ticket {number} has been closed.</p>")
