"""Leave to change one account, which only a fresh decision can give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from unticket.model.errors import Forbidden
from unticket.runbooks.seal import Seal

LASTS = timedelta(seconds=60)  # a decision older than this is made again


class Permission(StrEnum):
    """What an account may be changed to."""

    REACTIVATE = "reactivate"
    RESET_PASSWORD = "reset_password"  # noqa: S105 — the name of an action
    DEACTIVATE = "deactivate"  # undo of our own reactivation, nothing else


@dataclass(frozen=True, slots=True)
class Authorization:
    """One permission for one account, from one decision, for a minute. Made by `granting.grant` and nowhere else."""

    permission: Permission
    account_id: str
    effect: str  # the ledger's key, ticket:step:generation
    decided_at: datetime
    seal: Seal

    def __post_init__(self) -> None:
        if not isinstance(self.seal, Seal):
            raise Forbidden("An authorization can only come from a decision.", "Start the run again.")

    def require(self, permission: Permission, now: datetime) -> None:
        """Raises `Forbidden` where this does not allow `permission` at `now` (UTC). Every connector asks before it acts."""
        if self.permission is not permission:
            raise Forbidden(f"This decision allows {self.permission}, not {permission}.")
        if not timedelta(0) <= now - self.decided_at <= LASTS:
            raise Forbidden("This decision is too old to act on.", "Look everything up again and decide anew.")
