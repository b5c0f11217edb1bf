"""What each action of the login table does outside, in order; mails go to one address and tell nobody anything new."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from unticket.model.account import Account
from unticket.runbooks.login.packet import as_text
from unticket.runbooks.login.policy import LoginPolicy
from unticket.runbooks.login.table import Action
from unticket.runbooks.plan import JSON, Effect, EffectKind, Packet, Verdict
from unticket.runbooks.reading.address import is_machine, trouble_with

VERDICTS: Mapping[Action, Verdict] = {
    Action.REACTIVATE: Verdict.RESOLVED,
    Action.RESET_PASSWORD: Verdict.WAITING,
    Action.ASK_CONFIRMATION: Verdict.WAITING,
    Action.ESCALATE: Verdict.ESCALATED,
}
_DID: Mapping[Action, str] = {
    Action.REACTIVATE: "The account was switched on again, and the requester told.",
    Action.RESET_PASSWORD: "The platform was asked to mail a reset to the address on file. The ticket waits for a sign-in.",
    Action.ASK_CONFIRMATION: "The address on file was asked to confirm the request. The ticket waits for the answer.",
    Action.ESCALATE: "Handed over to a person. Nothing was changed.",
}
_STAGE: Mapping[Action, str] = {
    Action.REACTIVATE: "resolved",
    Action.RESET_PASSWORD: "waiting",
    Action.ASK_CONFIRMATION: "waiting",
    Action.ESCALATE: "escalated",
}
_TEMPLATE: Mapping[Action, str] = {
    Action.REACTIVATE: "reactivated",
    Action.RESET_PASSWORD: "password_reset",
    Action.ESCALATE: "escalated",  # the same neutral words for every reason
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Makes the effects of one look at one ticket. After a confirmed click they have names of their own, so that the
    second note is not taken for the first one repeated; the acknowledgement is not sent again."""

    ticket_key: str
    generation: int
    confirmed: bool
    language: str
    mail_to: str  # "" where nobody may be written to
    policy: LoginPolicy

    def of(
        self, action: Action, because: str, account: Account | None = None, packet: Packet | None = None
    ) -> tuple[Effect, ...]:
        """The effects of `action`, in the order in which they are done."""
        return (
            *self._acknowledge(),
            *self._act(action, account),
            self._effect(EffectKind.NOTE, text=f"{_DID[action]} Why: {because}."),
            *self._tag(self.policy.tag_escalated if action is Action.ESCALATE else self.policy.tag_handled),
            *self._hand_over(packet),
            self._effect(EffectKind.MOVE, stage=_STAGE[action]),
            *self._reply(_TEMPLATE.get(action, "")),
        )

    def _acknowledge(self) -> tuple[Effect, ...]:
        if not self.policy.acknowledge or self.confirmed or not self.mail_to:
            return ()
        return (self._mail(EffectKind.ACKNOWLEDGE, self.mail_to, "acknowledged"),)

    def _act(self, action: Action, account: Account | None) -> tuple[Effect, ...]:
        if action is Action.ESCALATE or account is None:
            return ()
        if action is Action.ASK_CONFIRMATION:
            return (self._mail(EffectKind.ASK_CONFIRMATION, account.email, "confirm", link_for=account.id),)
        return (self._effect(EffectKind(action.value), account_id=account.id),)

    def _tag(self, name: str) -> tuple[Effect, ...]:
        return (self._effect(EffectKind.TAG, tag=name),) if name else ()

    def _hand_over(self, packet: Packet | None) -> tuple[Effect, ...]:
        if packet is None or not self.policy.escalation_assignee:
            return ()
        to_do = self._effect(EffectKind.SCHEDULE, summary=packet.summary, text=as_text(packet), due_days=self.policy.due_days)
        return (self._effect(EffectKind.ASSIGN), to_do)

    def _reply(self, template: str) -> tuple[Effect, ...]:
        return (self._mail(EffectKind.REPLY, self.mail_to, template),) if template and self.mail_to else ()

    def _mail(self, kind: EffectKind, to: str, template: str, **values: JSON) -> Effect:
        return self._effect(kind, to=to, template=template, language=self.language, **values)

    def _effect(self, kind: EffectKind, **values: JSON) -> Effect:
        step = f"{kind.value}_confirmed" if self.confirmed else kind.value
        return Effect(kind=kind, key=f"{self.ticket_key}:{step}:{self.generation}", values=values)


def may_be_written_to(address: str, policy: LoginPolicy) -> bool:
    """Whether mail to a requester's address, proven or not, reaches a person and not a trap or a machine."""
    return bool(address) and not trouble_with(address, policy.domains) and not is_machine(address)
