"""The register of actions in the operational database: each keeps its number and what a person said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from unticket.model.action import Action, ActionKind, Priority, Status
from unticket.model.errors import NotFound
from unticket.plan.register import Kept, Word
from unticket.storage.database import Database
from unticket.storage.plan_tables import PLAN_ACTIONS
from unticket.storage.turn import take_turn

_READ: Mapping[str, Any] = {"priority": Priority, "status": Status, "done_on": date.fromisoformat}


class ActionRegister:
    """What is remembered of actions. What fails in the database is a `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> Sequence[Kept]:
        """Every action that was ever proposed, by number."""
        with self._database.reading() as connection:
            rows = connection.execute(select(PLAN_ACTIONS).order_by(PLAN_ACTIONS.c.number)).mappings().all()
        known = set(ActionKind)  # a newer version may know kinds that this one does not
        return [_kept(row) for row in rows if row["kind"] in known]

    def number(self, proposed: Sequence[Action]) -> Sequence[Kept]:
        """Give each proposed action that has none a number, keep its title of now, and return all that is remembered.

        Two that propose the same at once get the same number; no number is given twice.
        """
        with self._database.writing() as connection:
            take_turn(connection, "plan-actions")
            known = {
                (row.kind, row.about): row
                for row in connection.execute(
                    select(PLAN_ACTIONS.c.number, PLAN_ACTIONS.c.kind, PLAN_ACTIONS.c.about, PLAN_ACTIONS.c.title)
                )
            }
            for action in proposed:
                row = known.get((str(action.kind), action.about))
                if row is None:
                    fresh = {"kind": str(action.kind), "about": action.about, "title": action.title}
                    connection.execute(insert(PLAN_ACTIONS).values(**fresh, word={}, said_by=""))
                elif row.title != action.title:
                    chosen = PLAN_ACTIONS.c.number == row.number
                    connection.execute(update(PLAN_ACTIONS).where(chosen).values(title=action.title))
        return self.all()

    def say(self, words: Mapping[str, Word], *, by: str, now: datetime) -> None:
        """Put these words (by action id) in place of what was said before: all of them, or none. Raises `NotFound`."""
        with self._database.writing() as connection:
            take_turn(connection, "plan-actions")
            for id_, word in words.items():
                self._say(connection, id_, word, by=by, now=now)

    def word(self, id_: str) -> Word:
        """What was said of an action. Raises `NotFound`."""
        found = next((kept.word for kept in self.all() if kept.id == id_), None)
        if found is None:
            raise _no_such(id_)
        return found

    def _say(self, connection: Connection, id_: str, word: Word, *, by: str, now: datetime) -> None:
        number = id_.removeprefix("A")
        said = {name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(word).items()}
        done = connection.execute(
            update(PLAN_ACTIONS)
            .where(PLAN_ACTIONS.c.number == (int(number) if number.isdecimal() else -1))
            .values(word={name: value for name, value in said.items() if value is not None}, said_by=by, said_at=now)
        )
        if not done.rowcount:
            raise _no_such(id_)


def _kept(row: RowMapping) -> Kept:
    said = {name: _READ.get(name, _same)(value) for name, value in row["word"].items() if name in Word.__dataclass_fields__}
    return Kept(id=f"A{row['number']}", kind=ActionKind(row["kind"]), about=row["about"], title=row["title"], word=Word(**said))


def _same(value: Any) -> Any:
    return value


def _no_such(id_: str) -> NotFound:
    return NotFound(f"There is no action {id_!r}.", "unticket plan lists them all.")
