"""How `unticket export` names the tickets behind a finding: an issue, an incident, an action, a risk, a spike, a runbook."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from unticket.reports.report import Tickets

ALL = "all"  # every finding of its kind


class Part(StrEnum):
    """Some of the tickets of a finding."""

    STATING = "stating"  # an issue or incident: those that state how many people are affected
    TOLD_AGAIN = "told-again"  # those that told of what an earlier one had told of
    PREVENTED = "prevented"  # those that a broadcast after the first would have prevented
    EVIDENCE = "evidence"  # an action: all tickets of what it is about
    BEFORE = "before"  # a runbook: like tickets that people handled before it acted
    RESOLVED = "resolved"  # taken by it, and how that ended
    ROUTED = "routed"
    WAITING = "waiting"
    APPROVED = "approved"
    ESCALATED = "escalated"
    DOUBTFUL = "doubtful"
    TAKEN_OVER = "taken-over"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CAME_BACK = "came-back"
    ALONE = "alone"  # no person was needed


@dataclass(frozen=True, slots=True)
class BehindFindings:
    """The tickets of findings in one period and team, which the words `asked` say to `unticket export`."""

    asked: str = ""  # "--from 2026-02-16 --to 2026-02-22"; "" for a report that no command can make again

    def all(self, keys: Sequence[str]) -> Tickets:
        """All of the period."""
        return Tickets.of(keys, self.asked)

    def of(self, option: str, name: str, keys: Sequence[str], part: Part | None = None) -> Tickets:
        """Those of the finding that is called `name`, or a part of them: `of("issue", "P3", …)`."""
        return self.of_several(option, (name,), keys, part)

    def of_several(self, option: str, names: Sequence[str], keys: Sequence[str], part: Part | None = None) -> Tickets:
        """Those of several findings of one kind together."""
        words = [word for name in names for word in (f"--{option}", name)] + (["--part", str(part)] if part else [])
        return Tickets.of(keys, f"{self.asked} {shlex.join(words)}" if self.asked else "")


NOWHERE = BehindFindings()
