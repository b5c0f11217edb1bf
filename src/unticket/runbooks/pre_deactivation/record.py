"""What is kept of warnings: a look at everybody a day, and what became of each warning. Times are aware and in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from unticket.model.account import Account
from unticket.runbooks.plan import Mode

_RULE_IS_LATE = timedelta(days=7)  # so long after its end an account that is still on was not switched off by the rule


class WarningState(StrEnum):
    """What is known of one warning."""

    SHADOW = "shadow"  # would have gone out
    ASKED = "asked"  # waits for a person's word
    WAITING = "waiting"  # certain that it did not go out; it will be tried
    BEGUN = "begun"  # being handed over now; of a process that died in it nobody knows
    SENT = "sent"
    REFUSED = "refused"  # by the mail server, for good
    DOUBTFUL = "doubtful"  # it may have gone out, and is never sent again
    DROPPED = "dropped"  # did not go out: its reason was gone, or its time over


TOLD = frozenset({WarningState.WAITING, WarningState.BEGUN, WarningState.SENT, WarningState.REFUSED, WarningState.DOUBTFUL})
"""Of the inactivity of such a warning, no other is made."""


class Sequel(StrEnum):
    """What the account was seen to come to."""

    OPEN = ""
    CAME_BACK = "came_back"  # used again before the end
    DEACTIVATED = "deactivated"
    STILL_ON = "still_on"  # long after the end, and not used: the rule did not come
    GONE = "gone"  # the account is no longer found


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningRecord:
    """One warning of one inactivity of one account. `address` "" after the person was erased."""

    key: str  # ToWarn.key
    account_id: str
    address: str
    state: WarningState
    began_at: datetime
    ends_at: datetime
    language: str = ""
    by: str = ""  # the person who let it go out, where one did
    attempts: int = 0
    next_try_at: datetime | None = None
    noted_at: datetime
    begun_at: datetime | None = None  # when it was first handed over
    ended_at: datetime | None = None
    because: str = ""
    sequel: Sequel = Sequel.OPEN


def sequel_of(warning: WarningRecord, account: Account | None, now: datetime) -> Sequel:
    """What the account of `warning` has come to; None: it is no longer found."""
    if account is None:
        return Sequel.GONE if now > warning.ends_at else Sequel.OPEN
    if account.last_access_at is not None and account.last_access_at > warning.began_at:
        return Sequel.CAME_BACK
    if not account.enabled:
        return Sequel.DEACTIVATED
    return Sequel.STILL_ON if now > warning.ends_at + _RULE_IS_LATE else Sequel.OPEN


class LookState(StrEnum):
    """How a day's look at everybody ended."""

    OPEN = "open"  # failed so far; it is tried again
    ENDED = "ended"
    STOPPED = "stopped"  # so many at once are no matter of single people: a person decides


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRecord:
    """One local day's look. `counts`: people, accounts, whom to warn, and how many by each row of the table."""

    day: date
    state: LookState
    mode: Mode = Mode.SHADOW
    counts: Mapping[str, int] = field(default_factory=dict)
    attempts: int = 0
    next_try_at: datetime | None = None
    because: str = ""
    at: datetime


def figures_of(counts: Mapping[tuple[WarningState, Sequel], int]) -> dict[str, int]:
    """The figures that are shown: of those that went out, and of those that would have in shadow."""

    def count(states: frozenset[WarningState], *sequels: Sequel) -> int:
        return sum(
            number for (state, sequel), number in counts.items() if state in states and (not sequels or sequel in sequels)
        )

    sent, shadow = frozenset({WarningState.SENT, WarningState.DOUBTFUL}), frozenset({WarningState.SHADOW})
    return {
        "sent": count(sent),
        "back": count(sent, Sequel.CAME_BACK),
        "off": count(sent, Sequel.DEACTIVATED),
        "shadow": count(shadow),
        "shadow_back": count(shadow, Sequel.CAME_BACK),
        "shadow_off": count(shadow, Sequel.DEACTIVATED),
    }
