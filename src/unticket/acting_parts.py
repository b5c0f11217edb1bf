"""The login runbook's parts as the machinery wants them: its planner, its freshness, its policies, its queue."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from unticket.model.errors import ConnectorError
from unticket.model.period import zone
from unticket.model.person import Employment
from unticket.runbooks.acting.limits import Limits, NormalRange
from unticket.runbooks.acting.policy import ActingPolicy
from unticket.runbooks.acting.ports import Freshness
from unticket.runbooks.freshness import why_not_fresh
from unticket.runbooks.login.employment import Answer, employment
from unticket.runbooks.login.plan import plan
from unticket.runbooks.login.policy import LoginPolicy
from unticket.runbooks.plan import EffectKind, Plan
from unticket.runbooks.ports import Directory, LearningPlatform, TicketDesk, TicketView
from unticket.settings import Settings

if TYPE_CHECKING:
    from unticket.engine.client import Client

_QUEUE = "default"


@dataclass(frozen=True, slots=True)
class ConfiguredPlanner:
    """The login runbook's plan over the configured systems."""

    desk: TicketDesk
    directories: Sequence[Directory]
    platform: LearningPlatform
    policy: LoginPolicy

    def __call__(
        self,
        ticket_key: str,
        *,
        generation: int,
        now: datetime,
        promoted_at: datetime | None = None,
        confirmed_account: str = "",
        done: Collection[EffectKind] = (),
        dry: bool = False,
        retry: bool = False,
        view: TicketView | None = None,
    ) -> Plan:
        return plan(
            ticket_key,
            desk=self.desk,
            directories=self.directories,
            platform=self.platform,
            policy=self.policy,
            generation=generation,
            now=now,
            promoted_at=promoted_at,
            confirmed_account=confirmed_account,
            done=done,
            dry=dry,
            retry=retry,
            view=view,
        )

    def employed(self, address: str, now: datetime) -> Employment:
        """What all directories together say of an address, now."""
        asked = address.strip().casefold()
        answers = [answer_of(directory, asked) for directory in self.directories]
        today = now.astimezone(zone(self.policy.timezone)).date()
        return employment(answers, now=now, today=today, oldest=self.policy.oldest_directory)


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


def freshness_of(policy: LoginPolicy) -> Freshness:
    """Guard rail 3 with the login runbook's policy."""

    def fresh(view: TicketView, *, now: datetime, promoted_at: datetime | None, done: Collection[EffectKind] = ()) -> str:
        return why_not_fresh(view, now=now, promoted_at=promoted_at, policy=policy, done=done)

    return fresh


def login_policy(settings: Settings) -> LoginPolicy:
    """The owner's word about logins, from the settings."""
    chosen = settings.runbooks.login
    names = (
        *("domains", "trusted_mail_gateway", "rule_days", "every_deactivation_is_the_rule", "every_admin_is_listed", "no_go"),
        *("shared_boxes", "suspended", "onboarding_days", "doubtful", "acknowledge", "no_bot_tag", "bot_id", "due_days"),
        *("escalation_assignee", "tag_handled", "tag_escalated"),
    )
    return LoginPolicy(
        **{name: getattr(chosen, name) for name in names},
        own_addresses=tuple(filter(None, [str(settings.mail.get("sender", ""))])),
        public_url=settings.public_url,
        oldest_directory=timedelta(hours=chosen.oldest_directory_hours),
        timezone=settings.timezone,
    )


def acting_policy(settings: Settings) -> ActingPolicy:
    """The owner's word about acting as such, from the settings."""
    chosen = settings.runbooks.login
    return ActingPolicy(
        stages=chosen.stages.model_dump(),
        assignee=chosen.escalation_assignee,
        due_days=chosen.due_days,
        limits=Limits(**chosen.limits.model_dump()),
        normal=NormalRange(**chosen.breaker.model_dump()),
        mail_domain=str(settings.mail.get("sender", "")).rpartition("@")[2] or "unticket.invalid",
        tell=chosen.tell,
        public_url=settings.public_url,
        confirmation_lasts=timedelta(minutes=chosen.confirmation_minutes),
        approval_lasts=timedelta(hours=chosen.approval_hours),
        silence=timedelta(hours=chosen.silence_hours),
        timezone=settings.timezone,
    )


def answer_of(directory: Directory, address: str) -> Answer:
    """What one directory says of exactly that address, or why it says nothing."""
    try:
        found = directory.people(address)
    except ConnectorError as failure:
        return Answer(directory=directory.name, failure=failure)
    exact = tuple(record for record in found if address in {email.casefold() for email in record.emails})
    return Answer(directory=directory.name, records=exact)
