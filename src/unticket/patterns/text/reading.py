"""Reading tickets: the writer's own words, masked, with what they speak of, as rows that all analysis of texts reads."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

import orjson
import polars as pl

from unticket.model.ticket import Message, Ticket
from unticket.patterns.text.entities import entities
from unticket.patterns.text.folding import without_unseen
from unticket.patterns.text.forms import without_forms
from unticket.patterns.text.language import language_of_words
from unticket.patterns.text.lexicon.lexicon import Lexicon, lexicon
from unticket.patterns.text.lexicon.phrase_tree import Found
from unticket.patterns.text.masking import mask
from unticket.patterns.text.own_words import own_words
from unticket.patterns.text.person_names import PersonNames
from unticket.patterns.text.stated_people import stated_people
from unticket.patterns.text.table import NOTES, SCHEMA
from unticket.patterns.text.tokens import Tokens, tokens
from unticket.patterns.text.words import MOST, index_words

READER = f"1-{lexicon().version}"  # another reader reads every ticket again
SHOWN = 2_000  # characters of a text that are kept to be shown
_READ = 8_000  # characters of a text that are read; a pasted log beyond that tells nothing more
_SUBJECT = 300
_BATCH = 5_000
_FEW_WORDS = 12  # a forwarded mail is the matter itself where its sender writes less than that
_IMPACTS = 2  # quotes of each kind
_REPLY = re.compile(r"^\s*(?:(?:re|fw|fwd|aw|wg|tr|sv|vs|trả lời|chuyển tiếp)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_PREFIX = re.compile(r"^[^\W\d_]{1,5}")
_GREETING = re.compile(
    r"^\s*(?:dear|hi|hello|hey|good (?:morning|afternoon|evening|day)|kính (?:gửi|chào|thưa)|kinh (?:gui|chao|thua)|"
    r"thân gửi|gửi|chào|em chào|thưa|thua|xin chào|"
    r"to whom)\b[^\n]{0,60}?[,.!:]?\s*$",
    re.IGNORECASE | re.MULTILINE,
)
# A name by itself, then an office and addresses, to the end: who writes, not what about.
_SIGNED = re.compile(r"\n‹name›[ \t]*(?:[-–—|,·(][^\n]{0,80})?(?:\n+[^\n?!]{0,80}){0,6}\Z")
_SEAM = "\ue000"  # between subject and body while both are masked; for private use, so it means nothing to anybody
_SURROGATES = re.compile("[\ud800-\udfff]")


def read_texts(tickets: Iterable[Ticket], *, names: Collection[str] = (), forms: Collection[str] = ()) -> pl.DataFrame:
    """The text table (`table.SCHEMA`) of `tickets`, in their order.

    Masked are each ticket's own requester, whatever looks like an address, an identifying number, a password or a key, and
    `names` (of agents, where the settings say so). `forms` are the desk's own form texts (see `forms.form_lines`). Never
    raises for what a ticket holds; linear in its length.
    """
    known, lexical = PersonNames(names), lexicon()
    also_read = _digest(*sorted(names), *sorted(forms)) if names or forms else b""
    waiting = iter(tickets)
    frames = [pl.DataFrame(schema=SCHEMA)]
    while batch := list(islice(waiting, _BATCH)):
        rows = [_row(ticket, known, forms, lexical, also_read) for ticket in batch]
        frames.append(_frame(rows))
    return pl.concat(frames)


def read_notes(messages: Iterable[Message], tickets: Iterable[Ticket] = (), *, names: Collection[str] = ()) -> pl.DataFrame:
    """What people wrote on tickets (`table.NOTES`), in the order of `messages`, without the desk's automatic lines.

    `tickets` are those that the messages stand on: their requesters are masked, as author and in the text. Agents stay as
    authors unless they are among `names`.
    """
    known = PersonNames(names)
    requesters = {ticket.key: PersonNames(_asked_by(ticket), known=known) for ticket in tickets}
    prefixes = {ticket.key: _reference_letters(ticket) for ticket in tickets} if isinstance(tickets, Collection) else {}
    rows: list[tuple[Any, ...]] = []
    for message in messages:
        if message.automatic:
            continue
        people = requesters.get(message.ticket_key, known)
        own = own_words(_whole(message.body)).own
        text = _cut(mask(own[:_READ], people, own_prefix=prefixes.get(message.ticket_key, "")))
        if text:
            author = message.author if message.by_agent and message.author not in names else ""
            rows.append((message.ticket_key, message.posted_at, author, message.by_agent, message.internal, text))
    return pl.DataFrame(rows, schema=NOTES, orient="row")


def _frame(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    """The rows as a frame. Lists pass through JSON: made of Python lists, a frame takes longer than all the reading."""
    columns = zip(SCHEMA.items(), zip(*rows, strict=True), strict=True)
    return pl.DataFrame(
        [
            pl.Series(name, [orjson.dumps(value).decode() for value in values], dtype=pl.String).str.json_decode(kind)
            if isinstance(kind, pl.List)
            else pl.Series(name, values, dtype=kind)
            for (name, kind), values in columns
        ]
    )


def _row(ticket: Ticket, known: PersonNames, forms: Collection[str], lexical: Lexicon, also_read: bytes) -> tuple[Any, ...]:
    people = PersonNames(_asked_by(ticket), known=known)
    subject = " ".join(without_unseen(_whole(ticket.subject))[:_SUBJECT].split()).replace(_SEAM, " ")
    body = without_forms(_matter(ticket.body), forms).replace(_SEAM, " ")
    masked = mask(f"{subject}\n{_SEAM}\n{body}", people, own_prefix=_reference_letters(ticket))
    subject, body = (part.strip() for part in masked.split(_SEAM))
    told = _REPLY.sub("", subject)
    whole = tokens(f"{told}\n\n{_SIGNED.sub('', _GREETING.sub('', body, count=1))}")
    in_subject = len(tokens(told).folded)
    spoken = lexical.read(whole)
    return (
        ticket.key,
        subject,
        _cut(body),
        language_of_words(whole.text, whole.folded),
        list(index_words(whole.folded[:in_subject])),
        list(islice(index_words(whole.folded), MOST)),
        spoken.concepts,
        entities(whole),
        stated_people(whole, subject_length=in_subject),
        list(_impacts(whole, spoken.impacts)),
        int.from_bytes(_digest(READER, *_asked_by(ticket), ticket.subject, ticket.body, extra=also_read), "big"),
    )


def _impacts(text: Tokens, told: Iterable[Found]) -> Iterator[dict[str, str]]:
    seen: dict[str, set[str]] = {}
    for found in told:
        quote = text.quote(found.first, found.last)
        for kind in found.meanings:
            quotes = seen.setdefault(kind, set())
            if quote not in quotes and len(quotes) < _IMPACTS:
                quotes.add(quote)
                yield {"kind": kind, "quote": quote}


def _matter(body: str) -> str:
    """What the ticket is about: the writer's own words, or those that they pass on where they add little."""
    words = own_words(_whole(body))
    own = words.own[:_READ]
    if words.forwarded and len(own.split()) < _FEW_WORDS:
        return f"{own}\n\n{words.forwarded[:_READ]}".strip()
    return own


def _asked_by(ticket: Ticket) -> tuple[str, ...]:
    return tuple(name for name in (ticket.requester.name, ticket.requester.email) if name)


def _reference_letters(ticket: Ticket) -> str:
    found = _PREFIX.match(ticket.reference)
    return found[0] if found else ""


def _whole(text: str) -> str:
    """`text` without halves of surrogate pairs, which no encoding can keep."""
    return text if text.isascii() else _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"


def _digest(*texts: str, extra: bytes = b"") -> bytes:
    read = "\0".join(texts).encode("utf-8", "replace")
    return hashlib.blake2b(read, digest_size=8, key=extra[:8]).digest()
