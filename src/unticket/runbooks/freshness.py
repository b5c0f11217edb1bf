"""Whether a ticket is fresh enough to be acted on (guard rail 3): looked at before the plan and before each effect."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Protocol

from unticket.model.ticket import Message
from unticket.patterns.text.folding import fold
from unticket.runbooks.plan import CHANGES_ACCOUNT, EffectKind
from unticket.runbooks.ports import TicketView

OLDEST = timedelta(hours=24)  # older tickets were seen by people; in code, because it is a guard rail
_CLOCKS_DIFFER = timedelta(minutes=10)


class FreshnessPolicy(Protocol):
    """What the desk's owner has settled that bears on it."""

    @property
    def no_bot_tag(self) -> str:
        """Tickets with this tag are left to people."""

    @property
    def bot_id(self) -> str:
        """The desk's own id of the user we act as."""

    @property
    def assigns_to(self) -> Collection[str]:
        """The desk's ids of the people whom the runbook itself makes responsible."""


def why_not_fresh(
    view: TicketView,
    *,
    now: datetime,
    promoted_at: datetime | None,
    policy: FreshnessPolicy,
    done: Collection[EffectKind] = (),
) -> str:
    """Why nothing may be done on this ticket at `now` (UTC), as a public sentence; "" where it is fresh.

    `done`: what this run has done itself, so that it does not stop at its own traces: its own move does not close the ticket
    to its reply, its own assignment is not "another", and once it has changed the account, age no longer keeps it from telling.
    """
    ticket = view.ticket
    moved, assigned = EffectKind.MOVE in done, EffectKind.ASSIGN in done
    if promoted_at is None:
        return "the runbook is not promoted"
    if ticket.opened_at < promoted_at:
        return "the ticket is older than the runbook's promotion"
    if ticket.opened_at > now + _CLOCKS_DIFFER:
        return "the ticket's time lies in the future"
    if now - ticket.opened_at >= OLDEST and CHANGES_ACCOUNT.isdisjoint(done):
        return "the ticket is older than 24 hours"
    if ticket.archived or (ticket.stage.closed and not moved):
        return "the ticket is not open"
    if any(_answers(message) for message in view.messages):
        return "an agent has answered already"
    own = {policy.bot_id, *(policy.assigns_to if assigned else ())}
    if ticket.assignee is not None and not ticket.assignee.is_bot and ticket.assignee.id not in own:
        return "somebody has taken the ticket"
    if any(fold(tag.name) == fold(policy.no_bot_tag) for tag in ticket.tags):
        return "the ticket is marked for people only"
    return ""


def _answers(message: Message) -> bool:
    """An agent's words to the requester. Notes, the desk's own lines and what a bot wrote are no answer."""
    return message.by_agent and not message.internal and not message.automatic
