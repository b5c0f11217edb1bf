"""How long an account has not been used, and when the rule will switch it off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from unticket.model.account import Account
from unticket.model.period import zone

_CLOCKS_DIFFER = timedelta(minutes=10)


class Timing(StrEnum):
    """Where an account stands on its way to being switched off."""

    IN_USE = "in_use"  # it is too early to warn
    NEAR = "near"  # the time to warn
    OVERDUE = "overdue"  # the rule should have switched it off by now
    NEVER = "never"  # never used, and nobody says when it was made
    UNREADABLE = "unreadable"  # the source does not say, or says what cannot be


@dataclass(frozen=True, slots=True, kw_only=True)
class Inactivity:
    """A time without any use. The next use ends it, and one later begins another."""

    began_at: datetime  # the last use; the making of an account that never was used
    ends_at: datetime  # when the rule switches the account off

    def last_day(self, now: datetime, timezone: str) -> date:
        """The last local day that is wholly before the end, and not before today: by then the owner must sign in."""
        end = self.ends_at.astimezone(zone(timezone)).date() - timedelta(days=1)
        return max(end, now.astimezone(zone(timezone)).date())


def inactivity(account: Account, *, rule_days: int, now: datetime) -> Inactivity | None:
    """The account's present one; None where it is not known when it began."""
    began = account.created_at if account.never_used else account.last_access_at
    if began is None or began > now + _CLOCKS_DIFFER:
        return None
    try:
        return Inactivity(began_at=began, ends_at=began + timedelta(days=rule_days))
    except OverflowError:
        return None


def timing(account: Account, *, rule_days: int, days_before: int, now: datetime) -> Timing:
    """Where `account` stands at `now`."""
    found = inactivity(account, rule_days=rule_days, now=now)
    if found is None:
        return Timing.NEVER if account.never_used and account.created_at is None else Timing.UNREADABLE
    if found.ends_at <= now:
        return Timing.OVERDUE
    return Timing.NEAR if found.ends_at - timedelta(days=days_before) <= now else Timing.IN_USE
