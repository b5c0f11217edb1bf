"""Gives leave to change an account: for the act step and its undo alone, which `make check` makes sure of."""

from __future__ import annotations

from datetime import datetime

from unticket.runbooks.authorization import Authorization, Permission
from unticket.runbooks.seal import Seal


def grant(permission: Permission, account_id: str, effect: str, decided_at: datetime) -> Authorization:
    """Leave for `permission` on one account, right after its fresh decision at `decided_at` (UTC)."""
    return Authorization(permission, account_id, effect, decided_at, Seal())
