"""What the runbooks that answer requests make of the settings, and their plans as the machinery asks for them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from unticket.app.acting_parts import own_address
from unticket.runbooks.plan import EffectKind, Plan
from unticket.runbooks.ports import TicketView
from unticket.runbooks.request.planning import Look
from unticket.settings import Settings
from unticket.settings.acting import ActingSettings


@dataclass(frozen=True, slots=True)
class RequestPlanner:
    """Implements `Planner` with a runbook's own plan."""

    plan: Callable[[str, Look], Plan]

    def __call__(
        self,
        ticket_key: str,
        *,
        generation: int,
        now: datetime,
        promoted_at: datetime | None = None,
        confirmed_account: str = "",  # noqa: ARG002 — no account is ever touched
        done: Collection[EffectKind] = (),
        dry: bool = False,
        retry: bool = False,
        view: TicketView | None = None,
    ) -> Plan:
        look = Look(generation=generation, now=now, promoted_at=promoted_at, done=done, dry=dry, retry=retry, view=view)
        return self.plan(ticket_key, look)


def own_words(chosen: ActingSettings, settings: Settings, *others: str) -> dict[str, Any]:
    """The owner's word that every such runbook has, for its policy. `others`: whom it makes responsible, too."""
    names = ("domains", "trusted_mail_gateway", "no_go", "no_bot_tag", "bot_id", "escalation_assignee", "due_days")
    return {name: getattr(chosen, name) for name in names} | {
        "own_addresses": tuple(filter(None, [own_address(settings)])),
        "assigns_to": tuple(filter(None, (chosen.escalation_assignee, *others))),
    }
