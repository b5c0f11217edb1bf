"""What is remembered of recurring issues from run to run, and what people said about them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from unticket.model.errors import Conflict
from unticket.patterns.verdict import Verdict, VerdictKind
from unticket.storage.database import Database
from unticket.storage.pattern_tables import PATTERN_FEEDBACK, PATTERN_MEMORY
from unticket.storage.turn import take_turn


@dataclass(frozen=True, slots=True)
class Remembered:
    """A memory as it was loaded. `version` 0: there is none yet; `content` None: none, or damaged."""

    version: int
    content: bytes | None


class PatternRecords:
    """The memory of issues and the feedback on them. What fails in the database is a `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def memory(self, name: str) -> Remembered:
        """What was last saved under `name`. Damaged content is told as none: it is then made again."""
        chosen = select(PATTERN_MEMORY.c.version, PATTERN_MEMORY.c.digest, PATTERN_MEMORY.c.content)
        with self._database.reading() as connection:
            row = connection.execute(chosen.where(PATTERN_MEMORY.c.name == name)).first()
        if row is None:
            return Remembered(0, None)
        content = bytes(row.content)
        return Remembered(row.version, content if _digest(content) == row.digest else None)

    def save(self, name: str, content: bytes, *, after: int, now: datetime, verdicts: Sequence[Verdict] = ()) -> None:
        """Keep `content`, and these `verdicts` with it, in place of version `after`; all of it or nothing.

        Raises `Conflict` where another run has saved since: what this one made rests on what is no more.
        """
        row = {"version": after + 1, "saved_at": now, "digest": _digest(content), "content": content}
        with self._database.writing() as connection:
            take_turn(connection, "pattern-memory")
            if _version(connection, name) != after:
                raise Conflict("Another run has numbered recurring issues meanwhile.", "Run the same command again.")
            if after:
                connection.execute(update(PATTERN_MEMORY).where(PATTERN_MEMORY.c.name == name).values(row))
            else:
                connection.execute(insert(PATTERN_MEMORY).values(name=name, **row))
            _say(connection, verdicts)

    def say(self, verdicts: Sequence[Verdict]) -> None:
        """Keep what a person said: all of it, or nothing."""
        with self._database.writing() as connection:
            _say(connection, verdicts)

    def verdicts(self) -> Sequence[Verdict]:
        """All that was ever said, in the order in which it was said."""
        with self._database.reading() as connection:
            rows = connection.execute(select(PATTERN_FEEDBACK).order_by(PATTERN_FEEDBACK.c.number)).mappings().all()
        known = set(VerdictKind)  # a newer version may have said what this one does not know
        return [
            Verdict(**{name: row[name] for name in Verdict.__dataclass_fields__} | {"kind": VerdictKind(row["kind"])})
            for row in rows
            if row["kind"] in known
        ]


def _say(connection: Connection, verdicts: Sequence[Verdict]) -> None:
    if verdicts:
        rows = [{name: getattr(verdict, name) for name in Verdict.__dataclass_fields__} for verdict in verdicts]
        connection.execute(insert(PATTERN_FEEDBACK), [row | {"kind": str(row["kind"])} for row in rows])


def _version(connection: Connection, name: str) -> int:
    return connection.scalar(select(PATTERN_MEMORY.c.version).where(PATTERN_MEMORY.c.name == name)) or 0


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()
