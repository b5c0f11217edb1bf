"""A ticket and a message as rows of the database, and back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import RowMapping

from unticket.history.storable import storable_message, storable_ticket
from unticket.model.ticket import Agent, Message, Requester, Stage, Tag, Team, Ticket, Vocabulary

Row = dict[str, Any]  # by column


def ticket_rows(tickets: Sequence[Ticket]) -> list[Row]:
    """One row for each key. Of several tickets with one key, the one changed last counts, or the one that came last."""
    newest: dict[str, Ticket] = {}
    for ticket in tickets:
        before = newest.get(ticket.key)
        if before is None or ticket.changed_at >= before.changed_at:
            newest[ticket.key] = ticket
    return [_ticket_row(storable_ticket(ticket)) for ticket in newest.values()]


def message_rows(messages: Sequence[Message]) -> list[Row]:
    """One row for each key. Of several messages with one key, the one that came last counts."""
    last = {message.key: message for message in messages}
    return [_message_row(storable_message(message)) for message in last.values()]


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


def _ticket_row(ticket: Ticket) -> Row:
    row: Row = {
        "key": ticket.key,
        "reference": ticket.reference,
        "subject": ticket.subject,
        "stage_id": ticket.stage.id,
        "team_id": ticket.team.id if ticket.team else None,
        "assignee_id": ticket.assignee.id if ticket.assignee else None,
        "tag_ids": [tag.id for tag in ticket.tags],
        "priority": ticket.priority,
        "requester_name": ticket.requester.name,
        "requester_email": ticket.requester.email,
        "requester_contact_id": ticket.requester.contact_id,
        "category": ticket.category,
        "channel": ticket.channel,
        "opened_at": ticket.opened_at,
        "changed_at": ticket.changed_at,
        "assigned_at": ticket.assigned_at,
        "closed_at": ticket.closed_at,
        "was_closed_before": ticket.was_closed_before,
        "archived": ticket.archived,
        "time_spent_minutes": ticket.time_spent_minutes,
        "stage_seconds": dict(ticket.stage_seconds),
        "duplicate_of": ticket.duplicate_of,
        "body": ticket.body,
    }
    return row | {"digest": _digest(row)}


def _message_row(message: Message) -> Row:
    row = {name: getattr(message, name) for name in Message.__dataclass_fields__}
    return row | {"digest": _digest(row)}


def _digest(row: Row) -> bytes:
    # Keys sorted and times in one zone: what means the same gives the same digest.
    text = orjson.dumps(row, default=_in_utc, option=orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME)
    return hashlib.blake2b(text, digest_size=16).digest()


def _in_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
