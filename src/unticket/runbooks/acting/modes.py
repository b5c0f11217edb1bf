"""The ladder on which a runbook is promoted: one step at a time, each by a person (guard rail 1)."""

from __future__ import annotations

from unticket.model.errors import Conflict
from unticket.runbooks.plan import Mode

LADDER = (Mode.OFF, Mode.SHADOW, Mode.SUPERVISED, Mode.AUTOMATIC)
ACTS = frozenset({Mode.SUPERVISED, Mode.AUTOMATIC})


def above(mode: Mode) -> Mode:
    """The next step up. Raises `Conflict` at the top."""
    if mode is LADDER[-1]:
        raise Conflict(f"It is {mode} already.", "There is no higher mode.")
    return LADDER[LADDER.index(mode) + 1]


def below(mode: Mode) -> Mode:
    """The next step down. Raises `Conflict` at the bottom."""
    if mode is LADDER[0]:
        raise Conflict(f"It is {mode} already.", "There is no lower mode.")
    return LADDER[LADDER.index(mode) - 1]


def check_step(before: Mode, after: Mode) -> None:
    """Up goes one step at a time; down goes as far as wanted. Raises `Conflict`."""
    if before is after:
        raise Conflict(f"It is {after} already.")
    if LADDER.index(after) > LADDER.index(before) + 1:
        raise Conflict(f"From {before} it goes to {above(before)} first, not to {after}.", "Watch it there for a while.")
