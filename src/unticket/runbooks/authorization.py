"""Leave to change one account, which only a fresh decision can give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from unticket.model.errors import Forbidden

LASTS = timedelta(seconds=60)  # a decision older than this is made again
_SEAL = object()


class Permission(StrEnum):
    """What an account may be changed to."""

    REACTIVATE = "reactivate"
    RESET_PASSWORD = "reset_password"  # noqa: S105 — the name of an action
    DEACTIVATE = "deactivate"  # undo of our own reactivation, nothing else


@dataclass(frozen=True, slots=True)
class Authorization:
    """One permission for one account, from one decision, for a minute. Made by `grant` in `decision.py` and nowhere else."""

    permission: Permission
    account_id: str
    effect: str  # the ledger's key, ticket:step:generation
    decided_at: datetime
    seal: object

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise Forbidden("An authorization can only come from a decision.", "Start the run again.")

    def require(self, permission: Permission, now: datetime) -> None:
        """Raises `Forbidden` where this does not allow `permission` at `now` (UTC). Every connector asks before it acts."""
        if self.permission is not permission:
            raise Forbidden(f"This decision allows {self.permission}, not {permission}.")
        if not timedelta(0) <= now - self.decided_at <= LASTS:
            raise Forbidden("This decision is too old to act on.", "Look everything up again and decide anew.")


def grant(permission: Permission, account_id: str, effect: str, decided_at: datetime) -> Authorization:
    """For the act step alone, right after its fresh decision (import-linter keeps everybody else out)."""
    return Authorization(permission, account_id, effect, decided_at, _SEAL)
