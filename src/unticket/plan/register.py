"""The register of actions: what is proposed now, joined with what people said of it before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from unticket.model.action import Action, ActionKind, Claim, Priority, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a person said of an action; None: nothing, the catalogue's word stands."""

    title: str | None = None
    priority: Priority | None = None
    owner: str | None = None
    within_days: int | None = None
    effort_days: float | None = None
    status: Status | None = None
    done_on: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An action as it is remembered: its number, what it is about, and a person's word on it."""

    id: str  # "A3"
    kind: ActionKind
    about: str
    title: str  # as it was proposed last, for the time when it is proposed no more
    word: Word = field(default_factory=Word)


def join(proposed: Sequence[Action], kept: Iterable[Kept]) -> tuple[Action, ...]:
    """Every action with its number and the person's word: the proposed ones in their order, then those that were kept
    because a person spoke of them, though nothing leads to them any more. One that is not kept has no number yet."""
    known = {(one.about, one.kind): one for one in kept}
    now = [_joined(action, known.pop((action.about, action.kind), None)) for action in proposed]
    return (*now, *(_left(one) for one in known.values() if one.word != Word()))


def _joined(action: Action, kept: Kept | None) -> Action:
    return action if kept is None else _with_word(replace(action, id=kept.id), kept.word)


def _left(kept: Kept) -> Action:
    bare = Action(
        id=kept.id, kind=kept.kind, about=kept.about, title=kept.title, priority=Priority.LOW, claim=Claim(rule=kept.kind)
    )
    return _with_word(bare, kept.word)


def _with_word(action: Action, word: Word) -> Action:
    said = {name: value for name in Word.__dataclass_fields__ if (value := getattr(word, name)) is not None}
    return replace(action, **said)
