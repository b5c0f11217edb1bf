"""What the desk's owner has settled about acting as such; what is not here is a guard rail and cannot be set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from unticket.runbooks.acting.limits import Limits, NormalRange

SILENCE = timedelta(hours=72)  # after a reset: nobody signed in, nobody wrote
NEW_GENERATIONS = 2  # that a requester can bring about on one ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingPolicy:
    """The owner's word. Stages are named by the desk's id or name; an empty one means that the ticket is not moved."""

    stages: Mapping[str, str] = field(default_factory=dict)  # "resolved", "waiting", "escalated" → id or name
    assignee: str = ""  # the desk's id of the person who takes over
    due_days: int = 1
    limits: Limits = field(default_factory=Limits)
    normal: NormalRange = field(default_factory=NormalRange)
    mail_domain: str = "unticket.invalid"  # of our own message ids
    tell: tuple[str, ...] = ()  # addresses of those who run the desk
    public_url: str = ""
    confirmation_lasts: timedelta = timedelta(hours=2)
    approval_lasts: timedelta = timedelta(hours=24)
    timezone: str = "UTC"
    silence: timedelta = SILENCE
    tries: int = 20  # how often a held run goes on before a person is told
