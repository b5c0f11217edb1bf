"""What a person said about an issue or a pair of tickets; the last word counts, and an empty one takes it back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from unticket.patterns.grouping.feedback import Feedback

YES, SAME, DIFFERENT = "yes", "same", "different"


class VerdictKind(StrEnum):
    """What can be said."""

    NAME = "name"  # subject: an issue, value: its name
    OWNER = "owner"  # subject: an issue, value: who looks after it
    MERGE = "merge"  # subject: an issue, value: the issue it belongs to
    MOVE = "move"  # subject: a ticket, value: the issue it belongs to (a new one: a split)
    PIN = "pin"  # subject: an issue, value: YES
    MUTE = "mute"  # subject: an issue, value: YES
    PAIR = "pair"  # subject and other: two tickets in order of their keys, value: SAME or DIFFERENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One word of a person."""

    kind: VerdictKind
    subject: str
    other: str = ""
    value: str = ""
    said_by: str
    said_at: datetime  # UTC


def pair(one: str, another: str) -> tuple[str, str]:
    """Two tickets' keys in the order in which a verdict keeps them."""
    return (one, another) if one <= another else (another, one)


def feedback_of(verdicts: Iterable[Verdict]) -> Feedback:
    """What holds after all that was said, in the order in which it was said."""
    last = {(said.kind, said.subject, said.other): said.value for said in verdicts}

    def told(kind: VerdictKind) -> dict[str, str]:
        return {subject: value for (of, subject, _), value in last.items() if of is kind and value}

    def pairs(value: str) -> frozenset[tuple[str, str]]:
        return frozenset((one, other) for (of, one, other), said in last.items() if of is VerdictKind.PAIR and said == value)

    return Feedback(
        names=told(VerdictKind.NAME),
        owners=told(VerdictKind.OWNER),
        merged=told(VerdictKind.MERGE),
        moved=told(VerdictKind.MOVE),
        pinned=frozenset(told(VerdictKind.PIN)),
        muted=frozenset(told(VerdictKind.MUTE)),
        same=pairs(SAME),
        different=pairs(DIFFERENT),
    )
