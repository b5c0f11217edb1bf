"""Tells the people who run the desk, by mail through the ledger like everything that leaves the house."""

from __future__ import annotations

from collections.abc import Sequence

from unticket.model.errors import ConnectorError, Doubtful
from unticket.runbooks.acting.act import message_id
from unticket.runbooks.acting.policy import ActingPolicy
from unticket.runbooks.acting.ports import Clock, Records
from unticket.runbooks.acting.record import EffectState, Entry, RunRecord
from unticket.runbooks.plan import Effect, EffectKind
from unticket.runbooks.ports import Delivery, Mail, Mailer

_STATE = {
    Delivery.ACCEPTED: EffectState.DONE,
    Delivery.REFUSED: EffectState.REFUSED,
    Delivery.DOUBTFUL: EffectState.DOUBTFUL,
}


class Teller:
    """Sends each notice once to each address of `policy.tell`; what cannot be mailed stands in the audit."""

    def __init__(self, mailer: Mailer, records: Records, policy: ActingPolicy, clock: Clock) -> None:
        self._mailer = mailer
        self._records = records
        self._policy = policy
        self._clock = clock

    def tell(self, about: str, subject: str, text: str, *, runbook: str) -> Sequence[str]:
        """`about` names the occasion and makes the key: the same occasion is told once. The states, one an address."""
        self._records.audit.append(Entry(kind="told", said=subject, runbook=runbook, facts={"text": text}))
        notices = [(f"{runbook}:{about}:{number}", to) for number, to in enumerate(self._policy.tell, 1)]
        return [self._mail(key, to, subject, text, runbook=runbook) for key, to in notices]

    def _mail(self, key: str, to: str, subject: str, text: str, *, runbook: str) -> str:
        effect = Effect(kind=EffectKind.TELL, key=key, values={"to": to})
        if self._records.ledger.find(effect.key) is not None:
            return "told before"
        now = self._clock()
        run = RunRecord(run_id=key, runbook=runbook, ticket_key="", generation=0, cause="notice", begun_at=now)
        self._records.ledger.begin(effect, run, person=to, account_id="", limits=self._policy.limits, now=now)
        mail = Mail(
            answers=False, to=to, subject=subject, text=text, message_id=message_id(effect.key, self._policy.mail_domain)
        )
        try:
            state = _STATE[self._mailer.send(mail)]
        except Doubtful:
            state = EffectState.DOUBTFUL
        except ConnectorError:
            state = EffectState.REFUSED
        entry = Entry(kind=f"effect_{state}", said=f"tell: {state}.", runbook=runbook, subject=to, facts={"key": effect.key})
        self._records.ledger.end(effect.key, state, entry, now=self._clock())
        return str(state)
