"""Text that any database can keep: without NUL and without halves of surrogate pairs, which hostile mail may carry."""

from __future__ import annotations

from dataclasses import replace

from unticket.model.ticket import Message, Ticket

_UNKNOWN = "\N{REPLACEMENT CHARACTER}"


def storable_text(text: str) -> str:
    """`text`, with U+FFFD for what PostgreSQL (NUL) or UTF-8 (a lone surrogate) cannot keep."""
    if "\0" in text:
        text = text.replace("\0", _UNKNOWN)
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join(_UNKNOWN if "\ud800" <= letter <= "\udfff" else letter for letter in text)
    return text


def storable_ticket(ticket: Ticket) -> Ticket:
    """`ticket` as every copy keeps it. The words that it carries belong to the desk's administrator and are not looked at."""
    asker = ticket.requester
    texts = (ticket.subject, ticket.body, ticket.reference, ticket.category, ticket.channel, asker.name, asker.email)
    kept = tuple(storable_text(text) for text in texts)
    if kept == texts:
        return ticket
    subject, body, reference, category, channel, name, email = kept
    return replace(
        ticket,
        subject=subject,
        body=body,
        reference=reference,
        category=category,
        channel=channel,
        requester=replace(asker, name=name, email=email),
    )


def storable_message(message: Message) -> Message:
    """`message` as every copy keeps it."""
    author, body = storable_text(message.author), storable_text(message.body)
    if author == message.author and body == message.body:
        return message
    return replace(message, author=author, body=body)
