"""The register of actions: what is proposed now, joined with what people said of it before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def join(proposed: Sequence[Action], kept: Iterable[Kept], *, last_number: int = 0) -> tuple[Action, ...]:
    """Every action with its number and the person's word: the proposed ones in their order, then those that were kept
    because a person spoke of them, though nothing leads to them any more.

    One that is proposed for the first time gets the next number after `last_number` and all that are known; no number is
    given twice.
    """
    known = {(one.about, one.kind): one for one in kept}
    numbers = _numbers(max([last_number, *(int(one.id[1:]) for one in known.values())]))
    now = [_joined(action, known.pop((action.about, action.kind), None), numbers) for action in proposed]
    return (*now, *(_left(one) for one in sorted(known.values(), key=lambda one: int(one.id[1:])) if one.word != Word()))


def kept(actions: Iterable[Action], words: Mapping[str, Word]) -> tuple[Kept, ...]:
    """What to remember of `actions`; `words` by action id."""
    return tuple(
        Kept(id=action.id, kind=action.kind, about=action.about, title=action.title, word=words.get(action.id, Word()))
        for action in actions
    )


def _numbers(last: int) -> Iterator[str]:
    while True:
        last += 1
        yield f"A{last}"


def _joined(action: Action, kept_: Kept | None, numbers: Iterator[str]) -> Action:
    if kept_ is None:
        return replace(action, id=next(numbers))
    return _with_word(replace(action, id=kept_.id), kept_.word)


def _left(kept_: Kept) -> Action:
    bare = Action(
        id=kept_.id, kind=kept_.kind, about=kept_.about, title=kept_.title, priority=Priority.LOW, claim=Claim(rule=kept_.kind)
    )
    return _with_word(bare, kept_.word)


def _with_word(action: Action, word: Word) -> Action:
    said = {name: value for name in Word.__dataclass_fields__ if (value := getattr(word, name)) is not None}
    return replace(action, **said)
