"""Why an account is switched off: by the rule for unused accounts, by a person, or nobody can say (guard rail 5)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from unticket.model.account import Account


class Standing(StrEnum):
    """What is known of why an account is off. Only `BY_THE_RULE` may lead to a reactivation."""

    BY_THE_RULE = "by_the_rule"
    BY_A_PERSON = "by_a_person"  # a note or the list says so
    TOO_RECENT = "too_recent"  # used, or made, too lately for the rule to have done it
    UNKNOWN = "unknown"
    IS_ON = "is_on"  # there is nothing to explain


def standing(
    account: Account | None,
    *,
    now: datetime,
    rule_days: int,
    every_deactivation_is_the_rule: bool = False,
    suspended: Collection[str] = (),
) -> Standing:
    """Why `account` is off at `now` (UTC).

    `every_deactivation_is_the_rule` is the owner's word, and stands in only for what cannot be known: it never outweighs a
    note, the list `suspended` (addresses, usernames or ids, folded), or a date at which the rule could not have worked yet.
    """
    if account is None:
        return Standing.UNKNOWN
    if account.enabled:
        return Standing.IS_ON
    if account.suspended_by_person or not {account.email.casefold(), account.username.casefold(), account.id}.isdisjoint(
        suspended
    ):
        return Standing.BY_A_PERSON
    since = account.last_access_at or (account.created_at if account.never_used else None)
    if since is not None and now - since < timedelta(days=rule_days):
        return Standing.TOO_RECENT
    if every_deactivation_is_the_rule:
        return Standing.BY_THE_RULE
    known = account.last_access_at is not None and account.suspended_by_person is False
    return Standing.BY_THE_RULE if known else Standing.UNKNOWN
