"""The state of the requester's account: the one thing about it that decides what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from unticket.model.account import Account


class AccountState(StrEnum):
    """One account's state, or why there is not one account. Where several things hold, the most careful one is told."""

    DEACTIVATED = "deactivated"
    ENABLED = "enabled"
    NONE = "none"  # no account has this address
    SEVERAL = "several"  # more than one has it
    UNREACHABLE = "unreachable"  # the platform did not answer
    ADMIN = "admin"  # or nobody can say that it is none
    UNCONFIRMED = "unconfirmed"  # never finished signing up, or nobody can say
    LOCKED = "locked"  # by failed sign-ins: somebody may be trying passwords
    OTHER_SIGN_IN = "other_sign_in"  # the platform does not keep the password


def account_state(accounts: Sequence[Account] | None, *, every_admin_is_listed: bool = False) -> AccountState:
    """The state of the one account among `accounts`, which all have the requester's address (None: no answer).

    `every_admin_is_listed`: the owner's word that all administrators are on the no-go list, for platforms that show to
    nobody who is one (Moodle). Without it, an account that may be an administrator's counts as one.
    """
    if accounts is None:
        return AccountState.UNREACHABLE
    if len(accounts) != 1:
        return AccountState.SEVERAL if accounts else AccountState.NONE
    account = accounts[0]
    if account.is_admin or (account.is_admin is None and not every_admin_is_listed):
        return AccountState.ADMIN
    if account.confirmed is not True:
        return AccountState.UNCONFIRMED
    if account.locked:  # None is usual: Moodle shows it to nobody, and its reset link unlocks by itself
        return AccountState.LOCKED
    if account.password_is_ours is False or (account.enabled and account.password_is_ours is None):
        return AccountState.OTHER_SIGN_IN
    return AccountState.ENABLED if account.enabled else AccountState.DEACTIVATED
