"""What every runbook's machinery needs of the settings and the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from unticket.runbooks.acting.limits import NormalRange
from unticket.runbooks.acting.policy import ActingPolicy
from unticket.settings import Settings
from unticket.settings.acting import ActingSettings

if TYPE_CHECKING:
    from unticket.engine.client import Client

_QUEUE = "default"


@dataclass(frozen=True, slots=True)
class EngineQueue:
    """Implements `Queue` with the engine."""

    client: Client

    def start(self, run_id: str, runbook: str, argument: Any) -> bool:
        return self.client.start(run_id, runbook, argument, queue=_QUEUE)

    def is_at_work(self, run_id: str) -> bool:
        from unticket.engine.run import RunState

        found = self.client.runs(RunState.QUEUED, RunState.RUNNING, prefix=run_id)
        return any(run.run_id == run_id or run.run_id.startswith(f"{run_id}:") for run in found)


def acting_policy(chosen: ActingSettings, settings: Settings, *, stages: Mapping[str, str], **changes: Any) -> ActingPolicy:
    """The owner's word about acting as such, from a runbook's section; `stages`: by the names that its plans give them."""
    return ActingPolicy(
        stages=stages,
        assignee=chosen.escalation_assignee,
        due_days=chosen.due_days,
        normal=NormalRange(**chosen.breaker.model_dump()),
        mail_domain=mail_domain(settings),
        tell=chosen.tell,
        public_url=settings.public_url,
        approval_lasts=timedelta(hours=chosen.approval_hours),
        timezone=settings.timezone,
        **changes,
    )


def mail_domain(settings: Settings) -> str:
    """The domain of our own message ids."""
    return own_address(settings).rpartition("@")[2] or "unticket.invalid"


def own_address(settings: Settings) -> str:
    """The address that mails are sent from, or ""."""
    return str(settings.mail.get("sender", ""))
