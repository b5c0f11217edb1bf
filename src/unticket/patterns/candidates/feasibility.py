"""Whether an issue can be put right without a person: is the manual fix always the same, or better the cause mended?"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from unticket.patterns.candidates.weighed import Weighed
from unticket.patterns.causes.fixes import UsualFix
from unticket.patterns.causes.register import KnownError
from unticket.patterns.evidence.exact import at_least_share
from unticket.patterns.findings import Reason

NOTED_AT_LEAST = 5  # tickets whose notes tell what was done
SAME_AT_LEAST = 0.5  # of them, by the lower end of the interval
# Hands, a talk, or judgement: no program does these.
BY_HAND = frozenset({"replace", "explain", "hand_over", "correct"})
_LIKE_TIME = 3.0  # a ticket that took at most so many times the median, or at least so small a part, is handled alike
_RUNBOOK_TO_BUILD = 0.7


def feasibility(
    known: KnownError | None, fix: UsualFix | None, minutes: Sequence[float], runbooks: Collection[str] | None
) -> Weighed:
    """By the register's word first: a cause that can be mended now is not automated around, a runbook can be run.

    Without it, by what agents did (`fix`) and how long it took (`minutes` of each ticket, no estimates). `runbooks` are the
    names of those that are built; None: any that the register names.
    """
    if known is not None and known.fixable_now:
        return _weighed(0.0, "fix_the_cause", {}, fits=False)
    if known is not None and known.runbook:
        built = runbooks is None or known.runbook in runbooks
        return _weighed(
            1.0 if built else _RUNBOOK_TO_BUILD,
            "runbook" if built else "runbook_to_build",
            {"runbook": known.runbook, **_lengths(minutes, known.minutes)},
            fits=True,
        )
    if fix is None or fix.noted < NOTED_AT_LEAST:
        return _weighed(0.0, "fix_unknown", {"noted": fix.noted if fix else 0}, fits=False)
    return _by_notes(fix, minutes)


def _by_notes(fix: UsualFix, minutes: Sequence[float]) -> Weighed:
    numbers: dict[str, int | float | str] = {
        "action": fix.action, "count": len(fix.tickets), "noted": fix.noted, "at_least": fix.at_least, **_lengths(minutes)
    }  # fmt: skip
    if fix.action in BY_HAND:
        return _weighed(0.0, "fix_by_hand", numbers, fix, fits=False)
    if fix.at_least < SAME_AT_LEAST:
        return _weighed(fix.at_least, "fix_differs", numbers, fix, fits=False)
    alike = _alike(minutes)
    if alike < SAME_AT_LEAST:
        return _weighed(fix.at_least * alike, "fix_takes_unlike_times", {**numbers, "alike": alike}, fix, fits=False)
    return _weighed(fix.at_least * alike, "fix_always_the_same", numbers, fix, fits=True)


def _alike(minutes: Sequence[float]) -> float:
    """At least this share of the tickets took about as long as the median one."""
    if not minutes:
        return 0.0
    ratio = np.asarray(minutes) / np.median(minutes)
    return at_least_share(int(((ratio <= _LIKE_TIME) & (ratio >= 1 / _LIKE_TIME)).sum()), len(minutes))


def _lengths(minutes: Sequence[float], estimate: float | None = None) -> dict[str, int | float | str]:
    if minutes:
        return {"minutes": float(np.median(minutes))}
    return {"minutes": estimate} if estimate is not None else {}


def _weighed(
    score: float, because: str, numbers: dict[str, int | float | str], fix: UsualFix | None = None, *, fits: bool
) -> Weighed:
    quotes = fix.quotes if fix is not None else ()
    return Weighed(Reason(name="feasibility", score=score, because=because, numbers=numbers, quotes=quotes), fits)
