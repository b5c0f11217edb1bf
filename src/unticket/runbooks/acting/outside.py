"""The systems that a runbook acts in."""

from __future__ import annotations

from dataclasses import dataclass

from unticket.runbooks.ports import LearningPlatform, Mailer, TicketDesk


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """One desk, one learning platform, one mail server."""

    desk: TicketDesk
    platform: LearningPlatform
    mailer: Mailer
