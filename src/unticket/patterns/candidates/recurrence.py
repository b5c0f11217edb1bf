"""How often an issue comes: measured where the copy is long enough, else by the register's word, else too few to tell."""

from __future__ import annotations

from datetime import timedelta

from unticket.patterns.candidates.weighed import Weighed
from unticket.patterns.evidence.exact import rate_interval
from unticket.patterns.findings import Reason

MONTH = timedelta(days=30.4375)
SEEN_FOR = timedelta(days=28)  # a shorter copy says nothing about months
SEEN_TIMES = 3  # separate times: fewer may be chance


def recurrence(tickets: int, times: int, observed: timedelta, per_month: float | None) -> Weighed:
    """`tickets` that came at `times` separate times in the `observed` length of the copy, or `per_month` of the register.

    The interval is exact for the times; an issue whose tickets come in bursts has so few. The score is that of the rate
    that is at least sure: once a month 0.5, four times 0.8.
    """
    months = observed / MONTH
    if observed >= SEEN_FOR and times >= SEEN_TIMES:
        bunch = tickets / times
        low, high = (bunch * end for end in rate_interval(times, months))
        numbers = {
            "count": tickets,
            "times": times,
            "months": round(months, 1),
            "rate": tickets / months,
            "low": low,
            "high": high,
        }
        return Weighed(Reason(name="recurrence", score=_score(low), because="recurrence_measured", numbers=numbers), fits=True)
    if per_month is not None:
        said: dict[str, int | float | str] = {"rate": per_month, "count": tickets}
        return Weighed(
            Reason(name="recurrence", score=_score(per_month), because="recurrence_by_register", numbers=said), fits=True
        )
    few: dict[str, int | float | str] = {"count": tickets, "times": times, "days": max(1, round(observed / timedelta(days=1)))}
    return Weighed(Reason(name="recurrence", score=0.0, because="recurrence_too_few", numbers=few), fits=False)


def _score(per_month: float) -> float:
    return per_month / (1 + per_month)
