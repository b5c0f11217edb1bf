"""A ticket and a message as rows of the database, and back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import orjson
from sqlalchemy import RowMapping

from unticket.history.storable import storable_message, storable_ticket
from unticket.model.ticket import Agent, Message, Requester, Stage, Tag, Team, Ticket, Vocabulary

T = TypeVar("T", Ticket, Message)
Row = tuple[Any, ...]

TICKET_COLUMNS = (
    *("key", "reference", "subject", "stage_id", "team_id", "assignee_id", "tag_ids", "priority"),
    *("requester_name", "requester_email", "requester_contact_id", "category", "channel"),
    *("opened_at", "changed_at", "assigned_at", "closed_at", "was_closed_before", "archived"),
    *("time_spent_minutes", "stage_seconds", "duplicate_of", "body", "digest"),
)
MESSAGE_COLUMNS = ("key", "ticket_key", "posted_at", "author", "by_agent", "internal", "automatic", "body", "digest")


def ticket_rows(tickets: Sequence[Ticket]) -> list[Row]:
    """One row of `TICKET_COLUMNS` a key. Of tickets with one key the one changed last counts, or the one that came last."""
    newest: dict[str, Ticket] = {}
    for ticket in tickets:
        before = newest.get(ticket.key)
        if before is None or ticket.changed_at >= before.changed_at:
            newest[ticket.key] = ticket
    return [_with_digest(ticket, _ticket_values, storable_ticket) for ticket in newest.values()]


def message_rows(messages: Sequence[Message]) -> list[Row]:
    """One row of `MESSAGE_COLUMNS` a key. Of messages with one key the one that came last counts."""
    last = {message.key: message for message in messages}
    return [_with_digest(message, _message_values, storable_message) for message in last.values()]


def words_of(tickets: Sequence[Ticket]) -> Vocabulary:
    """The stages, teams, agents and tags that these tickets carry."""
    return Vocabulary(
        stages={ticket.stage.id: ticket.stage for ticket in tickets},
        teams={ticket.team.id: ticket.team for ticket in tickets if ticket.team},
        agents={ticket.assignee.id: ticket.assignee for ticket in tickets if ticket.assignee},
        tags={tag.id: tag for ticket in tickets for tag in ticket.tags},
    )


def ticket_from(row: RowMapping, words: Vocabulary) -> Ticket:
    """The ticket of a row of `tickets`, with the names in `words`."""
    return Ticket(
        key=row["key"],
        reference=row["reference"],
        subject=row["subject"],
        body=row["body"],
        stage=words.stages.get(row["stage_id"]) or Stage(id=row["stage_id"], name=""),
        team=None if row["team_id"] is None else words.teams.get(row["team_id"]) or Team(id=row["team_id"], name=""),
        assignee=None
        if row["assignee_id"] is None
        else words.agents.get(row["assignee_id"]) or Agent(id=row["assignee_id"], name=""),
        tags=tuple(words.tags.get(key) or Tag(id=key, name="") for key in row["tag_ids"]),
        priority=row["priority"],
        requester=Requester(name=row["requester_name"], email=row["requester_email"], contact_id=row["requester_contact_id"]),
        category=row["category"],
        channel=row["channel"],
        opened_at=row["opened_at"],
        changed_at=row["changed_at"],
        assigned_at=row["assigned_at"],
        closed_at=row["closed_at"],
        was_closed_before=row["was_closed_before"],
        archived=row["archived"],
        time_spent_minutes=row["time_spent_minutes"],
        stage_seconds=row["stage_seconds"],
        duplicate_of=row["duplicate_of"],
    )


def message_from(row: RowMapping) -> Message:
    """The message of a row of `messages`."""
    return Message(**{name: row[name] for name in Message.__dataclass_fields__})


def _ticket_values(ticket: Ticket) -> Row:
    asker = ticket.requester
    return (
        ticket.key,
        ticket.reference,
        ticket.subject,
        ticket.stage.id,
        ticket.team.id if ticket.team else None,
        ticket.assignee.id if ticket.assignee else None,
        [tag.id for tag in ticket.tags],
        ticket.priority,
        asker.name,
        asker.email,
        asker.contact_id,
        ticket.category,
        ticket.channel,
        ticket.opened_at,
        ticket.changed_at,
        ticket.assigned_at,
        ticket.closed_at,
        ticket.was_closed_before,
        ticket.archived,
        ticket.time_spent_minutes,
        dict(sorted(ticket.stage_seconds.items())),
        ticket.duplicate_of,
        ticket.body,
    )


def _message_values(message: Message) -> Row:
    return (
        message.key,
        message.ticket_key,
        message.posted_at,
        message.author,
        message.by_agent,
        message.internal,
        message.automatic,
        message.body,
    )


def _with_digest(item: T, values_of: Callable[[T], Row], storable: Callable[[T], T]) -> Row:
    values: Row = values_of(item)
    try:
        text = orjson.dumps(values)
    except orjson.JSONEncodeError:  # a lone surrogate
        text = b""
    if not text or rb"\u0000" in text:  # looked for here, where it costs nothing
        values = values_of(storable(item))
        text = orjson.dumps(values)
    return (*values, hashlib.blake2b(text, digest_size=16).hexdigest())
