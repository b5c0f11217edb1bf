"""Effects on accounts made ready: the only ones that are given leave, right after their fresh decision."""

from __future__ import annotations

from datetime import datetime

from unticket.model.errors import Unreachable
from unticket.runbooks.acting.act import Acts, Call, Done
from unticket.runbooks.authorization import Permission
from unticket.runbooks.granting import grant
from unticket.runbooks.plan import Effect, EffectKind, Plan


class AccountActs(Acts):
    """Makes effects ready for a runbook that may change accounts."""

    def ready(self, effect: Effect, plan: Plan, *, decided_at: datetime, token: str = "") -> Call:
        account_id = str(effect.values.get("account_id", ""))
        if effect.kind is EffectKind.REACTIVATE:
            leave = grant(Permission.REACTIVATE, account_id, effect.key, decided_at)

            def reactivate() -> Done:
                self._outside.platform.reactivate(leave)
                return self.switched_on(leave.account_id)

            return reactivate
        if effect.kind is EffectKind.RESET_PASSWORD:
            may_reset = grant(Permission.RESET_PASSWORD, account_id, effect.key, decided_at)

            def reset() -> Done:
                self._outside.platform.request_password_reset(may_reset)
                return Done()

            return reset
        return super().ready(effect, plan, decided_at=decided_at, token=token)

    def switched_on(self, account_id: str) -> Done:
        """Read the reactivation back. Raises a transient `Unreachable` where the account is still off."""
        account = self._outside.platform.account(account_id)
        if account is None or not account.enabled:
            raise Unreachable("The account is still off after it was switched on.", "It is looked at again.", transient=True)
        return Done(outcome={"fingerprint": account.fingerprint, "read_back": True})
