"""Stops a runbook that leaves its normal range, and tells a person (guard rail 9)."""

from __future__ import annotations

from datetime import timedelta

from unticket.runbooks.acting.limits import out_of_range
from unticket.runbooks.acting.policy import ActingPolicy
from unticket.runbooks.acting.ports import Clock, Records
from unticket.runbooks.acting.tell import Teller

_LOOKS_BACK = timedelta(days=1)


class Breaker:
    """Looks at a runbook's latest runs, since it was last let go on."""

    def __init__(self, runbook: str, records: Records, teller: Teller, policy: ActingPolicy, clock: Clock) -> None:
        self._runbook = runbook
        self._records = records
        self._teller = teller
        self._policy = policy
        self._clock = clock

    def check(self) -> str:
        """Trips where the runs say so; why, or ""."""
        now, normal = self._clock(), self._policy.normal
        resumed = self._records.stops.resumed_at(self._runbook)
        since = max(now - _LOOKS_BACK, resumed) if resumed else now - _LOOKS_BACK
        why = out_of_range(self._records.runs.recent(self._runbook, since=since, at_most=normal.runs), normal)
        if why:
            self.trip(why)
        return why

    def trip(self, why: str) -> None:
        """Stop the runbook. Nothing where it is stopped already."""
        if self._records.stops.in_force(self._runbook) is not None:
            return
        now = self._clock()
        self._records.stops.stop(self._runbook, by="breaker", why=why, now=now)
        subject = f"Unticket has stopped the runbook {self._runbook}"
        text = (
            f"It stopped itself at {now:%Y-%m-%d %H:%M} UTC: {why}.\n\nNothing is done until a person says so:\n"
            f"  unticket runs list\n  unticket resume {self._runbook}\n"
        )
        self._teller.tell(f"breaker-{now:%Y%m%dT%H%M%S}", subject, text, runbook=self._runbook)
