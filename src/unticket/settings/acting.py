"""The settings of the acting path: what every runbook has, the login runbook, hooks, the audit, the worker."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, field_validator

_SHORTEST_SECRET = 24


def _listed(value: Any) -> Any:
    """The environment and secret files hold text: words with commas or spaces between them."""
    if isinstance(value, str):
        return tuple(value.replace(",", " ").split())
    return value


Words = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Secrets = Annotated[tuple[SecretStr, ...], BeforeValidator(_listed)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StageSettings(_Section):
    """Which stages of the desk stand for what; by name or id. An empty one: the ticket is not moved."""

    resolved: str = Field(default="", description="The stage of tickets that were solved: Done")
    waiting: str = Field(default="", description="The stage of tickets that wait for their requester: Awaiting")
    escalated: str = Field(default="", description="The stage of tickets that a person must look at: In Progress")


class LimitSettings(_Section):
    """How many accounts may be changed."""

    per_hour: int = Field(default=20, ge=1, description="Changed accounts in any sixty minutes; at this the runbook stops.")
    per_day: int = Field(default=100, ge=1, description="Changed accounts in any 24 hours; at this the runbook stops.")
    per_person: int = Field(default=2, ge=1, description="Changes of one account in any 24 hours; then a person is asked.")


class BreakerSettings(_Section):
    """When the runbook stops by itself and tells the people in `tell`."""

    runs: int = Field(default=20, ge=1, description="How many of the latest runs are judged.")
    enough: int = Field(default=10, ge=1, description="Below so many runs nothing is judged.")
    failures: float = Field(default=0.3, ge=0, le=1, description="The largest normal share of failed and doubtful runs.")
    escalations: float = Field(default=0.9, ge=0, le=1, description="The largest normal share that ends with a person.")


class ActingSettings(_Section):
    """What is settled for every runbook."""

    breaker: BreakerSettings = BreakerSettings()
    escalation_assignee: str = Field(default="", description="The desk's user id of the person who takes over.")
    bot_id: str = Field(default="", description="The desk's own user id of the user we act as.")
    due_days: int = Field(default=1, ge=0, description="How soon the to-do of an escalation is due.")
    no_bot_tag: str = Field(default="no-bot", description="Tickets with this tag are left to people.")
    domains: Words = Field(default=(), description="The school's own mail domains; what only looks like them is refused.")
    trusted_mail_gateway: bool = Field(default=False, description="The mail gateway refuses mail with a forged sender.")
    no_go: Words = Field(default=(), description="People never helped by a machine: addresses, user names, staff numbers.")
    approval_hours: int = Field(default=24, ge=1, le=168, description="How long an approval is waited for.")
    tell: Words = Field(default=(), description="Addresses of those who run the desk: told when the runbook stops itself.")
    mail_templates: Path | None = Field(default=None, description="A folder with mail templates of your own.")


class LoginSettings(ActingSettings):
    """The login runbook. The defaults are the careful ones: with them, only what is proven is acted on."""

    stages: StageSettings = StageSettings()
    limits: LimitSettings = LimitSettings()
    tag_handled: str = Field(default="", description="A tag for tickets that were acted on; empty: none.")
    tag_escalated: str = Field(default="", description="A tag for tickets that were handed over; empty: none.")
    every_deactivation_is_the_rule: bool = Field(
        default=False, description="Every deactivated account was switched off by the rule, never by a person."
    )
    every_admin_is_listed: bool = Field(default=False, description="no_go names every administrator of the platform.")
    rule_days: int = Field(default=30, ge=1, description="The platform switches off accounts not used for so many days.")
    shared_boxes: Words = Field(default=(), description="Addresses that several people read; name@ means at any domain.")
    suspended: Words = Field(default=(), description="Who was suspended by a person: addresses, user names, account ids.")
    onboarding_days: int = Field(default=0, ge=0, description="So long before the first day of work an account may be made.")
    oldest_directory_hours: float = Field(default=36, gt=0, description="Older data of HR are not relied on.")
    doubtful: Literal["skip", "escalate"] = Field(
        default="skip", description="What becomes of tickets that may or may not be about a login: skip or escalate."
    )
    acknowledge: bool = Field(default=True, description="Mail an acknowledgement at once to tickets that are taken.")
    confirmation_minutes: int = Field(default=120, ge=5, le=1440, description="How long a confirmation link works.")
    silence_hours: int = Field(default=72, ge=1, description="After so long a silence a reset ticket is closed.")
    sign_in_url: str = Field(default="", description="Where people sign in, for the mails: https://lms.school.example")


class HookSettings(_Section):
    """Where the desk's webhooks arrive."""

    secrets: Secrets = Field(
        default=(), max_length=2, description="Up to two secrets, for rotation, of 24 letters or more; none: no hooks."
    )
    host: str = Field(default="127.0.0.1", description="The address to listen at.")
    port: int = Field(default=8470, ge=0, le=65535, description="The port to listen at.")
    max_body_kb: int = Field(default=256, ge=1, le=10240, description="Larger hooks are refused; the poller finds the ticket.")
    wrong_per_minute: int = Field(default=20, ge=1, description="After so many wrong secrets an address is told to wait.")

    @field_validator("secrets")
    @classmethod
    def _long_enough(cls, secrets: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for secret in secrets:
            text = secret.get_secret_value()
            if len(text) < _SHORTEST_SECRET or not text.isascii() or not text.replace("-", "").replace("_", "").isalnum():
                raise ValueError(f"a secret is {_SHORTEST_SECRET} or more of letters, digits, - and _")
        return secrets


class AuditSettings(_Section):
    """What of the audit lies outside the database."""

    key_file: Path = Field(default=Path("audit.key"), description="The key that seals the audit; made at first use.")
    heads_file: Path = Field(default=Path("audit-heads.txt"), description="Where the audit's head is written every day.")
    instance_file: Path | None = Field(
        default=None, description="Tells the database from a copy put back; beside it by default. Keep it out of backups."
    )


class WorkerSettings(_Section):
    """The worker."""

    poll: str = Field(default="*/5 * * * *", description="When the desk is asked for changed tickets (cron).")
    at_once: int = Field(default=4, ge=1, le=50, description="Runs at the same time in one worker.")
    keep_run_days: int = Field(
        default=30, ge=1, description="The engine's record of a run's steps, which names people, is kept so long."
    )
    drain_seconds: float = Field(default=20, ge=0, description="How long a stopping worker lets its runs end.")


def checked_public_url(url: str) -> str:
    """`url` without its last slash. Raises ValueError where a confirmation link to it could be read on its way."""
    parts = urlsplit(url.strip())
    if not url.strip():
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("write it as https://help.school.example")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise ValueError("it must begin with https://, or links can be read on their way")
    return url.strip().rstrip("/")


def _is_loopback(name: str) -> bool:
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
