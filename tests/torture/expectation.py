"""How each ticket must end, worked out from the people themselves and the house's rules: the product's table is not asked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tests.torture.cast import SHARED, Click, Subject

from unticket.demo.login_cases import DOMAIN, RULE, Case, House, Way

_RULE_DAYS = 30
_NOT_A_LOGIN = ("video", "very slow", "report")


class Right(StrEnum):
    """What may be done to an account, once the requester has shown that it is theirs."""

    NOTHING = "nothing"
    REACTIVATE = "reactivate"
    RESET = "reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """Where the ticket stands at the end, and the most that may have been done to its account."""

    ends: str  # "skipped", "resolved", "waiting", "escalated"
    right: Right
    asks: bool = False  # a link is mailed first
    goes_on: bool = False  # and its click leads on


def expected(subject: Subject, house: House) -> Expectation:
    """The rules: a plain login problem, one person in HR who stays, one ordinary account of the same name, a shown identity."""
    case = subject.case
    if any(word in case.words[0].lower() for word in _NOT_A_LOGIN):
        return Expectation(ends="skipped", right=Right.NOTHING)
    right = _right(case, house)
    if right is Right.NOTHING:
        return Expectation(ends="escalated", right=right)
    done = "resolved" if right is Right.REACTIVATE else "waiting"
    if case.way is Way.PORTAL:
        return Expectation(ends=done, right=right)
    if house is House.NO_PUBLIC_ADDRESS:
        return Expectation(ends="escalated", right=Right.NOTHING)
    if subject.click in (Click.ONCE, Click.TWICE):
        return Expectation(ends=done, right=right, asks=True, goes_on=True)
    if subject.click is Click.AFTER_DISMISSAL:
        return Expectation(ends="escalated", right=Right.NOTHING, asks=True, goes_on=True)
    return Expectation(ends="waiting", right=Right.NOTHING, asks=True)


def _right(case: Case, house: House) -> Right:
    if house in (House.HR_REFUSES, House.HR_IS_OLD, House.LMS_REFUSES):
        return Right.NOTHING
    stays = [e for e in case.employees if not e.archived and e.leaves_in is None and e.name in ("", case.name)]
    plain = case.domain == DOMAIN and not case.no_go and case.box not in SHARED and "@" not in " ".join(case.words)
    if not plain or len(case.employees) != 1 or not stays or len(case.logins) != 1:
        return Right.NOTHING
    (login,), (employee,) = case.logins, stays
    keeps_password = login.method == "manual" or house is House.LMS_SHOWS_LOCKS  # such a service has no other way
    ordinary = login.confirmed and keeps_password and not login.administrator and not login.locked
    older = employee.began is not None and login.first_used < employee.began
    if not ordinary or older or login.name not in ("", case.name):
        return Right.NOTHING
    if not login.suspended:
        return Right.RESET
    told_who = house is not House.LMS_SHOWS_LOCKS  # which does not show who switched an account off
    by_the_rule = told_who and login.by == RULE and login.last_used <= -_RULE_DAYS
    return Right.REACTIVATE if by_the_rule else Right.NOTHING
