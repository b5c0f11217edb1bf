"""The login runbook over the configured desk, directories, platform and mail."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from unticket.app.acting_parts import acting_policy, own_address
from unticket.app.acting_runbooks.configured import ConfiguredRunbook, NamedAtDesk, Systems
from unticket.app.acting_runbooks.directories import employed
from unticket.history.ports import Progress
from unticket.model.person import Employment
from unticket.model.ticket import Ticket
from unticket.runbooks.acting.limits import Limits
from unticket.runbooks.acting.outside import Outside
from unticket.runbooks.acting.policy import ActingPolicy
from unticket.runbooks.acting.ports import Letters
from unticket.runbooks.backtest import (
    Backtest,
    PastTickets,
    ShadowAgreement,
    backtest,
    escalates,
    settles,
    shadow_agreement,
    taken,
)
from unticket.runbooks.login.plan import plan
from unticket.runbooks.login.policy import LoginPolicy
from unticket.runbooks.login.table import LOGIN
from unticket.runbooks.past_desk import PastDesk, ReadOnlyPlatform
from unticket.runbooks.plan import EffectKind, Plan
from unticket.runbooks.ports import Directory, LearningPlatform, TicketDesk, TicketView
from unticket.settings import Settings


class LoginRunbook(ConfiguredRunbook):
    """Somebody cannot log in."""

    name = "login"
    table = LOGIN
    touches_accounts = True

    @property
    def is_set(self) -> bool:
        # Registers beside a source of last uses alone are for warnings (see `pre_deactivation`).
        return bool(self.settings.lms or (self.settings.hr and not self.settings.last_access))

    def outside(self) -> Outside:
        return Outside(desk=self.systems.desk, platform=self.systems.platform, mailer=self.systems.mailer)

    def planner(self) -> LoginPlanner:
        systems = self.systems
        return LoginPlanner(systems.desk, systems.directories, systems.platform, login_policy(self.settings))

    def freshness_policy(self) -> LoginPolicy:
        return login_policy(self.settings)

    def letters(self) -> Letters:
        from unticket.runbooks.login.mails.letters import LoginLetters

        chosen = self.settings.runbooks.login
        return LoginLetters(
            organisation=self.settings.report.organisation,
            sign_in_url=chosen.sign_in_url,
            folder=self.settings.folder / chosen.mail_templates if chosen.mail_templates else None,
            link_lasts=timedelta(minutes=chosen.confirmation_minutes),
        )

    def policy(self) -> ActingPolicy:
        chosen = self.settings.runbooks.login
        return acting_policy(
            chosen,
            self.settings,
            stages=chosen.stages.model_dump(),
            limits=Limits(**chosen.limits.model_dump()),
            confirmation_lasts=timedelta(minutes=chosen.confirmation_minutes),
            silence=timedelta(hours=chosen.silence_hours),
        )

    def stages(self) -> Sequence[NamedAtDesk]:
        named = self.settings.runbooks.login.stages.model_dump().items()
        return [
            NamedAtDesk(place=f"runbooks.login.stages.{role}", name=name, of=f"{role} tickets", closed=role == "resolved")
            for role, name in named
        ]

    def tags(self) -> Sequence[NamedAtDesk]:
        chosen = self.settings.runbooks.login
        return [
            NamedAtDesk(place="runbooks.login.tag_handled", name=chosen.tag_handled, of="tickets that were acted on"),
            NamedAtDesk(place="runbooks.login.tag_escalated", name=chosen.tag_escalated, of="tickets that were handed over"),
        ]

    def taken(self, tickets: Iterable[Ticket]) -> Iterator[str]:
        return taken(tickets, login_policy(self.settings))

    def settles(self, row: str) -> bool:
        return settles(row)

    def escalates(self, row: str) -> bool:
        return escalates(row)

    def replay(
        self, past: PastTickets, *, since: datetime, until: datetime, today: Systems | None, progress: Progress | None
    ) -> Backtest:
        policy = login_policy(self.settings)
        if today is None:
            return backtest(past, policy, since=since, until=until, progress=progress)
        platform, directories = ReadOnlyPlatform(today.platform), today.directories

        def present_day(ticket: Ticket) -> str:
            planned = plan(
                ticket.key,
                desk=PastDesk({ticket.key: ticket}.get),
                directories=directories,
                platform=platform,
                policy=policy,
                generation=1,
                now=datetime.now(UTC),
                dry=True,
            )
            return planned.decision.row if planned.decision is not None else str(planned.verdict)

        return backtest(past, policy, since=since, until=until, present_day=present_day, progress=progress)

    def agreement(self, decided: Iterable[tuple[str, str]], past: PastTickets) -> ShadowAgreement:
        return shadow_agreement(decided, past)

    def employed(self, address: str, now: datetime) -> Employment:
        oldest = timedelta(hours=self.settings.runbooks.login.oldest_directory_hours)
        return employed(self.systems.directories, address, now, timezone=self.settings.timezone, oldest=oldest)


@dataclass(frozen=True, slots=True)
class LoginPlanner:
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
        own_addresses=tuple(filter(None, [own_address(settings)])),
        public_url=settings.public_url,
        oldest_directory=timedelta(hours=chosen.oldest_directory_hours),
        timezone=settings.timezone,
    )
