"""The ticket table out of the database: what changed since a position, as frames, in batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, Text, case, cast, func, literal, select

from unticket.history.ports import TableChanges
from unticket.history.ticket_table import SCHEMA
from unticket.storage.instant import microseconds
from unticket.storage.tables import CHANGES, GONE_TICKETS, STAGES, TICKETS

_BATCH = 20_000  # rows in one frame: bounds the memory of a reading


def position_of(number: int, token: str) -> str:
    return f"{number}:{token}"


def changes_since(connection: Connection, position: str) -> TableChanges:
    """What became different since `position`, read through `connection` while its transaction lasts."""
    newest = connection.execute(select(CHANGES.c.number, CHANGES.c.token).order_by(CHANGES.c.number.desc()).limit(1)).first()
    since = _known_number(connection, position)
    gone: Sequence[str] = ()
    if since is not None:
        gone = connection.scalars(select(GONE_TICKETS.c.key).where(GONE_TICKETS.c.change > since)).all()
    return TableChanges(
        position=position_of(newest.number, newest.token) if newest else "",
        whole=since is None,
        gone=gone,
        rows=_frames(connection, since),
    )


def _known_number(connection: Connection, position: str) -> int | None:
    number, _, token = position.partition(":")
    if not number.isdecimal():
        return None
    known = connection.scalar(select(CHANGES.c.token).where(CHANGES.c.number == int(number)))
    return int(number) if known == token else None


def _frames(connection: Connection, since: int | None) -> Iterator[pl.DataFrame]:
    found = connection.execution_options(stream_results=True, yield_per=_BATCH).execute(_table_rows(since))
    names, kinds = list(SCHEMA), _as_read()
    for rows in found.partitions():
        columns = zip(*rows, strict=True)
        frame = pl.DataFrame([pl.Series(name, column, dtype=kinds[name]) for name, column in zip(names, columns, strict=True)])
        yield frame.with_columns(pl.col("tags").str.json_decode(pl.List(pl.String))).cast(SCHEMA)


def _as_read() -> dict[str, pl.DataType]:
    """The kinds of the columns as the statement gives them: text for words and JSON, microseconds for times."""
    kinds: dict[str, pl.DataType] = {}
    for name, kind in SCHEMA.items():
        if isinstance(kind, pl.Datetime):
            kinds[name] = pl.Int64()
        elif isinstance(kind, pl.Categorical | pl.List):
            kinds[name] = pl.String()
        else:
            kinds[name] = kind
    return kinds


def _table_rows(since: int | None) -> Select[Any]:
    kept = TICKETS.c
    closed = func.coalesce(STAGES.c.closed, literal(value=False))
    columns = {
        "key": kept.key,
        "reference": kept.reference,
        "subject": kept.subject,
        "stage": kept.stage_id,
        "closed": closed,
        "team": kept.team_id,
        "assignee": kept.assignee_id,
        "tags": cast(kept.tag_ids, Text),
        "priority": kept.priority,
        "requester": func.coalesce(
            func.nullif(kept.requester_contact_id, ""),
            func.nullif(kept.requester_email, ""),
            func.nullif(kept.requester_name, ""),
        ),
        "requester_name": func.nullif(kept.requester_name, ""),
        "requester_email": func.nullif(kept.requester_email, ""),
        "category": func.nullif(kept.category, ""),
        "channel": func.nullif(kept.channel, ""),
        "opened_at": microseconds(kept.opened_at),
        "changed_at": microseconds(kept.changed_at),
        "assigned_at": microseconds(kept.assigned_at),
        "first_response_at": microseconds(kept.first_response_at),
        "closed_at": case((closed, microseconds(kept.closed_at))),
        "reopened": kept.was_closed_before,
        "archived": kept.archived,
        "time_spent_minutes": kept.time_spent_minutes,
    }
    rows = select(*(columns[name].label(name) for name in SCHEMA)).select_from(
        TICKETS.outerjoin(STAGES, STAGES.c.id == kept.stage_id)
    )
    # Asked for both, SQLite takes the index of the order and walks through every ticket to find the few that changed.
    return rows.order_by(kept.opened_at) if since is None else rows.where(kept.change > since)
