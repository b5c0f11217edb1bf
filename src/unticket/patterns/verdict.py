"""What a person said about an issue or a pair of tickets; the last word counts, and an empty one takes it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class VerdictKind(StrEnum):
    """What can be said."""

    NAME = "name"  # subject: an issue, value: its name
    OWNER = "owner"  # subject: an issue, value: who looks after it
    MERGE = "merge"  # subject: an issue, value: the issue it belongs to
    MOVE = "move"  # subject: a ticket, value: the issue it belongs to (a new one: a split)
    PIN = "pin"  # subject: an issue, value: "yes"
    MUTE = "mute"  # subject: an issue, value: "yes"
    PAIR = "pair"  # subject and other: two tickets in order of their keys, value: "same" or "different"


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
