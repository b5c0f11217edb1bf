"""The systems that a runbook acts in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from unticket.model.account import Account
from unticket.model.errors import Forbidden
from unticket.model.finding import Finding
from unticket.runbooks.authorization import Authorization
from unticket.runbooks.ports import LearningPlatform, Mailer, TicketDesk


class NoAccounts:
    """The `LearningPlatform` of a runbook that touches no account: it knows none, and refuses every change."""

    def accounts(self, email: str) -> Sequence[Account]:  # noqa: ARG002
        return ()

    def account(self, account_id: str) -> Account | None:  # noqa: ARG002
        return None

    def reactivate(self, leave: Authorization) -> NoReturn:  # noqa: ARG002
        _refuse()

    def request_password_reset(self, leave: Authorization) -> NoReturn:  # noqa: ARG002
        _refuse()

    def deactivate(self, leave: Authorization) -> NoReturn:  # noqa: ARG002
        _refuse()

    def check(self) -> Sequence[Finding]:
        return ()

    def close(self) -> None:
        """There is nothing to give back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """One desk, one mail server and, for a runbook that may change accounts, one learning platform."""

    desk: TicketDesk
    mailer: Mailer
    platform: LearningPlatform = field(default_factory=NoAccounts)

    @property
    def has_accounts(self) -> bool:
        return not isinstance(self.platform, NoAccounts)


def _refuse() -> NoReturn:
    raise Forbidden("This runbook touches no account.")
