"""An action keeps its number and what people said of it, whatever is proposed later and by whom at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from unticket.model.action import Action, ActionKind, Priority, Status
from unticket.model.errors import NotFound
from unticket.plan.register import Kept, Word
from unticket.storage.action_register import ActionRegister
from unticket.storage.database import Database, open_database

NOW = datetime(2026, 2, 23, 1, 2, 3, tzinfo=UTC)


def _action(kind: ActionKind, about: str, title: str = "Video bài 3") -> Action:
    return Action(id="", kind=kind, about=about, title=title, priority=Priority.HIGH)


FIX, MONITOR = _action(ActionKind.FIX_CAUSE, "P1"), _action(ActionKind.MONITOR, "P2")


@pytest.fixture
def register(database: Database) -> ActionRegister:
    return ActionRegister(database)


def test_an_action_is_numbered_once_and_its_title_is_that_of_now(register: ActionRegister) -> None:
    assert [(one.id, one.kind, one.about) for one in register.number([FIX, MONITOR])] == [
        ("A1", ActionKind.FIX_CAUSE, "P1"),
        ("A2", ActionKind.MONITOR, "P2"),
    ]
    again = register.number([_action(ActionKind.FIX_CAUSE, "P1", "Lesson videos")])
    assert [(one.id, one.title) for one in again] == [("A1", "Lesson videos"), ("A2", "Video bài 3")]


def test_a_word_is_kept_as_it_was_said(register: ActionRegister) -> None:
    register.number([FIX, MONITOR])
    word = Word(
        owner="Lan", priority=Priority.LOW, status=Status.DONE, done_on=date(2026, 3, 2), effort_days=0.5, within_days=0
    )
    register.say({"A1": word}, by="Ada", now=NOW)
    assert register.word("A1") == word
    assert register.word("A2") == Word()
    register.say({"A1": Word()}, by="Ada", now=NOW)
    assert register.all()[0] == Kept(id="A1", kind=FIX.kind, about="P1", title=FIX.title)


@pytest.mark.parametrize("wrong", ["A7", "P1", "A", "", "A-1", "a1; drop table plan_actions"])
def test_a_word_on_no_action_changes_nothing(register: ActionRegister, wrong: str) -> None:
    register.number([FIX])
    with pytest.raises(NotFound):
        register.say({"A1": Word(owner="Lan"), wrong: Word(owner="Lan")}, by="Ada", now=NOW)
    assert register.word("A1") == Word()


def test_two_that_propose_the_same_at_once_get_one_number(url: str, tmp_path: Path) -> None:
    databases = [open_database(url, tmp_path) for _ in range(4)]

    def number(database: Database) -> list[str]:
        return [one.id for one in ActionRegister(database).number([FIX, MONITOR])]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(number, databases)) == [["A1", "A2"]] * 4
    for database in databases:
        database.close()
