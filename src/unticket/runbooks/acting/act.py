"""One effect made ready: everything that can be looked up or refused beforehand is, so that only the call itself is left."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from unticket.runbooks.acting.outside import Outside
from unticket.runbooks.acting.policy import ActingPolicy
from unticket.runbooks.acting.ports import Letters
from unticket.runbooks.acting.record import EffectState
from unticket.runbooks.plan import JSON, Effect, EffectKind, Plan
from unticket.runbooks.ports import Activity, Delivery, Mail

MAILS = frozenset({EffectKind.ACKNOWLEDGE, EffectKind.ANSWER, EffectKind.REPLY, EffectKind.ASK_CONFIRMATION, EffectKind.TELL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How a call went. `outcome` holds no personal data."""

    state: EffectState = EffectState.DONE
    because: str = ""
    outcome: Mapping[str, JSON] = field(default_factory=dict)


class CannotBeDone(Exception):
    """Known before anything was called, in one public sentence."""


Call = Callable[[], Done]


class Acts:
    """Makes effects ready: mails, and what is done at the desk. No account can be touched by it."""

    def __init__(self, outside: Outside, letters: Letters, policy: ActingPolicy) -> None:
        self._outside = outside
        self._letters = letters
        self._policy = policy

    def ready(self, effect: Effect, plan: Plan, *, decided_at: datetime, token: str = "") -> Call:
        """The call for `effect`, to be made at once. Raises `CannotBeDone`, and `ConnectorError` from looking things up."""
        kind = effect.kind
        if kind in MAILS:
            mail = self.mail(effect, plan, token)
            return lambda: self._send(mail)
        return self._on_the_desk(effect, plan.ticket_key, decided_at)

    def mail(self, effect: Effect, plan: Plan, token: str = "") -> Mail:
        """The letter of an effect. Its message id comes from the effect's key, so that a copy of it can be recognised."""
        return self._letters(
            _text(effect, "template"),
            to=_text(effect, "to"),
            language=_text(effect, "language") or plan.language,
            reference=plan.reference,
            message_id=message_id(effect.key, self._policy.mail_domain),
            about=_text(effect, "about"),
            link=f"{self._policy.public_url.rstrip('/')}/confirm/{token}" if token else "",
        )

    def is_there(self, effect: Effect, ticket_key: str) -> bool:
        """Whether the desk shows that this effect was had. Notes and to-dos show it by their markers, when made again."""
        if effect.kind not in (EffectKind.TAG, EffectKind.ASSIGN, EffectKind.MOVE):
            return False
        ticket = self._outside.desk.ticket(ticket_key, asker=False).ticket
        if effect.kind is EffectKind.ASSIGN:
            return ticket.assignee is not None and ticket.assignee.id == self._agent(effect)
        if effect.kind is EffectKind.MOVE:
            return ticket.stage.id == self.stage_id(_text(effect, "stage"))
        name = _text(effect, "tag").strip().casefold()
        return any(tag.name.strip().casefold() == name for tag in ticket.tags)

    def stage_id(self, role: str) -> str:
        """The desk's stage for "resolved", "waiting" or "escalated". Raises `CannotBeDone`."""
        wanted = self._policy.stages.get(role, "")
        if not wanted:
            raise CannotBeDone(f"no stage is set for {role} tickets")
        stages = self._outside.desk.stages()
        by_id = [stage.id for stage in stages if stage.id == wanted]
        named = by_id or [stage.id for stage in stages if stage.name.strip().casefold() == wanted.strip().casefold()]
        if len(named) != 1:
            raise CannotBeDone(f"the desk has {len(named)} stages called {wanted!r}")
        return named[0]

    def _send(self, mail: Mail) -> Done:
        delivery = self._outside.mailer.send(mail)
        if delivery is Delivery.ACCEPTED:
            return Done(outcome={"message_id": mail.message_id})
        if delivery is Delivery.REFUSED:
            return Done(state=EffectState.REFUSED, because="the mail server refused the mail")
        return Done(state=EffectState.DOUBTFUL, because="the connection was lost when the mail may have gone out")

    def _on_the_desk(self, effect: Effect, key: str, now: datetime) -> Call:
        desk = self._outside.desk
        if effect.kind is EffectKind.NOTE:
            text = _text(effect, "text")
            return _after(partial(desk.note, key, text, marker=effect.key))
        if effect.kind is EffectKind.TAG:
            tag_id = self._tag_id(_text(effect, "tag"))
            return _after(partial(desk.tag, key, tag_id))
        if effect.kind is EffectKind.MOVE:
            stage_id = self.stage_id(_text(effect, "stage"))
            return _after(partial(desk.move, key, stage_id, quietly=True), stage=stage_id)
        if effect.kind not in (EffectKind.ASSIGN, EffectKind.SCHEDULE):
            raise CannotBeDone(f"this runbook does not know how to {effect.kind}")
        agent = self._agent(effect)
        if not agent:
            raise CannotBeDone("nobody is set to take over")
        if effect.kind is EffectKind.ASSIGN:
            return _after(partial(desk.assign, key, agent))
        return _after(partial(desk.schedule, key, self._activity(effect, now), marker=effect.key))

    def _agent(self, effect: Effect) -> str:
        """Who becomes responsible: whom the effect names, or who takes over."""
        return _text(effect, "agent") or self._policy.assignee

    def _activity(self, effect: Effect, now: datetime) -> Activity:
        days = effect.values.get("due_days")
        today = now.astimezone(ZoneInfo(self._policy.timezone)).date()
        return Activity(
            summary=_text(effect, "summary"),
            note=_text(effect, "text"),
            assignee_id=self._agent(effect),
            due_on=today + timedelta(days=days if isinstance(days, int) else self._policy.due_days),
        )

    def _tag_id(self, name: str) -> str:
        found = [tag.id for tag in self._outside.desk.tags() if tag.name.strip().casefold() == name.strip().casefold()]
        if not found:
            raise CannotBeDone(f"the desk has no tag {name!r}")
        return found[0]


def message_id(key: str, domain: str) -> str:
    """The same for the same effect, and telling nobody what it was about."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def new_token() -> str:
    """32 random bytes for a single-use link."""
    return secrets.token_urlsafe(32)


def _after(call: Callable[[], object], **outcome: JSON) -> Call:
    def called() -> Done:
        call()
        return Done(outcome=outcome)

    return called


def _text(effect: Effect, name: str) -> str:
    value = effect.values.get(name)
    return value if isinstance(value, str) else ""
