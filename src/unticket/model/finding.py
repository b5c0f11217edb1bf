"""A finding of `unticket check`: what is well, what is worth knowing, what is wrong, and the next move."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding matters. A fault means that the main job cannot run."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One sentence about one connection. Holds no secret."""

    level: Level
    kind: str  # stable, for scripts: "tickets_visible", "key_expires", "stage_mails_customer", …
    what: str
    hint: str = ""
